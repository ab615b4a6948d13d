import Conformance

/// Streams on one connection over HTTP/2 (RFC 9113), by its bare frames: how many the other end says
/// that it runs, and on how many something comes.
///
/// No more of the protocol than that takes: requests of a few static fields, no flow control, since a
/// few events do not fill the first window of 65,535 bytes.
struct HTTP2Streams: Sendable {
  /// What came of it.
  struct Finding: Sendable, Hashable {
    /// How many streams the other end says it runs at once; nil where it sets no limit.
    var advertised: Int?
    var asked = 0
    /// The streams on which data came.
    var served: Set<Int> = []
  }

  private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
  private static let frameLimit = 1 << 20
  private enum Kind {
    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let settings: UInt8 = 4
    static let ping: UInt8 = 6
  }
  private static let acknowledged: UInt8 = 1
  /// END_STREAM and END_HEADERS.
  private static let wholeRequest: UInt8 = 5
  /// SETTINGS_MAX_CONCURRENT_STREAMS (RFC 9113, 6.5.2).
  private static let concurrentStreams = 3

  private let connection: RawConnection
  private let authority: String
  private var rest: [UInt8] = []
  private var finding = Finding()

  /// Connects to a port of this machine by TLS; nil where no program was built that can.
  init?(port: Int) async throws {
    guard let tls = TLSEnd.client(verifiesCertificates: false, protocols: ["h2"]) else {
      return nil
    }
    connection = try await RawConnection.connect(host: "127.0.0.1", port: port, tls: tls)
    authority = "127.0.0.1:\(port)"
  }

  /// Asks for `count` streams of a target, each with a query of its own, as far as the other end
  /// allows, and looks for so long on how many something comes.
  mutating func run(_ target: String, count: Int, for limit: Duration) async -> Finding {
    await connection.send(Self.preface + Self.frame(Kind.settings, stream: 0, []))
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline, !Task.isCancelled {
      guard case .bytes(let bytes, _) = await connection.read(within: deadline - .now) else {
        break
      }
      rest += bytes
      while let frame = nextFrame() {
        await take(frame, target, count)
        if finding.asked > 0, finding.served.count == finding.asked { break }
      }
      if finding.asked > 0, finding.served.count == finding.asked { break }
    }
    await connection.close()
    return finding
  }

  private struct Frame {
    var kind: UInt8
    var flags: UInt8
    var stream: Int
    var payload: [UInt8]
  }

  /// The next whole frame; what is none, or too large, is left lying.
  private mutating func nextFrame() -> Frame? {
    guard rest.count >= 9 else { return nil }
    let length = Self.number(rest[0..<3])
    guard length <= Self.frameLimit, rest.count >= 9 + length else { return nil }
    defer { rest.removeFirst(9 + length) }
    return Frame(
      kind: rest[3], flags: rest[4], stream: Self.number(rest[5..<9]) & 0x7FFF_FFFF,
      payload: Array(rest[9..<(9 + length)]))
  }

  private mutating func take(_ frame: Frame, _ target: String, _ count: Int) async {
    switch frame.kind {
    case Kind.settings where frame.flags & Self.acknowledged == 0:
      noteLimit(frame.payload)
      await connection.send(Self.frame(Kind.settings, flags: Self.acknowledged, stream: 0, []))
      if finding.asked == 0 { await ask(target, min(count, finding.advertised ?? count)) }
    case Kind.ping where frame.flags & Self.acknowledged == 0:
      await connection.send(
        Self.frame(Kind.ping, flags: Self.acknowledged, stream: 0, frame.payload))
    case Kind.data where !frame.payload.isEmpty: finding.served.insert(frame.stream)
    default: break
    }
  }

  private mutating func noteLimit(_ payload: [UInt8]) {
    for start in stride(from: 0, to: payload.count - 5, by: 6)
    where Self.number(payload[start..<(start + 2)]) == Self.concurrentStreams {
      finding.advertised = Self.number(payload[(start + 2)..<(start + 6)])
    }
  }

  private mutating func ask(_ target: String, _ count: Int) async {
    for number in 0..<count {
      // A client's streams have odd numbers.
      await connection.send(
        Self.frame(
          Kind.headers, flags: Self.wholeRequest, stream: 2 * number + 1,
          request("\(target)?\(number)")))
      finding.asked += 1
    }
  }

  /// The head of a GET, by the static table alone (RFC 7541, 6.1 and 6.2.2, and its appendix A).
  private func request(_ target: String) -> [UInt8] {
    let (method, scheme): (UInt8, UInt8) = (0x82, 0x87)
    let (path, host): (UInt8, UInt8) = (0x04, 0x01)
    // 19, accept, in a prefix of four bits.
    let accept: [UInt8] = [0x0F, 0x04]
    return [method, scheme, path] + Self.text(target) + [host] + Self.text(authority)
      + accept + Self.text("text/event-stream")
  }

  /// A text of fewer than 127 bytes as it is (RFC 7541, 5.2).
  private static func text(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8.prefix(126))
    return [UInt8(bytes.count)] + bytes
  }

  private static func frame(
    _ kind: UInt8, flags: UInt8 = 0, stream: Int, _ payload: [UInt8]
  ) -> [UInt8] {
    [
      UInt8(payload.count >> 16 & 0xFF), UInt8(payload.count >> 8 & 0xFF),
      UInt8(payload.count & 0xFF), kind, flags, 0, 0, UInt8(stream >> 8 & 0xFF),
      UInt8(stream & 0xFF),
    ] + payload
  }

  private static func number(_ bytes: some Sequence<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }
}
