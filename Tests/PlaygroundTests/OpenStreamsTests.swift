import Observations
import Testing

@testable import Playground

@Suite struct OpenStreamsTests {
  @Test(arguments: [Observation.Side.server, .todo])
  func `a stream is over when both its ends have noticed, whichever is first`(
    server: Observation.Side
  ) {
    let accepted = told(server, .accepted(peer: "127.0.0.1:50000"))
    let connecting = told(.client, .connecting(url: "http://127.0.0.1:8080/", lastEventID: ""))
    let ends = [told(server, .ended(reason: "the server stopped")), told(.client, .closed)]
    for ends in [ends, ends.reversed()] {
      var streams = OpenStreams()
      for observation in [connecting, accepted, ends[0]] { streams.note(observation) }
      #expect(streams.areOpen)
      streams.note(ends[1])
      #expect(!streams.areOpen)
    }
  }

  @Test func `connections of the same number on two servers are two`() {
    var streams = OpenStreams()
    streams.note(told(.server, .accepted(peer: "a")))
    streams.note(told(.todo, .accepted(peer: "b")))
    streams.note(told(.todo, .ended(reason: "gone")))
    #expect(streams.areOpen)
  }

  @Test func `a server that has stopped has no streams, and a client that is lost comes back`() {
    var streams = OpenStreams()
    streams.note(told(.server, .accepted(peer: "a")))
    streams.note(told(.server, .serverStopped))
    #expect(!streams.areOpen)
    streams.note(told(.client, .connecting(url: "http://127.0.0.1:8080/", lastEventID: "")))
    streams.note(told(.client, .lost(reason: "refused", retryIn: 3000)))
    #expect(streams.areOpen)
    streams.note(told(.client, .failed(reason: "the response is 404, not 200")))
    #expect(!streams.areOpen)
  }

  private func told(_ side: Observation.Side, _ happening: Happening) -> Observation {
    Observation(number: 1, time: .zero, side: side, source: 1, happening: happening)
  }
}
