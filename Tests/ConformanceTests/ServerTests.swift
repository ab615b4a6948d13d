import Conformance
import Testing

@Suite struct `The visits to a server` {
  @Test func `are more than eighty`() throws {
    #expect(try Suites.load().checks(for: .server).count >= 80)
  }
}
