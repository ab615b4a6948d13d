import Observations
import Testing

@testable import Playground

@Suite struct BrowsedPagesTests {
  private func told(
    _ side: Observation.Side, _ source: Int, _ happening: Happening
  ) -> Observation {
    Observation(number: 1, time: .zero, side: side, source: source, happening: happening)
  }

  @Test func `connections accepted while a page is watched are its own, until they have ended`() {
    var pages = BrowsedPages()
    let story: [(Observation, isOwn: Bool)] = [
      (told(.server, 1, .accepted(peer: "a")), false),
      (told(.browser, 0, .browsing(page: "", stream: "")), false),
      (told(.server, 2, .accepted(peer: "b")), true),
      (told(.server, 1, .ended(reason: "gone")), false),
      (told(.todo, 2, .ended(reason: "gone")), false),
      // The server may notice after the page has reported.
      (told(.browser, 0, .browsed([])), false),
      (told(.server, 2, .wrote([])), true),
      (told(.server, 2, .ended(reason: "gone")), true),
      (told(.server, 2, .wrote([])), false),
      (told(.server, 3, .accepted(peer: "c")), false),
    ]
    #expect(story.map { pages.own($0.0) } == story.map(\.isOwn))
  }

  @Test func `a page that was stopped owns nothing more`() {
    var pages = BrowsedPages()
    let story = [
      told(.browser, 0, .browsing(page: "", stream: "")), told(.learner, 0, .refused("stopped")),
      told(.server, 1, .accepted(peer: "a")),
    ]
    #expect(story.map { pages.own($0) } == [false, false, false])
  }
}
