import Testing

@testable import Playground

@Suite struct ServerOptionsTests {
  @Test(arguments: [
    ("127.0.0.1", "http://127.0.0.1:80"), ("localhost", "http://localhost:80"),
    ("::1", "http://[::1]:80"),
  ])
  func `an address of IPv6 stands in brackets in a URL`(host: String, url: String) {
    #expect(ServerOptions.url(host: host, port: 80) == url)
  }

  @Test(arguments: ["*", "null", "https://a.example", "http://localhost:8080", "http://[::1]:80"])
  func `what a browser sends as Origin is one`(origin: String) throws {
    try ServerOptions.validate(cors: [origin])
  }

  @Test(arguments: [
    "", "a.example", "https://a.example/", "https://A.example", "https://", "://a", "https://a b",
    "https://me@a.example", "https://a.example?x",
  ])
  func `what no browser sends as Origin is none`(origin: String) {
    #expect(throws: (any Error).self) { try ServerOptions.validate(cors: [origin]) }
  }
}
