import Conformance
import Testing
import Workbook

@Suite struct `The checks of a parser` {
  @Test func `are more than three hundred streams, each in one rule with a reason`() throws {
    let suite = try Suites.load()
    let streams = suite.checks.filter { if case .stream = $0.body { true } else { false } }
    #expect(streams.count >= 300)
    #expect(suite.checks.allSatisfy { !$0.why.isEmpty && !$0.title.isEmpty })
  }

  @Test func `all pass with the parser of this house, cut at every byte`() async throws {
    let suite = try Suites.load()
    let run = ParserRun(ParserInside.ours, suite: suite, seed: 1)
    let outcomes = await run.run(suite.checks(for: .parser)) { _ in }
    #expect(outcomes.filter { !$0.isPass }.map(\.line) == [])
  }

  @Test func `find the planted fault of each rule, and little else does`() async throws {
    let proof = SuiteProof(try Suites.load(), folder: "conformance")
    let findings = await proof.findings(for: .parser)
    #expect(findings.compactMap { proof.diagnostic(of: $0, .parser)?.message } == [])
  }
}
