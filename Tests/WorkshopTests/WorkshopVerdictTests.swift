import Testing

@testable import Conformance
@testable import Workshop

@Suite struct WorkshopVerdictTests {
  @Test func `the sum tells what fails, what cannot run and what was not run`() throws {
    let checks = try ProgramFolder.suite().checks(for: .server)
    func sum(_ verdicts: [Outcome.Verdict], of asked: Int) -> String {
      WorkshopVerdict(
        number: 1, asked: asked, subject: .server, target: "",
        outcomes: zip(checks, verdicts).map { check, verdict in
          Outcome(check: check, verdict: verdict, duration: .zero)
        }, duration: .zero
      ).sum
    }
    let failed = Outcome.Verdict.failed(Failure("no"))
    #expect(sum([.passed, failed], of: 2) == "1 of 2 checks passes, 1 fails")
    #expect(sum([failed], of: 9) == "0 of 9 checks pass, 1 fails, 8 were not run yet")
    #expect(
      sum([.passed, .passed, failed, failed, .cannotRun("x")], of: 6)
        == "2 of 6 checks pass, 2 fail, 1 cannot run, 1 was not run yet")
  }
}
