import HTTPTypes
import Testing

@testable import EventServer

/// What becomes of a request, decided without a socket: one row, one rule.
@Suite struct StreamGateTests {
  /// A request and what the gate says to it, in a few words.
  struct Row: Sendable, CustomTestStringConvertible {
    var rule: String
    var request: String
    var becomes: String
    var context: @Sendable (inout ServingContext) -> Void

    init(
      _ rule: String, _ request: String, _ becomes: String,
      _ context: @escaping @Sendable (inout ServingContext) -> Void = { _ in }
    ) {
      (self.rule, self.request, self.becomes, self.context) = (rule, request, becomes, context)
    }

    var testDescription: String { rule }

    /// The head that the text spells: `GET /path HTTP/1.0 | Name: value | …`; with a Host, unless
    /// the text says `Host:` itself.
    var head: RequestHead {
      let lines = request.split(separator: " | ").map(String.init)
      let first = lines[0].split(separator: " ").map(String.init)
      var head = RequestHead(method: first[0], target: first[1])
      if first.count > 2 { head.minorVersion = first[2] == "HTTP/1.0" ? 0 : 1 }
      for line in lines.dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        head.headers.append(HeaderLine(String(parts[0]), String(parts[1].trimmingSpaces)))
      }
      if !request.contains("Host:") { head.headers.append(HeaderLine("Host", "localhost:8080")) }
      head.headers.removeAll { $0.name == "Host" && $0.value == "none" }
      return head
    }
  }

  /// A server with a channel, a personal feed that is a page, and a path of its router.
  private static let offer: ServingContext = {
    var context = ServingContext()
    context.streams = ["/", "/events"]
    context.personal = ["/"]
    context.pages = ["/"]
    context.methods = [
      "/": ["GET", "HEAD"], "/events": ["GET", "HEAD", "POST"], "/status": ["GET", "HEAD"],
    ]
    context.checksHost = true
    context.allowedHosts = ["127.0.0.1", "proxy.example"]
    return context
  }()

  private static func words(_ decision: StreamGate.Decision) -> String {
    switch decision {
    case .request: return "the router's"
    case .refused(let refusal): return "\(refusal.status.code) \(refusal.sentence)"
    case .faulted(let status, _): return "\(status) by a fault"
    case .answered(let status, let headers):
      return ([String(status)] + headers.map { "\($0.name): \($0.value)" }).joined(separator: " | ")
    case .stream(let plan):
      var words =
        switch plan.feed {
        case .personal(let path, let id): "personal \(path) after \(id ?? "nothing")"
        case .channel(let path, .live): "channel \(path)"
        case .channel(let path, .earliest): "channel \(path) from the earliest"
        case .channel(let path, .after(let id)): "channel \(path) after \(id)"
        }
      if plan.isHeadOnly { words += ", head only" }
      if !plan.isChunked { words += ", bare" }
      if plan.closes { words += ", closing" }
      if plan.echoes { words += ", echoing \(plan.lastEventID ?? "nothing")" }
      if plan.contentType != StreamPlan.eventStream { words += ", as \(plan.contentType)" }
      for line in plan.extraHeaders { words += ", \(line.name): \(line.value)" }
      return words
    }
  }

  static let full = "as many streams are open as this process has descriptors for; try again later"

  static let rows: [Row] = [
    // Streams
    Row("a channel is live by default", "GET /events", "channel /events"),
    Row("a cursor resumes", "GET /events | Last-Event-ID: e-7", "channel /events after e-7"),
    Row(
      "a cursor rules over from=earliest", "GET /events?from=earliest | Last-Event-ID: e-7",
      "channel /events after e-7"),
    Row("an empty cursor is none", "GET /events | Last-Event-ID:  ", "channel /events"),
    Row(
      "two lines of a cursor are one value", "GET /events | Last-Event-ID: a | last-event-id: b",
      "channel /events after a, b"),
    Row("from=earliest", "GET /events?from=earliest", "channel /events from the earliest"),
    Row(
      "from takes one word", "GET /events?from=latest",
      "400 'from' takes the word earliest, not 'latest'; without it a stream begins with the next "
        + "event"),
    Row("a personal feed", "GET /", "personal / after nothing"),
    Row("a personal feed resumes", "GET / | Last-Event-ID: 7", "personal / after 7"),
    Row("HEAD", "HEAD /events", "channel /events, head only"),
    Row("HTTP/1.0 knows no chunks", "GET /events HTTP/1.0", "channel /events, bare"),
    Row("Connection: close", "GET /events | Connection: TE, Close", "channel /events, closing"),
    Row(
      "the echo", "GET /?a=b&echo=request | Last-Event-ID: 3", "personal / after 3, echoing 3"),
    Row("the echo with another word is none", "GET /?echo=requests", "personal / after nothing"),
    // Accept
    Row("who names text/html gets the page", "GET / | Accept: text/html,*/*;q=0.8", "the router's"),
    Row(
      "who refuses text/html does not", "GET / | Accept: text/html;q=0, */*",
      "personal / after nothing"),
    Row("a channel is no page", "GET /events | Accept: text/html,*/*", "channel /events"),
    Row(
      "a channel is nothing but a stream", "GET /events | Accept: text/html",
      "406 /events is an event stream; ask with 'Accept: text/event-stream', or without Accept"),
    Row(
      "the most particular range decides", "GET /events | Accept: text/event-stream;q=0, */*",
      "406 /events is an event stream; ask with 'Accept: text/event-stream', or without Accept"),
    // Paths and methods
    Row("any other path", "GET /todos", "the router's"),
    Row("its other methods", "DELETE /todos/1", "the router's"),
    Row("a known path, by its methods", "POST /events", "the router's"),
    Row(
      "others are told", "PUT /events", "405 /events does not take PUT; it takes GET, HEAD, POST"),
    Row("an empty part of a path", "GET //events", "404 there is nothing at //events"),
    Row("a path that ends in a slash", "GET /events/", "404 there is nothing at /events/"),
    Row("a slash in the query is none of the path", "GET /events?a=//", "channel /events"),
    Row(
      "a target in absolute form", "GET http://localhost/events",
      "404 there is nothing at http://localhost/events"),
    // Host
    Row(
      "no Host", "GET /events | Host: none",
      "400 the request has no Host header; HTTP/1.1 requires one"),
    Row("HTTP/1.0 needs none", "GET /events HTTP/1.0 | Host: none", "channel /events, bare"),
    Row(
      "two of them", "GET /events | Host: localhost | Host: localhost",
      "400 the request has several Host headers; send one"),
    Row(
      "a name that ends in .localhost", "GET /events | Host: Pad.LocalHost.:80", "channel /events"),
    Row("an IPv6 loopback address", "GET /events | Host: [::1]:8080", "channel /events"),
    Row("any loopback address", "GET /events | Host: 127.8.9.10", "channel /events"),
    Row("one that was allowed", "GET /events | Host: PROXY.example", "channel /events"),
    Row(
      "one that was not", "GET /events | Host: evil.example:8080",
      "403 this server answers to localhost only, not to evil.example:8080; see --allow-host"),
    Row(
      "one that only begins like it", "GET /events | Host: 127.0.0.1.evil.example",
      "403 this server answers to localhost only, not to 127.0.0.1.evil.example; see --allow-host"),
    Row(
      "one that is none", "GET /events | Host: local host:80a",
      "400 'local host:80a' is no Host; send one like localhost or localhost:8080"),
    Row("elsewhere any name is right", "GET /events | Host: evil.example", "channel /events") {
      $0.checksHost = false
    },
    // Expect, bodies
    Row("Expect: 100-continue", "POST /events | Expect: 100-Continue", "the router's"),
    Row(
      "another expectation", "POST /events | Expect: a-cake",
      "417 this server cannot do what the request expects: a-cake; it knows 100-continue"),
    Row(
      "which means nothing to HTTP/1.0", "POST /events HTTP/1.0 | Expect: a-cake", "the router's"),
    Row(
      "a body that is too large", "POST /events | Content-Length: 1048577",
      "413 the body is larger than the limit of 1048576 bytes; send less at a time"),
    Row("one that is not", "POST /events | Content-Length: 1048576", "the router's"),
    Row(
      "a coding that is not known", "POST /events | Transfer-Encoding: gzip, chunked",
      "501 the body comes as gzip, chunked; send it chunked, or with its length"),
    // Origins
    Row(
      "a page may read, for all the gate knows", "GET /events | Origin: http://evil.example",
      "channel /events"),
    Row(
      "but not post", "POST /events | Origin: http://evil.example",
      "403 pages of http://evil.example may not post here; see --cors"),
    Row(
      "nor delete", "DELETE /todos/1 | Origin: null",
      "403 pages of null may not delete anything here; see --cors"),
    Row(
      "nor change", "PATCH /todos/1 | Origin: http://evil.example",
      "403 pages of http://evil.example may not change anything here; see --cors"),
    Row("its own pages may", "POST /events | Origin: https://localhost:8080", "the router's"),
    Row("so may allowed ones", "POST /events | Origin: http://a.example", "the router's") {
      $0.corsOrigins = ["http://a.example"]
    },
    Row(
      "which are told so", "GET /events | Origin: http://a.example",
      "channel /events, access-control-allow-origin: http://a.example, vary: origin"
    ) { $0.corsOrigins = ["http://a.example"] },
    Row(
      "with credentials", "GET /events | Origin: http://a.example",
      "channel /events, access-control-allow-origin: http://a.example, "
        + "access-control-allow-credentials: true, vary: origin"
    ) { ($0.corsOrigins, $0.corsCredentials) = (["http://a.example"], true) },
    Row("others are not", "GET /events | Origin: http://b.example", "channel /events, vary: origin")
    {
      $0.corsOrigins = ["http://a.example"]
    },
    Row(
      "all of them, without credentials", "GET /events | Origin: http://b.example",
      "channel /events, access-control-allow-origin: *"
    ) { ($0.corsOrigins, $0.corsCredentials) = (["*"], true) },
    Row(
      "a preflight",
      "OPTIONS /events | Origin: http://a.example | Access-Control-Request-Method: POST",
      "204 | access-control-allow-origin: http://a.example | vary: origin | "
        + "access-control-allow-methods: GET, HEAD, POST | access-control-allow-headers: "
        + "last-event-id, content-type, cache-control, authorization, idempotency-key | "
        + "access-control-max-age: 600"
    ) { $0.corsOrigins = ["http://a.example"] },
    Row(
      "which is none where nothing is allowed",
      "OPTIONS /events | Origin: http://a.example | Access-Control-Request-Method: POST",
      "405 /events does not take OPTIONS; it takes GET, HEAD, POST"),
    // Room and faults
    Row("when all is taken", "GET /events", "503 \(full)") { $0.isFull = true },
    Row("a head is still told", "HEAD /events", "channel /events, head only") { $0.isFull = true },
    Row("and other requests are answered", "GET /status", "the router's") { $0.isFull = true },
    Row("a fault in place of the stream", "GET /events", "599 by a fault") {
      $0.fault = .status(599)
    },
    Row("which comes before want of room", "GET /events", "503 by a fault") {
      ($0.fault, $0.isFull) = (.status(503), true)
    },
    Row("and spares other requests", "GET /status", "the router's") { $0.fault = .status(503) },
    Row("a fault in the head", "GET /events", "channel /events, as text/plain") {
      $0.fault = .type("text/plain")
    },
    Row("which ends no header line", "GET /events", "channel /events, as text/plainX-Evil: 1") {
      $0.fault = .type("text/plain\r\nX-Evil: 1")
    },
    Row("a fault of the body is the stream's", "GET /events", "channel /events") {
      $0.fault = .drop
    },
  ]

  @Test(arguments: rows) func `a request becomes`(row: Row) {
    var context = Self.offer
    row.context(&context)
    #expect(Self.words(StreamGate.decide(row.head, in: context)) == row.becomes)
  }

  @Test func `what is refused for good closes, and says when to come back`() {
    var context = Self.offer
    context.isFull = true
    let head = Row("", "GET /events", "").head
    guard case .refused(let refusal) = StreamGate.decide(head, in: context) else {
      Issue.record("it was let in")
      return
    }
    #expect(refusal.headers[.retryAfter] == "5")
    #expect(refusal.headers[.connection] == "close")
  }
}
