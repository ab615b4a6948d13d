import Conformance
import Testing
import Workbook

@Suite struct `The visits to a server` {
  @Test func `are more than eighty`() throws {
    #expect(try Suites.load().checks(for: .server).count >= 80)
  }

  @Test func `find the planted fault of each rule, and little else does`() async throws {
    let proof = SuiteProof(try Suites.load(), folder: "conformance")
    let findings = await proof.findings(for: .server)
    for finding in findings { print(finding.fault ?? "-", finding.failed, finding.example ?? "") }
    #expect(findings.compactMap { proof.diagnostic(of: $0, .server)?.message } == [])
  }
}
