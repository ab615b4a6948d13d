import Platform
import Observations

extension Session {
  /// How long nothing may happen before a replay moves its clock on; real time.
  private static let settlingTime: Duration = .milliseconds(20)

  /// Waits for something that takes time: an event of a clock, a reconnection.
  ///
  /// In a replay the clock moves only here, from one wake-up to the next, each time after all that
  /// was sent has been received. The deadline is then the replay's own, and ``effectDeadline`` of
  /// real time guards it. While the clock keeps time with the real one, it is not moved.
  func awaitedObservation(
    after number: Int, within deadline: Duration,
    where test: @escaping @Sendable (Observation) -> Bool
  ) async -> Observation? {
    guard let clock = world.clock as? ManualClock, !clock.keepsTime else {
      return await observation(after: number, within: deadline, where: test)
    }
    let limit = clock.now.advanced(by: deadline)
    let moving = Task { await move(clock, notBeyond: limit) }
    defer { moving.cancel() }
    return await observation(after: number, where: test)
  }

  /// Does something that takes real time; the clock of a replay keeps it meanwhile.
  func inRealTime<Value: Sendable>(_ work: () async throws -> Value) async rethrows -> Value {
    guard let clock = world.clock as? ManualClock, !clock.keepsTime else { return try await work() }
    return try await clock.keepingTime(work)
  }

  /// Lets the time of a replay pass, with all that happens in it.
  func letTimePass(_ duration: Duration) async {
    guard let clock = world.clock as? ManualClock, !clock.keepsTime else { return }
    let limit = clock.now.advanced(by: duration)
    let moving = Task { await move(clock, notBeyond: limit) }
    defer { moving.cancel() }
    try? await clock.sleep(until: limit)
  }

  private nonisolated func move(_ clock: ManualClock, notBeyond limit: ManualClock.Instant) async {
    var transit = Transit()
    while !Task.isCancelled {
      let last = journal.last
      try? await Task.sleep(for: Self.settlingTime)
      guard journal.last == last else { continue }
      transit.follow(journal)
      if transit.isSettled { clock.advanceToNext(notBeyond: limit) }
    }
  }
}

/// What this program's server has sent and this program's client has not received yet.
private struct Transit {
  private var seen = 0
  private var bytes = 0
  private var streams = StreamsState()

  /// Whether nothing is under way; what a paused client does not read does not come.
  var isSettled: Bool { bytes <= 0 || streams.clients.values.contains(where: \.isPaused) }

  /// Takes in what is new in the journal.
  mutating func follow(_ journal: Journal) {
    let slice = journal.slice(from: seen + 1)
    // Of what was let go it is not known whether it arrived.
    if slice.missing > 0 {
      bytes = 0
      streams.skip(slice)
    }
    for observation in slice.observations {
      seen = observation.number
      streams.take(observation)
      switch (observation.side, observation.happening) {
      case (.server, .sent(let sent)): bytes += sent.count
      case (.client, .received(let received)): bytes -= received.count
      // What was under way when a connection ended does not arrive any more.
      case (.server, let happening) where happening.endsConnection: bytes = 0
      case (.client, let happening) where happening.endsConnection: bytes = 0
      default: break
      }
    }
  }
}
