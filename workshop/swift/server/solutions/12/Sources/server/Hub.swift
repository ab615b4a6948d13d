import EventStream

/// Hands each event to everybody who follows, and keeps the last ones.
actor Hub {
  /// Events that may wait for one reader.
  static let maxBehind = 100
  /// Events of history, and their bytes.
  static let maxKept = 1_000
  static let maxKeptBytes = 8 << 20
  /// Between two comments.
  static let heartbeat = Duration.seconds(5)

  /// One client: where its blocks go, and how to hang up.
  private struct Reader {
    var blocks: AsyncStream<[UInt8]>.Continuation
    var hangUp: @Sendable () -> Void
  }

  private var readers: [Int: Reader] = [:]
  private var joined = 0
  private var count = 0
  private var keptBytes = 0
  /// Numbers begin anew with each start, so the start is a part of every id.
  private let life = String(UInt64.random(in: .min ... .max), radix: 36)
  /// The first entry stands for "nothing seen yet".
  private lazy var kept: [(id: String, block: [UInt8])] = [("\(life)-0", [])]

  /// Gives the event an id unless it has one, and sends it to all.
  ///
  /// - Throws: What no stream can carry: a line end or a NUL in a name or an id.
  func publish(_ event: ServerSentEvent) throws(EventStreamError) {
    var event = event
    if event.id?.isEmpty ?? true { event.id = "\(life)-\(count + 1)" }
    let block = try event.encoded()
    count += 1
    kept.append((event.id ?? "", block))
    keptBytes += block.count
    while kept.count > Self.maxKept || keptBytes > Self.maxKeptBytes {
      keptBytes -= kept.removeFirst().block.count
    }
    offer(block)
  }

  /// Returns what was missed since the id `last`, and a stream in which the rest will come: both
  /// in one turn of the actor, so that no event falls between them.
  func join(
    last: String, hangUp: @escaping @Sendable () -> Void
  ) -> (number: Int, missed: [[UInt8]], blocks: AsyncStream<[UInt8]>) {
    let (stream, continuation) = AsyncStream.makeStream(
      of: [UInt8].self, bufferingPolicy: .bufferingOldest(Self.maxBehind))
    joined += 1
    readers[joined] = Reader(blocks: continuation, hangUp: hangUp)
    return (joined, missed(since: last), stream)
  }

  func leave(_ number: Int) {
    readers[number] = nil
  }

  private func missed(since last: String) -> [[UInt8]] {
    if last.isEmpty { return [] }
    guard let place = kept.lastIndex(where: { $0.id.utf8.elementsEqual(last.utf8) }) else {
      let gap = ServerSentEvent(
        event: "gap", id: kept.last?.id, data: "some events may be missing")
      return (try? gap.encoded()).map { [$0] } ?? []
    }
    return kept[(place + 1)...].map(\.block)
  }

  private func offer(_ block: [UInt8]) {
    for (number, reader) in readers {
      guard case .dropped = reader.blocks.yield(block) else { continue }
      // It does not read, and its task sits in a write. It will come back and resume.
      reader.hangUp()
      readers[number] = nil
    }
  }

  /// Says something on every stream, for ever: proxies want it, and it finds who has left.
  func beat() async {
    while (try? await Task.sleep(for: Self.heartbeat)) != nil {
      offer(ServerSentEvent.comment("still here") + [0x0A])
    }
  }

  /// Ends all streams, each with a time of its own, and returns when they have ended: after 2 s at
  /// most.
  func end() async {
    for reader in readers.values {
      let retry = ServerSentEvent(retry: .milliseconds(.random(in: 1000...5000)))
      if let block = try? retry.encoded() { reader.blocks.yield(block) }
      reader.blocks.finish()
    }
    for _ in 1...40 where !readers.isEmpty {
      try? await Task.sleep(for: .milliseconds(50))
    }
  }
}
