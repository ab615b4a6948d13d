import EventServer
import EventStream
import Testing

@testable import WorkbookServer

/// What a body publishes, read without a request.
@Suite struct PublicationTests {
  private func event(_ body: String, _ type: String?) throws -> ServerSentEvent {
    try Publication(Array(body.utf8), contentType: type).serverSentEvent
  }

  @Test(arguments: [
    (#"{"data":"a"}"#, "application/json", ServerSentEvent(data: "a")),
    (
      #"{"data":"a\nb","event":"e","id":"7","retry":5}"#, "Application/JSON; charset=utf-8",
      ServerSentEvent(event: "e", id: "7", retry: .milliseconds(5), data: "a\nb")
    ),
    ("data=a+b%21%C3%A4", "application/x-www-form-urlencoded", ServerSentEvent(data: "a b!ä")),
    (
      "id=7&retry=5&event=e&data=&unknown=x", "application/x-www-form-urlencoded",
      ServerSentEvent(event: "e", id: "7", retry: .milliseconds(5), data: "")
    ),
    ("data=a=b", "application/x-www-form-urlencoded", ServerSentEvent(data: "a=b")),
    ("data=a&data=b", "application/x-www-form-urlencoded", ServerSentEvent(data: "b")),
  ])
  func `JSON or a form is an event`(body: String, type: String, expected: ServerSentEvent) throws {
    #expect(try event(body, type) == expected)
  }

  @Test(arguments: [
    ("{}", "application/json", #"'data' is missing; send {"data":"…"}"#),
    (#"{"data":1}"#, "application/json", "'data' must be a text in quotes"),
    (
      #"{"data":"a","retry":"5"}"#, "application/json",
      "'retry' must be a whole number of milliseconds"
    ),
    ("[]", "application/json", #"the body is not a JSON object like {"data":"…"}"#),
    ("event=a", "application/x-www-form-urlencoded", "'data' is missing; send data=…"),
    (
      "data=%4", "application/x-www-form-urlencoded",
      "the form holds bytes that are no UTF-8, or a broken %"
    ),
    (
      "data=%FF", "application/x-www-form-urlencoded",
      "the form holds bytes that are no UTF-8, or a broken %"
    ),
    (
      "data=a&retry=soon", "application/x-www-form-urlencoded",
      "'retry' must be a whole number of milliseconds"
    ),
    (
      "data=a", "text/plain",
      "the body must be application/json or application/x-www-form-urlencoded, not text/plain"
    ),
  ])
  func `anything else is refused in one sentence`(body: String, type: String, sentence: String) {
    let refusal = #expect(throws: Refusal.self) { try event(body, type) }
    #expect(refusal?.sentence == sentence)
  }

  @Test func `a body of no type is told so`() {
    let refusal = #expect(throws: Refusal.self) { try event("", nil) }
    #expect(
      refusal?.sentence
        == "the body must be application/json or application/x-www-form-urlencoded, not of no type")
  }
}
