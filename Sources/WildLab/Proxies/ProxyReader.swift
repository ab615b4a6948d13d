import Conformance

/// A reader of one stream through a proxy, on a connection of its own: what came, and when.
struct ProxyReader: Sendable {
  /// How a stream came to its end, for this reader.
  enum Ending: Sendable, Hashable {
    /// It did not.
    case open
    /// As its framing says, or by a close where nothing else can say it.
    case whole
    /// In any other way.
    case broken
  }

  /// An event: of which of the server's streams, which of it, and when it was there.
  struct Arrival: Sendable, Hashable {
    var stream: Int
    var event: Int
    var at: ContinuousClock.Instant
  }

  private(set) var begun = ContinuousClock.now
  private(set) var headAt: ContinuousClock.Instant?
  private(set) var arrivals: [Arrival] = []
  private(set) var ending = Ending.open
  private(set) var endedAt: ContinuousClock.Instant?
  private var response = ResponseReader()
  private var text: [UInt8] = []
  private let connection: RawConnection

  /// Asks a proxy on this port of this machine for a target.
  init(port: Int, target: String) async throws {
    connection = try await RawConnection.connect(host: "127.0.0.1", port: port)
    begun = .now
    let request = """
      GET \(target) HTTP/1.1\r
      Host: 127.0.0.1:\(port)\r
      Accept: text/event-stream\r
      \r

      """
    await connection.send(Array(request.utf8))
  }

  /// Reads until the stream ends or so much time is over.
  mutating func read(for limit: Duration) async {
    let deadline = ContinuousClock.now + limit
    while ending == .open, ContinuousClock.now < deadline, !Task.isCancelled {
      switch await connection.read(within: deadline - .now) {
      case .bytes(let bytes, let time): take(bytes, at: time)
      case .silence: return
      // A body that nothing delimits ends so; one that has a framing was cut.
      case .ended: end(response.isDelimited ? .broken : .whole, at: .now)
      case .reset: end(.broken, at: .now)
      }
    }
  }

  private mutating func take(_ bytes: [UInt8], at time: ContinuousClock.Instant) {
    guard let body = try? response.consume(bytes) else { return end(.broken, at: time) }
    if headAt == nil, response.head != nil { headAt = time }
    text += body
    while let blank = text.firstRange(of: [10, 10]) {
      note(String(decoding: text[..<blank.lowerBound], as: UTF8.self), at: time)
      text.removeFirst(blank.upperBound)
    }
    if response.isBroken { end(.broken, at: time) }
    if response.isComplete { end(.whole, at: time) }
  }

  private mutating func note(_ block: String, at time: ContinuousClock.Instant) {
    if let arrival = Arrival(block, at: time) { arrivals.append(arrival) }
  }

  private mutating func end(_ ending: Ending, at time: ContinuousClock.Instant) {
    self.ending = ending
    endedAt = time
  }

  /// Leaves, as a reader does who closes a page; returns when.
  func leave() async -> ContinuousClock.Instant {
    let now = ContinuousClock.now
    await connection.close()
    return now
  }
}

extension ProxyReader.Arrival {
  /// Reads what ``ProxyOriginServer`` writes; nil for anything else.
  init?(_ block: String, at time: ContinuousClock.Instant) {
    guard let data = block.split(separator: "\n").first(where: { $0.hasPrefix("data: ") }) else {
      return nil
    }
    self.init(data: data.dropFirst(6), at: time)
  }

  /// The same from an event's data alone.
  init?(data: some StringProtocol, at time: ContinuousClock.Instant) {
    let words = data.split(separator: " ")
    guard words.count == 5, words[0] == "stream", let stream = Int(words[1]),
      let event = Int(words[3])
    else { return nil }
    self.init(stream: stream, event: event, at: time)
  }
}
