import EventServer
import Testing

@testable import JetStream

@Suite struct NATSAddressTests {
  @Test(arguments: [
    ("nats://a", [NATSAddress(host: "a", port: 4_222)]),
    ("nats://127.0.0.1:41/", [NATSAddress(host: "127.0.0.1", port: 41)]),
    ("nats://[::1]:41", [NATSAddress(host: "::1", port: 41)]),
    ("nats://[::1]", [NATSAddress(host: "::1")]),
    (
      "nats://a:1,nats://b:2,c:3",
      [
        NATSAddress(host: "a", port: 1), NATSAddress(host: "b", port: 2),
        NATSAddress(host: "c", port: 3),
      ]
    ),
    (
      "nats://me:se@cr:et@a:1",
      [NATSAddress(host: "a", port: 1, credentials: .user("me", password: "se@cr:et"))]
    ),
    ("nats://token@a", [NATSAddress(host: "a", credentials: .token("token"))]),
  ])
  func `addresses are read`(text: String, list: [NATSAddress]) throws {
    #expect(try NATSAddress.list(text) == list)
  }

  @Test(arguments: [
    ("", ""), ("127.0.0.1:4222", "127.0.0.1:4222"), ("redis://a", "redis://a"),
    ("nats://", "nats://"),
    ("nats://a:0", "nats://a:0"), ("nats://a:65536", "nats://a:65536"),
    ("nats://a:x", "nats://a:x"),
    ("nats://a:", "nats://a:"), ("nats://a,", ""), ("nats://a b", "nats://a b"),
    ("nats://a/b", "nats://a/b"), ("nats://[::1", "nats://[::1"),
    ("nats://[::1]x", "nats://[::1]x"),
    ("nats://me:secret@a:x", "…@a:x"),
  ])
  func `what is no address is told so, and never its password`(text: String, shown: String) {
    #expect(
      throws: EngineError(
        "'\(shown)' is no address of an engine: give nats://HOST:PORT, or several with commas "
          + "between them")
    ) { try NATSAddress.list(text) }
  }

  @Test func `TLS is not spoken, and that is said`() {
    #expect(
      throws: EngineError(
        "TLS to an engine is not spoken here: keep engine and servers on a network of their own, "
          + "and give nats://HOST:PORT")
    ) { try NATSAddress.list("tls://a") }
  }

  @Test(arguments: [
    ("/events", "ch_events", "ch.events"), ("/events/news", "ch_events_news", "ch.events_news"),
    ("/events/a_b", "ch_events_a=5Fb", "ch.events_a=5Fb"),
    ("/events/v1.2~", "ch_events_v1=2E2=7E", "ch.events_v1=2E2=7E"),
    ("/events/\u{1}é*", "ch_events_=01=C3=A9=2A", "ch.events_=01=C3=A9=2A"),
  ])
  func `every path has a stream of its own`(path: String, stream: String, subject: String) throws {
    let name = try StreamName(path: path)
    #expect(name.stream == stream)
    #expect(name.subject == subject)
    #expect(name.live == "live.\(subject)")
  }

  @Test(arguments: [
    (400, 10_005, false), (400, 10_058, true), (400, 10_065, true), (500, 10_074, false),
    (503, 10_008, false),
  ])
  func `of what the engine says, that it is not whole yet is waited for`(
    code: Int, number: Int, isFinal: Bool
  ) {
    #expect(StreamAPIError(code: code, number: number, description: "").isFinal == isFinal)
  }

  @Test func `a name that no engine takes is refused`() {
    #expect(throws: EngineError.self) {
      try StreamName(path: "/events/" + String(repeating: "x", count: 200))
    }
  }
}
