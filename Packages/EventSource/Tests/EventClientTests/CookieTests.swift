import Adversary
import HTTPTypes
import Testing

@testable import EventClient

/// RFC 6265, as far as one source needs it.
@Suite(.timeLimit(.minutes(1))) struct CookieTests {
  /// 2026-11-30 00:00:00 UTC.
  private let now = 1_795_996_800

  private func sent(
    _ lines: [String], from: String = "https://a.example.org/x/y?z",
    to: String = "https://a.example.org/x/w", after seconds: Int = 0
  ) throws -> String? {
    var jar = CookieJar()
    let head = ResponseHead(
      status: 200, reason: "", headers: lines.map { ("Set-Cookie", $0) }.fields)
    jar.take(head, from: try StreamURL(from), now: now)
    return jar.header(for: try StreamURL(to), now: now + seconds)
  }

  @Test(arguments: [
    ("a=b", "a=b"), (" a = b ; Path=/", "a=b"), ("a=b=c", "a=b=c"), ("a=\"b c\"", "a=\"b c\""),
    ("a=", "a="), ("=b", "b"), ("b", "b"), ("a=b; HttpOnly; SameSite=Strict; Nonsense", "a=b"),
    ("a=b; Path=/x", "a=b"), ("a=b; path=/X", nil), ("a=b; Path=/x/", "a=b"),
    ("a=b; Path=/x/w", "a=b"), ("a=b; Path=/x/wide", nil), ("a=b; Path=x", "a=b"),
    ("a=b; Path=", "a=b"), ("a=b; Path=/y; Path=/", "a=b"),
    ("a=b; Secure", "a=b"), ("a=b; Max-Age=1", "a=b"), ("a=b; Max-Age=0", nil),
    ("a=b; Max-Age=-5", nil), ("a=b; Max-Age=x", "a=b"), ("a=b; Max-Age=", "a=b"),
    ("a=b; Max-Age=99999999999999999999999", "a=b"),
    ("a=b; Expires=Tue, 01 Dec 2026 00:00:00 GMT", "a=b"),
    ("a=b; Expires=Sun, 29 Nov 2026 23:59:59 GMT", nil),
    ("a=b; Max-Age=9; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a=b"),
    ("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=9", "a=b"),
    ("a=b; Expires=never", "a=b"),
    ("a=b; Domain=a.example.org", "a=b"), ("a=b; Domain=.EXAMPLE.org", "a=b"),
    ("a=b; Domain=", "a=b"), ("a=b; Domain=other.org", nil), ("a=b; Domain=org", nil),
    ("a=b; Domain=ample.org", nil), ("a=b; Domain=b.a.example.org", nil),
    ("__Secure-a=b; Secure", "__Secure-a=b"), ("__Secure-a=b", nil),
    ("__Host-a=b; Secure; Path=/", "__Host-a=b"), ("__Host-a=b; Secure; Path=/x", nil),
    ("__Host-a=b; Secure; Path=/; Domain=a.example.org", nil), ("__host-a=b; Path=/", nil),
    ("", nil), (";", nil), ("=", nil), ("a\u{1}=b", nil), ("a=b\u{7F}", nil),
  ])
  func `a cookie is kept, and comes back, as the rules say`(line: String, header: String?) throws {
    #expect(try sent([line]) == header)
  }

  @Test func `a cookie above the limit is refused, one at it is kept`() throws {
    let value = String(repeating: "v", count: CookieJar.sizeLimit - 1)
    #expect(try sent(["a=" + value]) == "a=" + value)
    #expect(try sent(["a=" + value + "v"]) == nil)
  }

  @Test func `at the limit of their number the oldest goes`() throws {
    let lines = (0...CookieJar.countLimit).map { "c\($0)=1" }
    let kept = (1...CookieJar.countLimit).map { "c\($0)=1" }
    #expect(try sent(lines) == kept.joined(separator: "; "))
  }

  @Test func `longer paths come first, then the older ones`() throws {
    #expect(
      try sent(["a=1; Path=/", "b=2; Path=/x", "c=3; Path=/", "a=4; Path=/x", "a=5; Path=/"])
        == "b=2; a=4; a=5; c=3")
  }

  @Test func `one that is taken back, or too old, is gone`() throws {
    #expect(try sent(["a=1", "b=2", "a=; Max-Age=0"]) == "b=2")
    #expect(try sent(["a=1; Max-Age=60"], after: 59) == "a=1")
    #expect(try sent(["a=1; Max-Age=60"], after: 60) == nil)
  }

  @Test(arguments: [
    ("http://a.example.org/x", nil), ("http://localhost/x", "a=b"), ("http://127.0.0.1/x", "a=b"),
    ("https://a.example.org/x", "a=b"),
  ])
  func `only a safe origin sets what is for safe ones`(url: String, header: String?) throws {
    #expect(try sent(["a=b; Secure"], from: url, to: url) == header)
  }

  @Test func `an address has no domains`() throws {
    let url = "https://10.0.0.1/"
    #expect(try sent(["a=b; Domain=0.0.1", "c=d; Domain=10.0.0.1"], from: url, to: url) == "c=d")
  }

  @Test(arguments: [
    ("Tue, 01 Dec 2026 10:20:30 GMT", 1_796_120_430), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777), ("Sun Nov  6 08:49:37 1994", 784_111_777),
    ("29 feb 2024 1:2:3", 1_709_168_523), ("1 jan 69 0:0:0", 3_124_224_000),
    ("01 Dec 2026", nil), ("32 Dec 2026 00:00:00", nil), ("01 Dec 1600 00:00:00", nil),
    ("01 Dec 2026 24:00:00", nil), ("", nil), ("soon", nil),
  ])
  func `a date is read in whatever order it stands`(text: String, seconds: Int?) {
    #expect(CookieDate.secondsSince1970(text) == seconds)
  }

  @Test func `a cookie comes back with the redirect and the reconnection`() async throws {
    let server = TestServer(
      { $0.answer("HTTP/1.1 302 Go", "Location: /in", "Set-Cookie: a=1; Path=/") },
      {
        $0.answer(
          "HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Set-Cookie: b=2; Path=/in",
          "Set-Cookie: c=3; Path=/")
      }, { $0.answer("HTTP/1.1 204 No Content") })
    defer { server.stop() }
    _ = try await transcript(of: server.url)
    #expect(server.requests.map(cookies) == [nil, "a=1", "a=1; c=3"])
  }

  @Test func `a Cookie of the caller's own replaces those`() async throws {
    let server = TestServer(
      {
        $0.answer("HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Set-Cookie: a=1; Path=/")
      }, { $0.answer("HTTP/1.1 204 No Content") })
    defer { server.stop() }
    _ = try await transcript(of: server.url) { $0.headers = [.cookie: "mine=1"] }
    #expect(server.requests.map(cookies) == ["mine=1", "mine=1"])
  }

  @Test func `another origin neither gets cookies nor sets them`() async throws {
    let other = TestServer {
      $0.answer("HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Set-Cookie: b=2; Path=/")
    }
    let server = TestServer(
      {
        $0.answer("HTTP/1.1 302 Go", "Location: \(other.url)", "Set-Cookie: a=1; Path=/")
      }, { $0.answer("HTTP/1.1 204 No Content") })
    defer {
      server.stop()
      other.stop()
    }
    _ = try await transcript(of: server.url)
    #expect(other.requests.map(cookies) == [nil])
    #expect(server.requests.map(cookies) == [nil, "a=1"])
  }

  private func cookies(_ request: String) -> String? {
    request.split(separator: "\r\n").first { $0.hasPrefix("Cookie: ") }.map {
      String($0.dropFirst("Cookie: ".count))
    }
  }
}
