// What the errors of the network mean in our words.

import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension ConnectionProblem {
  /// Of an error while connecting.
  init(_ error: any Error, connectingTo url: StreamURL, within time: Duration) {
    let endpoint = url.endpoint
    switch error {
    case let error as NIOConnectionError:
      if let failure = error.connectionErrors.last {
        let address = failure.target.endpoint ?? endpoint
        self = .init(failure.error, at: address, within: time)
      } else {
        self = .unknownHost(url.host)
      }
    default: self = .init(error, at: endpoint, within: time)
    }
  }

  private init(_ error: any Error, at address: String, within time: Duration) {
    switch error {
    case let error as IOError where error.errnoCode == ECONNREFUSED:
      self = .refused(by: address)
    case let error as IOError where error.errnoCode == ETIMEDOUT:
      self = .connectTimeout(address, after: time)
    case let error as IOError:
      self = .unreachable(address, reason: String(cString: strerror(error.errnoCode)))
    case ChannelError.connectTimeout: self = .connectTimeout(address, after: time)
    default: self = .unreachable(address, reason: String(describing: error))
    }
  }

  /// Of an error on a connection that stood.
  init(_ error: any Error, host: String, hasHead: Bool) {
    switch error {
    case let error as IOError where [ECONNRESET, EPIPE].contains(error.errnoCode): self = .reset
    case let error as IOError:
      self = .network(String(cString: strerror(error.errnoCode)))
    case HTTPParserError.invalidEOFState: self = hasHead ? .brokenOff : .noResponse
    case let error as HTTPParserError: self = .notHTTP(error.inWords)
    default:
      self = SecureTransport.problem(error, host: host) ?? .network(String(describing: error))
    }
  }
}

extension HTTPParserError {
  fileprivate var inWords: String {
    switch self {
    case .headerOverflow: "its head is larger than \(ResponseLimits.head) bytes"
    case .invalidChunkSize: "the size of a chunk is not a number"
    case .invalidVersion: "its version is not a version of HTTP"
    case .invalidStatus: "its status is not a number"
    case .invalidConstant: "it does not begin with a version of HTTP"
    case .lfExpected, .strictModeAssertion: "a line of it does not end in CR LF"
    // What the parser has no name for.
    case .unknown: "a line of it does not end in CR LF, or its headers disagree on where it ends"
    default: "it breaks the rules (\(self))"
    }
  }
}

extension SocketAddress {
  /// As in `127.0.0.1:9` and `[::1]:9`.
  fileprivate var endpoint: String? {
    guard let ipAddress, let port else { return nil }
    return `protocol` == .inet6 ? "[\(ipAddress)]:\(port)" : "\(ipAddress):\(port)"
  }
}

/// How much of a response is read before a peer counts as hostile.
enum ResponseLimits {
  /// The names and values of all headers together, in bytes.
  static let head = 64 << 10

  static func decoder() -> HTTPResponseDecoder {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderListSize = head
    limits.maxHeaderFieldSize = head
    return HTTPResponseDecoder(limitConfiguration: limits)
  }
}

extension TimeAmount {
  /// As long, but not past what the event loop can count.
  init(_ duration: Duration) {
    let longest: Int64 = 1 << 31
    let (seconds, attoseconds) = duration.components
    guard seconds < longest else {
      self = .seconds(longest)
      return
    }
    self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
