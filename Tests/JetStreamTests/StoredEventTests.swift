import EventStream
import Testing

@testable import JetStream

@Suite struct StoredEventTests {
  @Test(arguments: [
    ServerSentEvent(data: "x"), ServerSentEvent(event: "add", data: "a\nb"),
    ServerSentEvent(retry: .milliseconds(1500), data: ""), ServerSentEvent(data: " é\n\n"),
  ])
  func `an event comes back as it was, with the stream's id`(event: ServerSentEvent) throws {
    var wanted = event
    wanted.id = "e-7"
    let payload = try StoredEvent.payload(of: event)
    #expect(StoredEvent.event(of: payload, id: "e-7") == wanted)
  }

  @Test func `what others publish without a blank line, or with an id, is an event all the same`() {
    #expect(
      StoredEvent.event(of: Array("id: 99\ndata: hello".utf8), id: "e-1")
        == ServerSentEvent(id: "e-1", data: "hello"))
  }

  @Test(arguments: ["", "hello", "event: x\n\n", "data: a\n\ndata: b\n\n", ": only a comment\n\n"])
  func `what is not one event is none`(payload: String) {
    #expect(StoredEvent.event(of: Array(payload.utf8), id: "e-1") == nil)
  }
}
