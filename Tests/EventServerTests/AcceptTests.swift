import Testing

@testable import EventServer

@Suite struct AcceptTests {
  @Test(
    arguments: [
      (nil, true), ("", true), (" , ", true), ("*/*", true), ("text/*", true),
      ("TEXT/Event-Stream", true), ("text/html", false), ("application/*", false),
      ("text/event-stream;q=0", false), ("text/event-stream; q=0.000, */*", false),
      ("text/event-stream;q=0.001", true), ("text/*;q=0, */*", false), ("*/*;q=0", false),
      ("text/*;q=0, text/event-stream", true), ("text/html, */*;q=0.1", true),
    ] as [(String?, Bool)])
  func `the most particular range decides whether a stream may be sent`(
    value: String?, allows: Bool
  ) {
    #expect(Accept(value).allows("text/event-stream") == allows)
  }

  @Test(arguments: [
    ("text/html", true), ("text/html;q=0.9", true), ("text/html;q=0", false), ("text/*", false),
    ("*/*", false), ("", false), ("a/b, TEXT/HTML", true),
  ])
  func `a page is for whom names it`(value: String, names: Bool) {
    #expect(Accept(value).names("text/html") == names)
  }
}
