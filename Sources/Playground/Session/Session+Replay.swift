import Observations

extension Session {
  /// How long nothing may happen before a replay moves its clock on; real time.
  private static let settlingTime: Duration = .milliseconds(20)

  /// Waits for something that takes time: an event of a clock, a reconnection.
  ///
  /// In a replay the clock moves only here, from one wake-up to the next, each time after all that
  /// was sent has been received. The deadline is then the replay's own, and ``effectDeadline`` of
  /// real time guards it. While the clock keeps time with the real one, nobody moves it.
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

  private nonisolated func move(_ clock: ManualClock, notBeyond limit: ManualClock.Instant) async {
    while !Task.isCancelled {
      let last = journal.last
      try? await Task.sleep(for: Self.settlingTime)
      guard journal.last == last, journal.isSettled else { continue }
      clock.advanceToNext(notBeyond: limit)
    }
  }
}

extension Journal {
  /// Whether this program's client has received all that this program's server sent it.
  fileprivate var isSettled: Bool {
    var underWay = 0
    for observation in observations() {
      switch (observation.side, observation.happening) {
      case (.server, .sent(let bytes)): underWay += bytes.count
      case (.client, .received(let bytes)): underWay -= bytes.count
      // What was under way when a connection ended does not arrive any more.
      case (.server, .ended), (.client, .lost), (.client, .closed): underWay = 0
      default: break
      }
    }
    return underWay <= 0
  }
}
