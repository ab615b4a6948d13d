/// Runs checks, a number of them at a time.
enum SideBySide {
  /// Runs them in their order; returns the outcomes in that order.
  ///
  /// Once `isEnough` says so of an outcome, no more begin and those under way are cancelled; they are
  /// not among the outcomes then. It is the same when the task that waits here is cancelled: what a
  /// check found while it was stopped says nothing about its subject.
  static func run(
    _ checks: [Check], width: Int, until isEnough: @Sendable (Outcome) -> Bool = { _ in false },
    _ verdict: @escaping @Sendable (Check) async -> Outcome.Verdict,
    _ done: @escaping @Sendable (Outcome) async -> Void = { _ in }
  ) async -> [Outcome] {
    var outcomes = [Outcome?](repeating: nil, count: checks.count)
    var isOver = false
    await withTaskGroup(of: (Int, Outcome).self) { group in
      func take(_ place: Int, _ outcome: Outcome) async {
        guard !isOver, !Task.isCancelled else { return }
        outcomes[place] = outcome
        await done(outcome)
        guard isEnough(outcome) else { return }
        isOver = true
        group.cancelAll()
      }
      for (index, check) in checks.enumerated() {
        if index >= width, let (place, outcome) = await group.next() { await take(place, outcome) }
        if isOver || Task.isCancelled { break }
        group.addTask {
          let start = ContinuousClock.now
          let verdict = await verdict(check)
          return (
            index,
            Outcome(check: check, verdict: verdict, duration: ContinuousClock.now - start)
          )
        }
      }
      for await (place, outcome) in group { await take(place, outcome) }
    }
    return outcomes.compactMap(\.self)
  }
}
