import Adversary
import Testing

@testable import EventClient

/// The proxies that the environment names, as curl goes through them.
@Suite(.timeLimit(.minutes(1))) struct ProxyTests {
  private typealias Case = (environment: [String: String], url: String, endpoint: String?)
  private static let variables: [Case] = [
    (["http_proxy": "http://p:1"], "http://a.org/", "p:1"),
    (["HTTP_PROXY": "http://p:1"], "http://a.org/", nil),
    (["http_proxy": "p:1"], "http://a.org/", "p:1"),
    (["http_proxy": "p"], "http://a.org/", "p:1080"),
    (["http_proxy": "http://p/"], "http://a.org/", "p:1080"),
    (["http_proxy": "http://[::1]:3/"], "http://a.org/", "[::1]:3"),
    (["http_proxy": "http://me:pw@p:1/"], "http://a.org/", "p:1"),
    (["http_proxy": "p:1"], "https://a.org/", nil),
    (["https_proxy": "p:1", "HTTPS_PROXY": "q:2"], "https://a.org/", "p:1"),
    (["HTTPS_PROXY": "q:2"], "https://a.org/", "q:2"),
    (["ALL_PROXY": "r:3"], "https://a.org/", "r:3"),
    (["all_proxy": "s:4", "ALL_PROXY": "r:3"], "http://a.org/", "s:4"),
    (["http_proxy": "", "all_proxy": "s:4"], "http://a.org/", "s:4"),
    (["http_proxy": "p:1", "all_proxy": "s:4"], "http://a.org/", "p:1"),
    ([:], "http://a.org/", nil),
  ]

  @Test(arguments: variables)
  func `the variables name the proxy`(
    environment: [String: String], url: String, endpoint: String?
  ) {
    #expect(ProxySettings(environment: environment).endpoint(for: url) == endpoint)
  }

  @Test(arguments: [
    ("*", true), ("a.org", true), (".a.org", true), ("*.a.org", true), ("A.ORG", true),
    ("org", true), ("x, a.org", true), ("x a.org", true), ("a.org:80", true), ("a.org:81", false),
    ("b.a.org", false), ("ba.org", false), ("a.or", false), ("", false), ("10.0.0.0/8", false),
  ])
  func `NO_PROXY names what goes straight`(list: String, isStraight: Bool) {
    for name in ["no_proxy", "NO_PROXY"] {
      let settings = ProxySettings(environment: ["http_proxy": "p:1", name: list])
      #expect((settings.endpoint(for: "http://a.org/") == nil) == isStraight)
      #expect((settings.endpoint(for: "http://a.org./") == nil) == isStraight)
    }
  }

  @Test(arguments: [
    ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.4", false),
    ("10.0.0.0/8", "10.1.2.3", true),
    ("10.1.2.0/23", "10.1.3.9", true), ("10.1.2.0/23", "10.1.4.9", false),
    ("0.0.0.0/0", "9.9.9.9", true),
    ("10.0.0.0/33", "10.1.2.3", false), ("2001:db8::/32", "[2001:db8::5]", true),
    ("2001:db8::1", "[2001:DB8:0::1]", true), ("[2001:db8::1]", "[2001:db8::1]", true),
    ("[2001:db8::1]:80", "[2001:db8::1]", true), ("2.3", "10.1.2.3", false),
  ])
  func `NO_PROXY has addresses and networks`(entry: String, host: String, isStraight: Bool) {
    let settings = ProxySettings(environment: ["http_proxy": "p:1", "no_proxy": entry])
    #expect((settings.endpoint(for: "http://\(host)/") == nil) == isStraight)
  }

  @Test(arguments: [
    "localhost", "LOCALHOST", "localhost.", "x.localhost", "127.0.0.1", "127.9.9.9", "[::1]",
    "[::ffff:127.0.0.1]", "0.0.0.0",
  ])
  func `this machine is never asked for through a proxy`(host: String) {
    let settings = ProxySettings(environment: ["all_proxy": "p:1"])
    #expect(settings.endpoint(for: "http://\(host):8080/") == nil)
    #expect(settings.endpoint(for: "https://\(host)/") == nil)
  }

  @Test(arguments: [
    ("socks5://p:1", "it is to be http://HOST:PORT, and socks5:// is not spoken here"),
    ("https://p:1", "it is to be http://HOST:PORT, and https:// is not spoken here"),
    ("http://:1", "the host is missing"), ("http://p:x", "the port is a number from 0 to 65535"),
    ("http://a b", "a host has letters a to z, digits, dots and hyphens"),
  ])
  func `a variable that names no proxy is one sentence, without its password`(
    value: String, reason: String
  ) async throws {
    let lines = try await transcript(of: "http://a.org/") {
      $0.proxies = ProxySettings(environment: ["http_proxy": value])
    }
    #expect(
      lines == ["connecting", "failed: http_proxy names no proxy to go through: \(reason)"])
    let server = TestServer { $0.open() }
    defer { server.stop() }
    let straight = try await transcript(of: server.url, lines: 2) {
      $0.proxies = ProxySettings(environment: ["http_proxy": value])
    }
    #expect(straight.last == "open 200")
  }

  @Test func `a request for http goes whole to the proxy`() async throws {
    let proxy = TestServer { $0.open("data: a\n\n") }
    defer { proxy.stop() }
    let lines = try await transcript(of: "http://stream.example:8080/x?y", lines: 3) {
      $0.proxies = ProxySettings(
        environment: ["http_proxy": "http://me:p%40ss@127.0.0.1:\(proxy.port)"])
    }
    #expect(lines == ["connecting", "open 200", "message|a|"])
    #expect(
      proxy.requests == [
        """
        GET http://stream.example:8080/x?y HTTP/1.1\r
        Host: stream.example:8080\r
        Accept: text/event-stream\r
        Accept-Encoding: identity\r
        Cache-Control: no-cache\r
        User-Agent: EventSource/0.1\r
        Proxy-Authorization: Basic bWU6cEBzcw==\r
        \r

        """
      ])
  }

  @Test func `a request for https goes through a tunnel`() async throws {
    let server = try await SecureServer(
      certificate: "othername",
      answer: "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: secret\n\n")
    let port = server.port
    let proxy = TestServer { peer in
      peer.answer("HTTP/1.1 200 Connection established", "Proxy: x")
      peer.join(port: port)
    }
    defer { proxy.stop() }
    let lines = try await transcript(of: "https://elsewhere.example/x", lines: 3) {
      $0.trustRoots = .file(SecureServer.certificates + "/authority.pem")
      $0.proxies = ProxySettings(environment: ["HTTPS_PROXY": "a:@127.0.0.1:\(proxy.port)"])
    }
    #expect(lines == ["connecting", "open 200", "message|secret|"])
    #expect(
      proxy.requests == [
        """
        CONNECT elsewhere.example:443 HTTP/1.1\r
        Host: elsewhere.example:443\r
        Proxy-Authorization: Basic YTo=\r
        User-Agent: EventSource/0.1\r
        \r

        """
      ])
    try await server.stop()
  }

  @Test(arguments: [
    (
      "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
      "wants a name and a password (407): http://NAME:PASSWORD@"
    ),
    (
      "HTTP/1.1 403 Forbidden\r\n\r\n",
      "answered 403 Forbidden when asked for a way to stream.example:443"
    ),
    ("SSH-2.0\r\n", "does not answer in HTTP"), ("", "hung up"), ("HTTP/1.1 200 O", "hung up"),
  ])
  func `a proxy that gives no way through is one sentence`(
    answer: String, reason: String
  ) async throws {
    let proxy = TestServer { peer in
      peer.readRequest()
      peer.send(answer)
    }
    defer { proxy.stop() }
    let reason = reason.hasSuffix("@") ? reason + "127.0.0.1:\(proxy.port)" : reason
    #expect(
      try await told("https://stream.example/", through: proxy.port)
        == "lost: the proxy 127.0.0.1:\(proxy.port) \(reason); again in 3.0 seconds")
  }

  @Test(arguments: ["http", "https"])
  func `a proxy that is not there is one sentence`(scheme: String) async throws {
    let proxy = TestServer { _ in }
    proxy.stop()
    #expect(
      try await told("\(scheme)://stream.example/", through: proxy.port)
        == "lost: the proxy 127.0.0.1:\(proxy.port) refused the connection; again in 3.0 seconds")
  }

  @Test func `a proxy that does not answer is given up after the connect time-out`() async throws {
    let proxy = TestServer { $0.waitUntilClosed() }
    defer { proxy.stop() }
    #expect(
      try await told("https://stream.example/", through: proxy.port) {
        $0.connectTimeout = .milliseconds(80)
      } == "lost: the proxy 127.0.0.1:\(proxy.port) did not answer within 80 ms;"
        + " again in 3.0 seconds")
  }

  @Test(arguments: [(["x"], "eA=="), (["xy"], "eHk="), (["xyz"], "eHl6"), ([""], "")])
  func `Base64 has its padding`(texts: [String], encoded: String) {
    #expect(Base64.encode(Array(texts[0].utf8)) == encoded)
  }

  private func told(
    _ url: String, through port: Int,
    _ configure: (inout EventSource.Configuration) -> Void = { _ in }
  ) async throws -> String? {
    try await transcript(of: url, lines: 2) {
      $0.proxies = ProxySettings(environment: ["all_proxy": "127.0.0.1:\(port)"])
      configure(&$0)
    }.last
  }
}
