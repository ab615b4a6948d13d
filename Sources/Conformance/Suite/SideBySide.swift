/// Runs checks, a number of them at a time.
enum SideBySide {
  static func run(
    _ checks: [Check], width: Int, _ verdict: @escaping @Sendable (Check) async -> Outcome.Verdict,
    _ done: @escaping @Sendable (Outcome) async -> Void
  ) async -> [Outcome] {
    var outcomes = [Outcome?](repeating: nil, count: checks.count)
    await withTaskGroup(of: (Int, Outcome).self) { group in
      for (index, check) in checks.enumerated() {
        if index >= width, let (place, outcome) = await group.next() {
          outcomes[place] = outcome
          await done(outcome)
        }
        group.addTask {
          let start = ContinuousClock.now
          let verdict =
            Task.isCancelled ? .cannotRun("it was stopped before its turn") : await verdict(check)
          return (
            index,
            Outcome(check: check, verdict: verdict, duration: ContinuousClock.now - start)
          )
        }
      }
      for await (place, outcome) in group {
        outcomes[place] = outcome
        await done(outcome)
      }
    }
    return outcomes.compactMap(\.self)
  }
}
