import Platform
import VisibleText

/// A server that is judged: an address that its user named, and what is known beside it.
public struct ServerSubject: Sendable {
  /// Where its stream is.
  public var place: StreamPlace
  /// How to publish an event on it, if somebody said.
  public var publisher: Publisher?
  /// The process of the server on this machine, for its memory, if it was named.
  public var namedProcess: Int32?
  /// The power to start and to end it, if it was started here.
  public var life: (any ServerLife)?
  /// Whether checks that mean much load may run.
  public var takesLoad: Bool

  /// Makes a subject.
  public init(
    place: StreamPlace, publisher: Publisher? = nil, process: Int32? = nil,
    life: (any ServerLife)? = nil, takesLoad: Bool = false
  ) {
    self.place = place
    self.publisher = publisher
    self.namedProcess = process
    self.life = life
    self.takesLoad = takesLoad
  }

  /// Starts it if it is to be started here, and looks whether its address answers.
  public func reach() async throws(SubjectProblem) {
    try await life?.start()
    guard let connection = try? await RawConnection.connect(host: place.host, port: place.port)
    else { throw .nobody(place.authority) }
    await connection.close()
  }

  /// The process of the server, named or started here.
  var process: Int32? { namedProcess ?? life?.process }
}

/// A server that can be ended as an operator ends it, and started again.
public protocol ServerLife: Sendable {
  /// The process while it runs, if it is one.
  var process: Int32? { get }
  /// Starts it and returns when it listens, unless it does already.
  func start() async throws(SubjectProblem)
  /// Asks it to end (SIGTERM).
  func terminate() async
  /// Whether it has ended.
  func hasEnded() async -> Bool
  /// Ends it, however.
  func kill() async
}

/// The parts of an http URL.
public struct StreamPlace: Sendable, Hashable {
  /// The name or address of the host.
  public var host: String
  /// The port.
  public var port: Int
  /// Path and query.
  public var target: String

  /// Takes a URL apart; nil when it is none of http.
  public init?(_ url: String) {
    guard url.lowercased().hasPrefix("http://") else { return nil }
    let rest = url.dropFirst(7).prefix { $0 != "#" }
    let slash = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    var authority = rest[..<slash]
    target = slash == rest.endIndex ? "/" : String(rest[slash...])
    if target.hasPrefix("?") { target = "/" + target }
    guard !authority.contains("@"), target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      return nil
    }
    var port = 80
    let bracket = authority.lastIndex(of: "]") ?? authority.startIndex
    if let colon = authority[bracket...].lastIndex(of: ":") {
      guard let number = Int(authority[authority.index(after: colon)...]),
        (1...65_535).contains(number)
      else { return nil }
      port = number
      authority = authority[..<colon]
    }
    guard !authority.isEmpty else { return nil }
    host = String(authority).split(whereSeparator: { "[]".contains($0) }).joined()
    self.port = port
  }

  /// The whole URL.
  public var url: String { "http://\(authority)\(target)" }

  /// As `Host` has it.
  var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == 80 ? name : "\(name):\(port)"
  }

  /// Whether it is on this machine.
  public var isLocal: Bool { Loopback.holds(host) }
}

/// How an event is published: a POST with a body made of a template.
public struct Publisher: Sendable {
  /// Where the POST goes.
  public var place: StreamPlace
  /// The body; `{data}`, `{event}` and `{id}` stand for JSON strings, `{data:raw}` for the text itself.
  public var body: String
  /// The type of the body.
  public var type: String

  /// The template unless another is given.
  public static let usualBody = #"{"event":{event},"data":{data},"id":{id}}"#

  /// Makes a publisher.
  public init(place: StreamPlace, body: String = usualBody, type: String = "application/json") {
    self.place = place
    self.body = body
    self.type = type
  }

  /// Whether the publisher chooses types, and ids.
  var takesType: Bool { body.contains("{event") }
  var takesID: Bool { body.contains("{id") }
  /// Whether its body is an object of JSON, and says so.
  var takesObject: Bool {
    type.lowercased().contains("json")
      && filled(Visit.Publication(data: "")).first { $0 > 0x20 } == UInt8(ascii: "{")
  }

  /// The body for an event; what it does not have is left out of a JSON template.
  func filled(_ event: Visit.Publication) -> [UInt8] {
    var text = body
    // The data last: it may be large, and hold what looks like a placeholder.
    for (name, value) in [("event", event.type), ("id", event.id), ("data", event.data)] {
      guard let value else {
        for part in [
          "\"\(name)\":{\(name)},", ",\"\(name)\":{\(name)}", "{\(name)}", "{\(name):raw}",
        ] {
          text = text.replacing(
            part, with: part.hasSuffix("raw}") ? "" : part == "{\(name)}" ? "null" : "")
        }
        continue
      }
      // The padding needs no quoting, which for megabytes would take longer than all else.
      let padding = name == "data" ? String(repeating: "x", count: event.padding) : ""
      text = text.replacing("{\(name)}", with: JSONText.quoted(value).dropLast() + padding + "\"")
        .replacing("{\(name):raw}", with: value + padding)
    }
    return Array(text.utf8)
  }

  /// Publishes what ``filled(_:)`` made; returns the status of the answer, nil when there was none.
  func publish(_ body: [UInt8]) async -> Int? {
    guard let connection = try? await RawConnection.connect(host: place.host, port: place.port)
    else { return nil }
    defer { Task { await connection.close() } }
    let head =
      "POST \(place.target) HTTP/1.1\r\nHost: \(place.authority)\r\nContent-Type: \(type)\r\n"
      + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
    await connection.send(Array(head.utf8) + body)
    var reader = ResponseReader()
    let deadline = ContinuousClock.now + .seconds(5)
    while ContinuousClock.now < deadline {
      guard case .bytes(let bytes, _) = await connection.read(within: deadline - .now) else {
        break
      }
      _ = try? reader.consume(bytes)
      if let head = reader.head { return head.status }
    }
    return nil
  }
}
