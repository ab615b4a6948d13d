import Testing

@testable import EventStream

@Suite struct EncoderTests {
  private func text(_ event: ServerSentEvent) throws -> String {
    String(decoding: try event.encoded(), as: UTF8.self)
  }

  @Test func `only the fields that are set are written`() throws {
    #expect(try text(ServerSentEvent(data: "a")) == "data: a\n\n")
    #expect(
      try text(ServerSentEvent(event: "add", id: "1", retry: .milliseconds(1500), data: "a"))
        == "event: add\nid: 1\nretry: 1500\ndata: a\n\n")
    #expect(try text(ServerSentEvent(id: "7")) == "id: 7\n\n")
  }

  @Test func `data is split into lines at every CR, LF and CRLF`() throws {
    #expect(
      try text(ServerSentEvent(data: "a\r\nb\rc\nd"))
        == "data: a\ndata: b\ndata: c\ndata: d\n\n")
    #expect(try text(ServerSentEvent(data: "\r\r\n\n")) == "data:\ndata:\ndata:\ndata:\n\n")
  }

  @Test func `an empty value is a field all the same`() throws {
    #expect(try text(ServerSentEvent(data: "")) == "data:\n\n")
    #expect(try text(ServerSentEvent(id: "", data: "a")) == "id:\ndata: a\n\n")
  }

  @Test(arguments: ["\r", "\n", "\r\n", "\0"])
  func `an event or an id cannot smuggle in another field`(character: String) {
    let value = "a\(character)data: forged"
    #expect(throws: EventStreamError.illegalCharacter(field: "event")) {
      try ServerSentEvent(event: value, data: "x").encoded()
    }
    #expect(throws: EventStreamError.illegalCharacter(field: "id")) {
      try ServerSentEvent(id: value, data: "x").encoded()
    }
  }

  @Test func `a negative reconnection time is refused`() {
    #expect(throws: EventStreamError.negativeRetry(.milliseconds(-1))) {
      try ServerSentEvent(retry: .milliseconds(-1)).encoded()
    }
  }

  @Test func `what cannot be written is refused before it is written`() throws {
    try ServerSentEvent(event: "a b", id: "", retry: .zero, data: "a\0\r\nb").validate()
    let refused = [
      ServerSentEvent(event: "a\n"), ServerSentEvent(id: "\0"),
      ServerSentEvent(retry: .nanoseconds(-1)),
    ]
    let codes = refused.map { event in
      do throws(EventStreamError) { try event.validate() } catch { return "\(error.code)" }
      return "none"
    }
    #expect(codes == ["illegalCharacter", "illegalCharacter", "negativeRetry"])
  }

  @Test func `a reconnection time is written in whole milliseconds`() throws {
    #expect(try text(ServerSentEvent(retry: .microseconds(1999))) == "retry: 1\n\n")
    #expect(
      try text(ServerSentEvent(retry: .seconds(Int.max))) == "retry: 9223372036854775807\n\n")
  }

  @Test func `a comment is a colon before every line`() {
    #expect(ServerSentEvent.comment("") == Array(":\n".utf8))
    #expect(ServerSentEvent.comment("a\r\ndata: b") == Array(": a\n: data: b\n".utf8))
  }

  @Test func `errors say what is wrong in one sentence`() {
    #expect(
      EventStreamError.illegalCharacter(field: "id").description
        == "'id' contains a CR, an LF or a NUL, which would break the stream; remove it")
    #expect(
      EventStreamError.negativeRetry(.milliseconds(-5)).description
        == "'retry' is -5; it takes a number of milliseconds from 0 up")
    #expect(
      EventStreamError.eventTooLarge(limit: 16_777_216).description
        == "an event grew past the limit of 16777216 bytes; the stream was closed")
  }
}
