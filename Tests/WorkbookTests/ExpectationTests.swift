import Observations
import Testing

@testable import Workbook

/// What a task waits for.
@Suite struct ExpectationTests {
  @Test(
    arguments: [
      (.typed, nil, true), (.prepared, nil, false), (.shown, nil, false), (.shown, "shown", true),
      (.typed, "shown", false), (.prepared, "…", true),
    ] as [(CommandOrigin, String?, Bool)])
  func `a command is the learner's, unless its origin is asked for`(
    origin: CommandOrigin, wanted: String?, isMet: Bool
  ) {
    let fields = wanted.map { [FieldPattern("origin", .text([$0]))] } ?? []
    let expectation = Workbook.Expectation(kind: "command", fields: fields)
    let observation = Observation(
      number: 1, time: .zero, side: .learner, source: 0,
      happening: .command("send hi", origin: origin))
    #expect(expectation.matches(observation) == isMet)
  }
}
