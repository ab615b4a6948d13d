import Glibc
import NIOCore
import NIOPosix

/// Why a node was not reached, or did not answer; `description` goes on as a sentence.
enum NATSProblem: Error, Sendable, Hashable {
  /// No connection came about, in the system's words.
  case unreachable(NATSAddress, reason: String)
  /// It was connected to, and did not say who it is in time.
  case silent(NATSAddress)
  /// It speaks something else.
  case notNATS(NATSAddress, says: String)
  /// It speaks TLS alone.
  case speaksTLS(NATSAddress)
  /// It lacks what is needed.
  case tooOld(NATSAddress, version: String)
  /// It keeps no streams.
  case noJetStream(NATSAddress)
  /// It does not want us.
  case refused(NATSAddress, words: String)
  /// There is no connection at this moment, or it was lost before the answer came.
  case lost(reason: String)
  /// No answer came in time.
  case unanswered
  /// Nobody listens on the subject: no node leads the stream, or there is none.
  case nobody
  /// More requests are on their way than are kept track of.
  case tooMany(limit: Int)

  /// Whether to try again is of no use.
  var isFinal: Bool {
    switch self {
    case .notNATS, .speaksTLS, .tooOld, .noJetStream, .refused: true
    case .unreachable, .silent, .lost, .unanswered, .nobody, .tooMany: false
    }
  }
}

extension NATSProblem: CustomStringConvertible {
  var description: String {
    switch self {
    case .unreachable(let address, let reason): "\(address) was not reached (\(reason))"
    case .silent(let address):
      "what listens at \(address) said nothing, where a NATS server speaks first"
    case .notNATS(let address, let says): "what listens at \(address) is no NATS server: \(says)"
    case .speaksTLS(let address):
      "the engine at \(address) speaks TLS, which is not spoken to engines here"
    case .tooOld(let address, let version):
      "the NATS at \(address) is \(version): 2.9 or newer is needed"
    case .noJetStream(let address):
      "the NATS at \(address) keeps no streams: start it with JetStream, as in nats-server -js"
    case .refused(let address, let words):
      "the engine at \(address) refused us: \(words); give nats://USER:PASSWORD@HOST:PORT"
    case .lost(let reason): "the connection to the engine is lost (\(reason))"
    case .unanswered: "no answer came from the engine"
    case .nobody: "no response from stream"
    case .tooMany(let limit): "\(limit) requests to the engine are unanswered"
    }
  }
}

extension NATSProblem {
  /// The words of an error of the network, without the names of types and functions.
  static func words(of error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
      error.connectionErrors.first.map { words(of: $0.error) } ?? "there is no machine of this name"
    case let error as IOError: String(cString: strerror(error.errnoCode))
    case ChannelError.connectTimeout(let time):
      "no answer within \(time.nanoseconds / 1_000_000_000) s"
    default: "\(error)"
    }
  }
}
