import Observations
import Synchronization

@testable import Workbook

/// A lab in which `bake` answers, and nothing else does anything.
actor Played {
  private(set) var lines: [String] = []
  nonisolated let journal = Journal()

  private func note(_ line: String) { lines.append(line) }

  nonisolated var lab: Lab {
    Lab(
      run: { line in
        await self.note(line)
        self.journal.record(.learner, .command(line))
        if line == "bake" { self.journal.record(.learner, .answered(["bread"])) }
        return Lab.Outcome()
      },
      observations: { self.journal.observations(from: $0 + 1) },
      mark: { self.journal.last },
      reset: { await self.note("reset") })
  }
}
