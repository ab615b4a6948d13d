import Conformance
import Synchronization
import WildFigures

/// The plain server of event streams that stands behind a proxy that is measured.
///
/// The path of a request says what it answers with: `/ORIGIN/CONDUCT`, more of it or a query only makes
/// a URL of its own. It answers HTTP/1.1 with chunks, and HTTP/1.0 without, closing. It notes when it
/// wrote each event and when the other end left.
final class ProxyOriginServer: Sendable {
  /// What a stream does.
  enum Conduct: String, Sendable, CaseIterable {
    /// An event at once, and one each half second.
    case steady
    /// The head at once, the first event a second later.
    case late
    /// An event, and nothing more.
    case silent
    /// Two events, and the end as it should be.
    case ended
    /// Two events, half of one, and a reset.
    case cut
  }

  /// The time between two events.
  static let interval = Duration.milliseconds(500)
  /// After how long the first byte of a `late` stream is written.
  static let lateness = Duration.milliseconds(1_000)
  /// How long a stream lasts at the most that nobody ends.
  private static let longest = Duration.seconds(20)
  private static let headLimit = 16 << 10

  /// A stream: what it was asked as, and when what happened to it.
  struct Stream: Sendable {
    var target: String
    /// When each of its events was handed down, the first at 0.
    var written: [ContinuousClock.Instant] = []
    /// When the other end left.
    var leftAt: ContinuousClock.Instant?
  }

  private let streams = Mutex<[Stream]>([])
  private let tasks = Mutex<[Task<Void, Never>]>([])
  private let server = Mutex<RawServer?>(nil)

  /// Starts one on a free port of this machine.
  static func start() async throws -> ProxyOriginServer {
    let origin = ProxyOriginServer()
    let server = try await RawServer.start { connection in
      let task = Task { await origin.serve(connection) }
      origin.tasks.withLock { $0.append(task) }
    }
    origin.server.withLock { $0 = server }
    return origin
  }

  var port: Int { server.withLock { $0?.port ?? 0 } }

  /// Ends it, and whatever stream is left.
  func stop() async {
    for task in tasks.withLock({ $0 }) { task.cancel() }
    await server.withLock { $0 }?.stop()
  }

  /// The stream of this number.
  func stream(_ number: Int) -> Stream? {
    streams.withLock { $0.indices.contains(number) ? $0[number] : nil }
  }

  /// When the other end of a stream that was asked for at this target left; nil while it is there.
  func leftAt(_ target: String) -> ContinuousClock.Instant? {
    streams.withLock { $0.first { $0.target == target }?.leftAt }
  }

  // MARK: Answering

  private func serve(_ connection: RawConnection) async {
    var rest: [UInt8] = []
    while !Task.isCancelled {
      while rest.firstRange(of: Array("\r\n\r\n".utf8)) == nil {
        guard rest.count < Self.headLimit,
          case .bytes(let bytes, _) = await connection.read(within: Self.longest)
        else { return await connection.close() }
        rest += bytes
      }
      let head = String(decoding: rest, as: UTF8.self)
      rest = []
      let words = head.prefix { $0 != "\r" && $0 != "\r\n" }.split(separator: " ")
      guard words.count == 3, let stays = await answer(words.map(String.init), on: connection),
        stays
      else { return await connection.close() }
    }
  }

  /// - Returns: Whether a further request may come; nil where none can.
  private func answer(_ words: [String], on connection: RawConnection) async -> Bool? {
    let isChunked = words[2] != "HTTP/1.0"
    let parts = words[1].prefix { $0 != "?" }.split(separator: "/").map(String.init)
    guard words[0] == "GET", parts.count >= 2, let origin = ProxyOrigin(rawValue: parts[0]),
      let conduct = Conduct(rawValue: parts[1])
    else {
      await connection.send(
        Array("\(words[2]) 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8))
      return nil
    }
    let number = streams.withLock { streams in
      streams.append(Stream(target: words[1]))
      return streams.count - 1
    }
    var lines = [
      "\(isChunked ? "HTTP/1.1" : "HTTP/1.0") 200 OK", "Content-Type: text/event-stream",
    ]
    lines += origin.headers
    lines.append(isChunked ? "Transfer-Encoding: chunked" : "Connection: close")
    await connection.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
    let answer = Answer(number: number, isChunked: isChunked, connection: connection)
    switch conduct {
    case .steady: await stream(answer, after: .zero, count: .max)
    case .late: await stream(answer, after: Self.lateness, count: 2)
    case .silent:
      await write(0, answer)
      await waitForDeparture(answer, atMost: Self.longest)
    case .ended:
      await write(0, answer)
      await write(1, answer)
      await sleep(.milliseconds(300))
      guard isChunked else { return nil }
      await connection.send(Array("0\r\n\r\n".utf8))
      return true
    case .cut:
      await write(0, answer)
      await write(1, answer)
      await sleep(.milliseconds(300))
      await connection.send(Array(((isChunked ? "40\r\n" : "") + "data: hal").utf8))
      await sleep(.milliseconds(100))
      await connection.reset()
    }
    return nil
  }

  private struct Answer: Sendable {
    var number: Int
    var isChunked: Bool
    var connection: RawConnection
  }

  /// Writes events until so many are written or the other end has left.
  private func stream(_ answer: Answer, after: Duration, count: Int) async {
    let end = ContinuousClock.now + Self.longest
    await waitForDeparture(answer, atMost: after)
    var event = 0
    while event < count, ContinuousClock.now < end, !Task.isCancelled,
      stream(answer.number)?.leftAt == nil
    {
      await write(event, answer)
      event += 1
      await waitForDeparture(answer, atMost: Self.interval)
    }
    await waitForDeparture(answer, atMost: end - .now)
  }

  /// Writes an event of some 40 bytes, which says of which stream it is and its place there.
  private func write(_ event: Int, _ answer: Answer) async {
    let text = "id: \(event)\ndata: stream \(answer.number) event \(event) ok\n\n"
    let bytes = Array(text.utf8)
    let frame = answer.isChunked ? Array("\(String(bytes.count, radix: 16))\r\n".utf8) : []
    streams.withLock { $0[answer.number].written.append(.now) }
    let isSent = await answer.connection.send(
      frame + bytes + (answer.isChunked ? [13, 10] : []))
    if !isSent { note(answer.number) }
  }

  private func waitForDeparture(_ answer: Answer, atMost limit: Duration) async {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end, !Task.isCancelled, stream(answer.number)?.leftAt == nil {
      switch await answer.connection.read(within: end - .now) {
      case .ended, .reset: note(answer.number)
      case .bytes, .silence: break
      }
    }
  }

  private func note(_ number: Int) {
    streams.withLock { streams in
      if streams[number].leftAt == nil { streams[number].leftAt = .now }
    }
  }

  private func sleep(_ time: Duration) async { try? await Task.sleep(for: time) }
}
