import Adversary
import Testing

@testable import EventClient

@Suite(.timeLimit(.minutes(1))) struct SecureTests {
  private let authorities = SecureServer.certificates + "/authority.pem"
  private let answer =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nid: 1\ndata: secret\n\n"

  @Test(arguments: ["localhost", "127.0.0.1"])
  func `a stream comes over a secure connection`(host: String) async throws {
    let server = try await SecureServer(certificate: "good", answer: answer)
    let lines = try await transcript(of: "https://\(host):\(server.port)/", lines: 5) {
      $0.trustRoots = .file(authorities)
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
          + " signed it",
      ])
    try await server.stop()
  }

  @Test func `a certificate for another name fails for good`() async throws {
    let server = try await SecureServer(certificate: "othername", answer: answer)
    #expect(
      try await transcript(of: "https://localhost:\(server.port)/") {
        $0.trustRoots = .file(authorities)
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

  @Test(arguments: [
    ("expired", "has expired: it was valid up to 2021-03-04"),
    ("early", "is not valid yet: it becomes so on 2095-02-03"),
  ])
  func `a certificate out of its time is said to be so`(name: String, fault: String) async throws {
    let server = try await SecureServer(certificate: name)
    for trusts in [true, false] {
      #expect(
        try await transcript(of: "https://localhost:\(server.port)/") {
          if trusts { $0.trustRoots = .file(SecureServer.certificates + "/dated-authority.pem") }
        } == ["connecting", "failed: the certificate of localhost \(fault)"])
    }
    try await server.stop()
  }

  @Test func `a certificate is not looked at when that is asked for`() async throws {
    let server = try await SecureServer(certificate: "expired", answer: answer)
    let lines = try await transcript(of: "https://localhost:\(server.port)/", lines: 3) {
      $0.verifiesCertificates = false
    }
    #expect(lines == ["connecting", "open 200", "message|secret|1"])
    try await server.stop()
  }

  @Test func `what TLS cannot agree on is one plain sentence`() async throws {
    let cases: [(SecureServer, String)] = [
      (
        try await .speakingOldTLS(),
        "it speaks no version of TLS that is spoken here (1.2 and 1.3)"
      ),
      (try await .withoutCommonCipher(), "it speaks no cipher that is spoken here"),
      (
        try await .wantingCertificate(tls13: true),
        "it wants a certificate of the client, and there is none to show"
      ),
      (
        try await .wantingCertificate(tls13: false),
        "it wants a certificate of the client, and there is none to show"
      ),
    ]
    for (server, sentence) in cases {
      let lines = try await transcript(of: "https://localhost:\(server.port)/", lines: 3) {
        $0.trustRoots = .file(authorities)
      }
      #expect(
        lines.last { $0.hasPrefix("lost") }
          == "lost: no secure connection to localhost: \(sentence); again in 3.0 seconds")
      try await server.stop()
    }
  }

  @Test func `a server that hangs up in the handshake is said to`() async throws {
    let server = TestServer { _ = $0.read(atMost: 10) }
    defer { server.stop() }
    #expect(
      try await transcript(of: "https://localhost:\(server.port)/", lines: 2).last
        == "lost: no secure connection to localhost: it hung up in the middle of the handshake;"
        + " again in 3.0 seconds")
  }

  @Test(arguments: [
    (["TLSV1_ALERT_UNRECOGNIZED_NAME"], "it does not know the name"),
    (
      ["SSLV3_ALERT_BAD_CERTIFICATE"],
      "it wants a certificate of the client, and there is none to show"
    ),
    (["TLSV1_ALERT_INTERNAL_ERROR"], "it reported an error of its own"),
    (["SSLV3_ALERT_HANDSHAKE_FAILURE"], "it speaks no cipher that is spoken here"),
    (["SOME_NEW_ERROR"], "the handshake failed (some new error)"),
    ([], "it does not speak TLS; try http://"),
  ])
  func `the names of BoringSSL's errors become words`(names: [String], sentence: String) {
    #expect(
      TLSReason(names, serverHasBegun: false).problem(host: "h")
        == .secureConnection(host: "h", reason: sentence))
  }

  @Test func `a file without a certificate is no file of authorities`() async throws {
    #expect(
      try await transcript(of: "https://127.0.0.1:1/") { $0.trustRoots = .file(#filePath) }
        .last
        == "failed: the certificate authorities in \(#filePath) cannot be read")
  }

  @Test func `authorities that cannot be read fail for good`() async throws {
    #expect(
      try await transcript(of: "https://127.0.0.1:1/") {
        $0.trustRoots = .file("/nowhere.pem")
      }.last
        == "failed: the certificate authorities in /nowhere.pem cannot be read")
  }
}
