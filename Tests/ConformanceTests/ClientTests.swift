import Conformance
import Testing
import Workbook

@Suite struct `The scenarios of a client` {
  @Test func `are more than a hundred and twenty`() throws {
    #expect(try Suites.load().checks(for: .client).count >= 120)
  }

  @Test func `find the planted fault of each rule, and little else does`() async throws {
    let proof = SuiteProof(try Suites.load(), folder: "conformance")
    let findings = await proof.findings(for: .client)
    for finding in findings { print(finding.fault ?? "-", finding.failed, finding.example ?? "") }
    #expect(findings.compactMap { proof.diagnostic(of: $0, .client)?.message } == [])
  }
}
