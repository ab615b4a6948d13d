import Adversary
import EventClient
import Testing

@Suite(.timeLimit(.minutes(1))) struct SecureTests {
  private let authorities = SecureServer.certificates + "/authority.pem"
  private let answer =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nid: 1\ndata: secret\n\n"

  @Test(arguments: ["localhost", "127.0.0.1"])
  func `a stream comes over a secure connection`(host: String) async throws {
    let server = try await SecureServer(certificate: "good", answer: answer)
    let lines = try await transcript(of: "https://\(host):\(server.port)/", lines: 5) {
      $0.certificateAuthorities = authorities
      $0.idleTimeout = .seconds(30)
    }
    #expect(
      lines == [
        "connecting", "open 200", "message|secret|1",
        "lost: the server ended the stream; again in 3.0 seconds", "connecting after 1",
      ])
    try await server.stop()
  }

  @Test func `a certificate that nobody trusted has signed fails for good`() async throws {
    let server = try await SecureServer(certificate: "good", answer: answer)
    #expect(
      try await transcript(of: "https://localhost:\(server.port)/") == [
        "connecting",
        "failed: the certificate of localhost is not accepted: no authority trusted here has"
          + " signed it, or it has expired",
      ])
    try await server.stop()
  }

  @Test func `a certificate for another name fails for good`() async throws {
    let server = try await SecureServer(certificate: "othername", answer: answer)
    #expect(
      try await transcript(of: "https://localhost:\(server.port)/") {
        $0.certificateAuthorities = authorities
      } == ["connecting", "failed: the certificate of localhost is made out to another name"])
    try await server.stop()
  }

  @Test func `a server that does not speak TLS is said to be one`() async throws {
    let server = TestServer { peer in
      _ = peer.read(atMost: 1)
      peer.send("HTTP/1.1 400 Bad Request\r\n\r\n")
      peer.waitUntilClosed()
    }
    defer { server.stop() }
    #expect(
      try await transcript(of: "https://127.0.0.1:\(server.port)/", lines: 2).last
        == "lost: no secure connection to 127.0.0.1: it does not speak TLS; try http://;"
        + " again in 3.0 seconds")
  }

  @Test func `a handshake that nobody answers is given up after the connect time-out`()
    async throws
  {
    let server = TestServer { $0.waitUntilClosed() }
    defer { server.stop() }
    #expect(
      try await transcript(of: "https://127.0.0.1:\(server.port)/", lines: 2) {
        $0.connectTimeout = .milliseconds(80)
      }.last
        == "lost: 127.0.0.1:\(server.port) did not answer within 80 ms; again in 3.0 seconds")
  }

  @Test func `authorities that cannot be read fail for good`() async throws {
    #expect(
      try await transcript(of: "https://127.0.0.1:1/") {
        $0.certificateAuthorities = "/nowhere.pem"
      }.last
        == "failed: the certificate authorities in /nowhere.pem cannot be read")
  }
}
