import EventStream
import Observations
import StreamViews
import Testing

@Suite struct ListenLayoutTests {
  @Test(arguments: [
    (Happening.connecting(url: "http://a/", lastEventID: ""), "connecting: http://a/"),
    (.connecting(url: "http://a/", lastEventID: "7"), "connecting: http://a/ after event 7"),
    (
      .connecting(url: "http://b/", lastEventID: "7"),
      "connecting: http://b/ through the proxy p:1 after event 7"
    ),
    (.redirected(to: "http://b/x"), "redirected: http://b/x through the proxy p:1"),
    (.open(status: 200, headers: []), "open: 200"),
    (.reconnectionTime(milliseconds: 1), "reconnection time: 1 ms"),
    (.lost(reason: "it ended", retryIn: 100), "lost: it ended; retry in 100 ms"),
    (.failed(reason: "the server answered 204"), "failed: the server answered 204"),
    (.ended(reason: "it ended"), "ended: it ended"),
    (.answered(["WARNING: x"]), "WARNING: x"),
  ])
  func `a change of state is one sentence`(happening: Happening, sentence: String) {
    let layout = ListenLayout(proxy: { $0.hasPrefix("http://b/") ? "p:1" : nil })
    #expect(layout.sentences(for: happening) == [sentence])
  }

  @Test(arguments: [
    (
      Happening.lost(reason: "it ended", retryIn: 5),
      "lost: it ended; retry in 5 ms, by sending the same POST again (--no-reconnect ends here)"
    ),
    (.ended(reason: "it ended"), "ended: it ended; the POST is not sent again (--reconnect does)"),
    (.failed(reason: "404"), "failed: 404"),
  ])
  func `of a method that is acted on it is said what becomes of it`(
    happening: Happening, sentence: String
  ) {
    #expect(ListenLayout(action: "POST").sentences(for: happening) == [sentence])
  }

  @Test(arguments: Happening.Kind.allCases)
  func `no other kind has a sentence`(kind: Happening.Kind) {
    let states: [Happening.Kind] = [
      .connecting, .redirected, .open, .reconnectionTime, .lost, .failed, .ended, .closed,
    ]
    let isSaid = !ListenLayout().sentences(for: kind.sample).isEmpty
    #expect(isSaid == states.contains(kind))
  }
}
