import EventStream
import Observations
import Testing

@Suite struct StreamMilestoneTests {
  /// What each step looks like, and the same happening where it is none.
  @Test(arguments: [
    (Happening.open(status: 200, headers: []), StreamMilestone.open),
    (.event(MessageEvent(data: "a")), .event), (.comment("a"), .comment),
    (.lost(reason: "a", retryIn: 1), .lost), (.connecting(url: "u", lastEventID: ""), .retry),
    (.failed(reason: "a"), .failed),
  ])
  func `a step of the client is one at the client's side alone`(
    happening: Happening, milestone: StreamMilestone
  ) {
    for side in Observation.Side.allCases {
      let seen = Observation(number: 1, time: .zero, side: side, happening: happening)
      #expect(StreamMilestone(seen) == (side == .client ? milestone : nil), "\(side)")
    }
    #expect(milestone.isTheClients == (milestone != .failed))
  }

  @Test func `a connection that ended is a step at a server's side, an answer at the client's`() {
    for side in Observation.Side.allCases {
      let seen = Observation(number: 1, time: .zero, side: side, happening: .ended(reason: "a"))
      let step: StreamMilestone? =
        switch side {
        case .server, .model: .ended
        case .client: .done
        default: nil
        }
      #expect(StreamMilestone(seen) == step, "\(side)")
    }
    #expect(!StreamMilestone.ended.isTheClients)
    #expect(StreamMilestone.done.isTheClients)
  }

  @Test(arguments: Happening.Kind.allCases.filter { $0 != .ended })
  func `each other kind is one step at most, over all sides`(kind: Happening.Kind) {
    let steps = Observation.Side.allCases.compactMap { side in
      StreamMilestone(Observation(number: 1, time: .zero, side: side, happening: kind.sample))
    }
    #expect(steps.count <= 1)
  }
}
