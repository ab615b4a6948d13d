import Conformance
import Testing

@Suite struct `The scenarios of a client` {
  @Test func `are more than a hundred and twenty`() throws {
    #expect(try Suites.load().checks(for: .client).count >= 120)
  }
}
