import Testing

@testable import Observations

@Suite struct ViewStateTests {
  @Test func `what was said last of each side of the view holds`() {
    var view = ViewState()
    let told: [Happening] = [
      .layout(.panes), .wire(isShown: true), .typedAhead("next"), .layout(.columns), .clearingAway,
      .comment("of no interest"),
    ]
    for happening in told { view.take(happening) }
    #expect(view.layout == .columns)
    #expect(view.wire)
    #expect(view.typedAhead == "next")
    #expect(view.isClearingAway)
    view.take(.clearedAway)
    #expect(!view.isClearingAway)
  }

  /// Whoever adds something to the view that lasts says here of which side it is.
  @Test(arguments: Happening.Kind.allCases)
  func `these kinds set the view, and no others`(kind: Happening.Kind) {
    var view = ViewState()
    let sides: [Happening.Kind: ViewState.Aspect] = [
      .layout: .layout, .wire: .wire, .typedAhead: .typedAhead, .clearingAway: .clearing,
      .clearedAway: .clearing,
    ]
    #expect(view.aspect(setBy: kind.sample) == sides[kind])
  }

  @Test func `a snapshot has the newest of each side, and nothing of what was put away`() {
    var snapshot = JournalSnapshot()
    let told: [Happening] = [
      .layout(.panes), .typedAhead("a"), .wire(isShown: true), .layout(.plain), .clearingAway,
      .typedAhead("b"), .page("text"),
    ]
    for (index, happening) in told.enumerated() {
      snapshot.note(
        Observation(number: index + 1, time: .zero, side: .learner, happening: happening))
    }
    #expect(snapshot.observations.map(\.number) == [3, 4, 5, 6])
    snapshot.note(Observation(number: 8, time: .zero, side: .learner, happening: .clearedAway))
    #expect(snapshot.observations.map(\.number) == [3, 4, 6])
  }
}
