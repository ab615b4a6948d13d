import Workbook
import Yams

/// What a server does to a client, and what must come of it.
public struct Scenario: Sendable {
  static let keys = [
    "path", "serve", "events", "requests", "at-least", "within", "quiet", "in-time", "asks-for",
    "at-most", "to", "certificate", "stays",
  ]

  /// What the client is told to ask for, behind the origin.
  var path: String
  /// The origin that the client is told, with `{port}` in it; nil: `http://127.0.0.1:{port}`.
  var to: String?
  /// Whether the server speaks TLS, with a certificate that nobody vouches for.
  var hasCertificate: Bool
  /// The answers, one for each request in the order of their coming.
  var answers: [[Step]]
  /// The events that it must hand on.
  var events: [Event]
  /// The requests that must come, and no other.
  var requests: [ExpectedRequest]
  /// More requests than these may come.
  var mayAskMore: Bool
  /// So many may come at most, where more may.
  var mostRequests: Int?
  /// How long all of it may take.
  var limit: Duration
  /// How long nothing more may come afterwards.
  var quiet: Duration
  /// Whether the client must still be there at the end.
  var mustStay: Bool
  /// How soon the events must be there; nil: by the limit.
  var inTime: Duration?
  /// A header that the client must have sent with this word, so that the check means anything.
  var condition: (header: String, word: String)?

  /// One thing that the server does on a connection.
  enum Step: Sendable {
    /// These bytes, as they are.
    case send([UInt8])
    /// A chunk of the chunked coding.
    case chunk([UInt8])
    case pause(Duration)
    /// The end, in good order.
    case close
    case reset
    /// Nothing more until the scenario is over.
    case hold
    /// Nothing more until the client closes it, which it must.
    case untilClosed
    /// No process listens for a while, after this connection has ended.
    case away(Duration)
    /// What comes next is written a byte at a time, with this pause.
    case trickle(Duration)
  }

  /// A request that must come.
  struct ExpectedRequest: Sendable {
    var method: String?
    var target: String?
    /// Values of headers, by their small names; nil: it must not be there.
    var headers: [(name: String, value: [UInt8]?)]
    /// Part of a header's value.
    var parts: [(name: String, part: String)]
    /// At which of the two servers.
    var isAtOther: Bool?
    /// How long after the end of the answer before.
    var after: ClosedRange<Duration>?
  }

  /// How long a scenario may take unless it says so itself: a client that knows no `retry` waits 3 s
  /// or 5 s by itself.
  static let usualLimit = 8_000
  /// How long nothing more may come unless a scenario says so itself.
  static let usualQuiet = 150

  init(_ reader: FieldReader) {
    path = reader.text("path") ?? "/stream"
    to = reader.text("to")
    hasCertificate = reader.text("certificate") == "self-signed"
    if reader.has("certificate"), !hasCertificate {
      reader.complain(.wrongValue, "certificate", "'certificate' is self-signed, or left out")
    }
    events = reader.events("events")
    answers = reader.nodes("serve").map { node in
      var steps = StepReader(fields: reader)
      return steps.steps(node)
    }
    requests = reader.readers("requests", each: "a request").map(ExpectedRequest.init)
    mostRequests = reader.integer("at-most", in: 1...1_000)
    mayAskMore = reader.flag("at-least") ?? (mostRequests != nil)
    let milliseconds = 1...120_000
    limit = .milliseconds(reader.integer("within", in: milliseconds) ?? Self.usualLimit)
    quiet = .milliseconds(reader.integer("quiet", in: milliseconds) ?? Self.usualQuiet)
    mustStay = reader.flag("stays") ?? false
    inTime = reader.integer("in-time", in: milliseconds).map { .milliseconds($0) }
    if let words = reader.text("asks-for")?.split(separator: " "), words.count == 2 {
      condition = (String(words[0]), String(words[1]))
    }
    for key in ["serve", "events", "requests"] where !reader.has(key) {
      reader.complainMissing(key)
    }
  }

  /// The types of the events that must come.
  var types: Set<String> { Set(events.map(\.type)) }

  /// Whether it leads to another server than the one that the client is told of.
  public var leavesItsOrigin: Bool {
    answers.joined().contains { step in
      if case .send(let bytes) = step {
        bytes.firstRange(of: Array("{other".utf8)) != nil
      } else {
        false
      }
    }
  }

  /// Whether it names a host that has no address anywhere (RFC 6761 6.4): a client may ask its resolver
  /// for it, and that one others.
  public var asksForNobody: Bool {
    answers.joined().contains { step in
      if case .send(let bytes) = step {
        bytes.firstRange(of: Array(".invalid".utf8)) != nil
      } else {
        false
      }
    }
  }

  /// How many bytes it sends.
  var size: Int {
    answers.joined().reduce(0) { sum, step in
      switch step {
      case .send(let bytes), .chunk(let bytes): sum + bytes.count
      default: sum
      }
    }
  }

  /// Whether a connection must be closed by the client.
  var mustClose: Bool {
    answers.joined().contains { if case .untilClosed = $0 { true } else { false } }
  }

  /// How long it takes with a client that does everything at once: its pauses and waits.
  var shortest: Duration {
    let pauses = answers.flatMap(\.self).reduce(Duration.zero) { sum, step in
      switch step {
      case .pause(let pause), .away(let pause): sum + pause
      case .trickle, .send, .chunk, .close, .reset, .hold, .untilClosed: sum
      }
    }
    return requests.reduce(pauses + quiet) { $0 + ($1.after?.lowerBound ?? .zero) }
  }
}

extension Scenario.ExpectedRequest {
  init(_ reader: FieldReader) {
    reader.allow(["method", "target", "headers", "without", "contains", "at", "after"])
    method = reader.text("method")
    target = reader.text("target")
    headers = []
    parts = []
    if let node = reader.node("headers"),
      let fields = FieldReader(node, named: "'headers'", in: reader.part, reader.diagnostics)
    {
      let pieces = PiecesReader(fields: fields)
      headers = fields.keys.map { ($0, pieces.bytes($0)) }
    }
    headers += reader.texts("without").map { ($0, nil) }
    if let node = reader.node("contains"),
      let fields = FieldReader(node, named: "'contains'", in: reader.part, reader.diagnostics)
    {
      parts = fields.keys.map { ($0, fields.text($0) ?? "") }
    }
    isAtOther = reader.text("at").map { $0 == "other" }
    let bounds = reader.texts("after").compactMap { Int($0) }
    if bounds.count == 2, bounds[0] <= bounds[1] {
      after = .milliseconds(bounds[0]) ... .milliseconds(bounds[1])
    } else if reader.has("after") {
      reader.complain(
        .wrongValue, "after", "'after' is two numbers of milliseconds, as [300, 2000]")
    }
  }
}

/// Reads the steps of one answer.
private struct StepReader {
  let fields: FieldReader
  /// Whether the server ends the connection after this answer.
  private var ends = false

  init(fields: FieldReader) { self.fields = fields }

  mutating func steps(_ node: Node) -> [Scenario.Step] {
    guard let list = node.sequence else {
      fields.complain(.wrongValue, "serve", "each answer of 'serve' is a list of steps")
      return []
    }
    ends =
      list.last?.scalar.map { $0.style == .plain && ["end", "cut"].contains($0.string) } ?? false
    var steps: [Scenario.Step] = []
    var isChunked = false
    for item in list {
      if let scalar = item.scalar, scalar.style == .plain {
        word(scalar.string, &steps, &isChunked)
      } else if let scalar = item.scalar {
        let bytes = Array(scalar.string.utf8)
        steps.append(isChunked ? .chunk(bytes) : .send(bytes))
      } else {
        mapping(item, &steps, &isChunked)
      }
    }
    return steps
  }

  /// A head of ours says that the connection ends, where it does: a client that means to use it again
  /// would otherwise find out only when its next request is lost (RFC 9112 9.6).
  private func head(_ lines: String) -> [UInt8] {
    let isSaid = !ends || lines.lowercased().contains("\r\nconnection:")
    return Array((lines + (isSaid ? "" : "Connection: close\r\n") + "\r\n").utf8)
  }

  private static let streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"

  private func word(_ word: String, _ steps: inout [Scenario.Step], _ isChunked: inout Bool) {
    switch word {
    case "stream":
      steps.append(.send(head(Self.streamHead + "Transfer-Encoding: chunked\r\n")))
      isChunked = true
    case "plain":
      steps.append(.send(head(Self.streamHead + "Connection: close\r\n")))
    case "end":
      if isChunked { steps.append(.send(Array("0\r\n\r\n".utf8))) }
      steps.append(.close)
    case "cut": steps.append(.close)
    case "reset": steps.append(.reset)
    case "hold": steps.append(.hold)
    case "until-closed": steps.append(.untilClosed)
    default:
      fields.complain(
        .wrongValue, "serve",
        "'\(word)' is no step: stream, plain, end, cut, reset, hold, until-closed, or a text in quotes"
      )
    }
  }

  private func mapping(_ node: Node, _ steps: inout [Scenario.Step], _ isChunked: inout Bool) {
    guard
      let reader = FieldReader(node, named: "a step", in: fields.part, fields.diagnostics)
    else { return }
    reader.allow([
      "status", "headers", "body", "pause", "away", "raw", "hex", "repeat", "times", "trickle",
      "chunked",
    ])
    let pieces = PiecesReader(fields: reader)
    let time = { (key: String) in
      reader.integer(key, in: 1...60_000).map { Duration.milliseconds($0) }
    }
    if let pause = time("pause") { steps.append(.pause(pause)) }
    if let away = time("away") { steps.append(.away(away)) }
    if let trickle = time("trickle") { steps.append(.trickle(trickle)) }
    if reader.has("raw") { steps.append(.send(pieces.bytes("raw"))) }
    if reader.has("hex") || reader.has("repeat") {
      let bytes = pieces.pieces(of: node, "serve").flatMap(\.self)
      steps.append(isChunked ? .chunk(bytes) : .send(bytes))
    }
    guard let status = reader.text("status") else { return }
    var lines = "HTTP/1.1 \(status)\r\n"
    for header in reader.texts("headers") { lines += header + "\r\n" }
    if reader.flag("chunked") == true {
      lines += "Transfer-Encoding: chunked\r\n"
      isChunked = true
    } else if reader.has("body") {
      lines += "Content-Length: \(pieces.bytes("body").count)\r\n"
    }
    steps.append(.send(head(lines) + pieces.bytes("body")))
  }
}
