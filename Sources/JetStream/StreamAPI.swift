import EventServer
import FoundationEssentials

/// The stream that is a channel's log, as it is asked for: the same words from every server, since an
/// engine that has it takes those, and no others.
struct StreamConfiguration: Sendable, Hashable, Encodable {
  /// How long a repeated event is known by its key: 2 minutes.
  static let repeatWindow = Duration.seconds(120)
  /// How large a message may be, header and all: 1,000,000 bytes.
  static let messageLimit = 1_000_000
  /// What of that a header may take.
  static let headerReserve = 512

  var name: String
  var subjects: [String]
  var maxMessages: Int
  var replicas: Int
  private var retention = "limits"
  private var storage = "file"
  private var discard = "old"
  private var maxBytes = EventChannel.historyByteLimit
  private var maxMessageSize = Self.messageLimit
  private var allowsDirectGets = true
  private var duplicateWindow = Int(Self.repeatWindow.components.seconds) * 1_000_000_000
  private var republish: Republish

  private struct Republish: Hashable, Encodable {
    var src: String
    var dest: String
  }

  private enum CodingKeys: String, CodingKey {
    case name, subjects, retention, storage, discard, republish
    case maxMessages = "max_msgs"
    case replicas = "num_replicas"
    case maxBytes = "max_bytes"
    case maxMessageSize = "max_msg_size"
    case allowsDirectGets = "allow_direct"
    case duplicateWindow = "duplicate_window"
  }

  /// The stream of a channel that keeps so many events, on so many nodes.
  init(_ name: StreamName, historyLimit: Int, replicas: Int) {
    self.name = name.stream
    subjects = [name.subject]
    // 0 is no limit to the engine; a log of one event is as near as it comes.
    maxMessages = max(historyLimit, 1)
    self.replicas = replicas
    republish = Republish(src: name.subject, dest: name.live)
  }
}

/// What the stream of a channel is called.
struct StreamName: Sendable, Hashable {
  /// How long a stream's name may be: 200 bytes; the engine's own limit is 255.
  static let sizeLimit = 200
  /// What all of them are followed by.
  static let allLive = "live.ch.>"

  /// The stream: `ch_events` for `/events`, `ch_events_news` for `/events/news`.
  let stream: String
  /// Where one publishes to it.
  let subject: String
  /// Where what it has kept is said again.
  let live: String

  /// The name for the channel at a path: letters, digits and `-` as they are, `/` as `_`, any other byte
  /// as `=` and two digits, since a `.` would part a subject.
  ///
  /// - Throws: ``EngineError`` when it is too long.
  init(path: String) throws(EngineError) {
    let token = path.utf8.drop { $0 == UInt8(ascii: "/") }.reduce(into: "") { token, byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"):
        token.unicodeScalars.append(UnicodeScalar(byte))
      case UInt8(ascii: "/"): token += "_"
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        token += "=" + (digits.utf8.count < 2 ? "0" : "") + digits
      }
    }
    guard token.utf8.count <= Self.sizeLimit else {
      throw EngineError(
        "the channel's name '\(path.prefix(40))…' is longer than an engine takes (\(Self.sizeLimit) "
          + "bytes)")
    }
    stream = "ch_\(token)"
    subject = "ch.\(token)"
    live = "live.ch.\(token)"
  }
}

/// What the engine says of a stream.
struct StreamInfo: Sendable, Hashable, Decodable {
  struct State: Sendable, Hashable, Decodable {
    var first: UInt64
    var last: UInt64

    private enum CodingKeys: String, CodingKey {
      case first = "first_seq"
      case last = "last_seq"
    }
  }
  struct Cluster: Sendable, Hashable, Decodable {
    var leader: String?
    /// The other nodes, as the one that answers sees them.
    var replicas: [Replica]?
  }
  struct Replica: Sendable, Hashable, Decodable {
    /// The nanoseconds since something was heard of it.
    var active: Int?
    var offline: Bool?
  }
  struct Config: Sendable, Hashable, Decodable {
    var replicas: Int
    private enum CodingKeys: String, CodingKey { case replicas = "num_replicas" }
  }

  var created: String
  var state: State
  var cluster: Cluster?
  var config: Config

  /// The number of the oldest event that is kept, or will be.
  var first: Int { Int(clamping: max(state.first, 1)) }
  /// The number of the newest; 0 before the first.
  var last: Int { Int(clamping: state.last) }

  /// How long a node may be silent and still be counted with a majority: 3 s; a leader hears of each once a
  /// second.
  static let nodeSilence = 3_000_000_000

  /// Whether this is a word that counts: a leader's that hears a majority.
  ///
  /// One that was cut off goes on answering for 10 s as if it led, with what it had then; and after that
  /// without a leader.
  var isOfMajority: Bool {
    guard let cluster else { return true }
    guard cluster.leader != nil else { return false }
    let others = cluster.replicas ?? []
    let heard = others.count { $0.offline != true && $0.active ?? 0 < Self.nodeSilence }
    return 2 * (heard + 1) > others.count + 1
  }

  /// The life of this stream, named by the moment in which it was made, to the microsecond.
  var epoch: Epoch {
    let digits = created.utf8.filter { (0x30...0x39).contains($0) }
    // Since 2000, so that it fits: 26 11 30 23 27 08 595160.
    let moment = (digits + repeatElement(0x30, count: 20)).dropFirst(2).prefix(18)
    return Epoch(number: UInt64(String(decoding: moment, as: UTF8.self)) ?? 0)
  }
}

/// Why a request to JetStream came to nothing.
struct StreamAPIError: Error, Sendable, Hashable, Decodable {
  var code: Int
  var number: Int?
  var description: String

  private enum CodingKeys: String, CodingKey {
    case code, description
    case number = "err_code"
  }

  /// Whether to ask again is of no use.
  var isFinal: Bool { code < 500 && number != Self.noPeers }

  /// Fewer nodes are there than are to keep the stream: a cluster that is just starting has one, too.
  static let noPeers = 10_005
  static let nameInUse = 10_058
  static let notFound = 10_059
  static let noMessage = 10_037
  static let notClustered = 10_074
  static let messageTooLarge = 10_054
  /// The same event is on its way in already, by another server.
  static let repeatOnItsWay = 10_158
}

/// A message that a stream has kept.
struct StoredMessage: Sendable, Hashable {
  var number: Int
  /// The publisher's key and the payload, so that another message of the same number is known.
  var mark: Int
  var payload: [UInt8]

  /// What a stream has sent on, or given out; nil when it is anything else.
  init?(_ message: NATSMessage) {
    guard message.status == nil, let number = message.header("Nats-Sequence").flatMap(Int.init),
      number > 0
    else { return nil }
    self.number = number
    payload = message.payload
    var hasher = Hasher()
    hasher.combine(message.header(Self.keyHeader))
    hasher.combine(payload)
    mark = hasher.finalize()
  }

  /// The header by which a stream knows what it has kept already.
  static let keyHeader = "Nats-Msg-Id"
}

/// What JetStream is asked, by requests with JSON.
struct StreamAPI: Sendable {
  let client: NATSClient

  private struct Answer<Body: Decodable>: Decodable {
    var error: StreamAPIError?
    var body: Body?

    private enum CodingKeys: String, CodingKey { case error }

    init(from decoder: any Decoder) throws {
      error = try decoder.container(keyedBy: CodingKeys.self)
        .decodeIfPresent(StreamAPIError.self, forKey: .error)
      body = error == nil ? try Body(from: decoder) : nil
    }
  }

  /// What went wrong with a request: on the way, or there.
  enum Failure: Error, Sendable, Hashable, CustomStringConvertible {
    case onTheWay(NATSProblem)
    case refused(StreamAPIError)

    var description: String {
      switch self {
      case .onTheWay(let problem): problem.description
      case .refused(let error): error.description
      }
    }
  }

  /// Makes the stream, or finds that it is there just so.
  func create(_ configuration: StreamConfiguration) async throws(Failure) -> StreamInfo {
    let body = (try? JSONEncoder().encode(configuration)).map { Array($0) } ?? []
    return try await ask("$JS.API.STREAM.CREATE.\(configuration.name)", body)
  }

  /// How the stream stands, from its leader.
  func info(_ name: StreamName) async throws(Failure) -> StreamInfo {
    try await ask("$JS.API.STREAM.INFO.\(name.stream)", [])
  }

  /// Whether the leader has no message of this number.
  func lacks(_ number: Int, in name: StreamName) async throws(Failure) -> Bool {
    struct Found: Decodable {}
    do {
      let _: Found = try await ask(
        "$JS.API.STREAM.MSG.GET.\(name.stream)", Array(#"{"seq":\#(number)}"#.utf8))
      return false
    } catch {
      if case .refused(let error) = error, error.number == StreamAPIError.noMessage { return true }
      throw error
    }
  }

  /// The message of this number, from any node that keeps the stream; nil: that one has none.
  func message(_ number: Int, in name: StreamName) async throws(NATSProblem) -> StoredMessage? {
    try await direct(#"{"seq":\#(number)}"#, in: name)
  }

  /// The newest message, from any node that keeps the stream.
  func newest(in name: StreamName) async throws(NATSProblem) -> StoredMessage? {
    try await direct(#"{"last_by_subj":"\#(name.subject)"}"#, in: name)
  }

  private func direct(_ body: String, in name: StreamName) async throws(NATSProblem)
    -> StoredMessage?
  {
    let answer = try await client.request(
      "$JS.API.DIRECT.GET.\(name.stream)", Array(body.utf8))
    return StoredMessage(answer)
  }

  /// What a stream says to what was published to it.
  struct Acknowledgement: Sendable, Hashable, Decodable {
    var number: Int
    var isRepeated: Bool

    private enum CodingKeys: String, CodingKey {
      case number = "seq"
      case isRepeated = "duplicate"
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      number = try fields.decode(Int.self, forKey: .number)
      isRepeated = try fields.decodeIfPresent(Bool.self, forKey: .isRepeated) ?? false
    }
  }

  /// Has the stream keep a message.
  func publish(
    _ payload: [UInt8], key: String, to name: StreamName
  ) async throws(Failure) -> Acknowledgement {
    try await ask(name.subject, payload, [NATSHeader(StoredMessage.keyHeader, key)])
  }

  private func ask<Body: Decodable>(
    _ subject: String, _ payload: [UInt8], _ headers: [NATSHeader] = []
  ) async throws(Failure) -> Body {
    let message: NATSMessage
    do { message = try await client.request(subject, payload, headers) } catch {
      throw .onTheWay(error)
    }
    guard
      let answer = try? JSONDecoder().decode(Answer<Body>.self, from: Data(message.payload))
    else {
      throw .refused(StreamAPIError(code: 500, number: nil, description: "an unknown answer"))
    }
    if let error = answer.error { throw .refused(error) }
    guard let body = answer.body else { throw .onTheWay(.unanswered) }
    return body
  }
}
