import NIOCore
import Testing

@testable import JetStream

@Suite struct NATSDecoderTests {
  /// What the decoder makes of bytes that come so many at a time.
  private func decode(_ text: String, pieces: Int = .max) throws -> [NATSOperation] {
    var decoder = NATSDecoder()
    var buffer = ByteBuffer()
    var found: [NATSOperation] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      buffer.writeBytes(rest.prefix(pieces))
      rest = rest.dropFirst(pieces)
      while let operation = try decoder.decode(buffer: &buffer) { found.append(operation) }
    }
    return found
  }

  private static let said =
    "INFO {\"server_name\":\"n0\"} \r\nPING\r\n+OK\r\nPONG\r\n"
    + "MSG a.b 1 5\r\nhello\r\nMSG a.b 1 inbox 0\r\n\r\n"
    + "HMSG live.ch.x 2  35 37\r\nNATS/1.0\r\nNats-Sequence: 7\r\nA:b\r\n\r\nhi\r\n"
    + "HMSG inbox 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n"
    + "-ERR 'Authorization Violation'\r\n"

  @Test(arguments: [1, 2, 3, 7, 1_000])
  func `what a node says is taken apart, however it is cut`(pieces: Int) throws {
    #expect(
      try decode(Self.said, pieces: pieces) == [
        .info(Array("{\"server_name\":\"n0\"} ".utf8)), .ping, .ok, .pong,
        .message(NATSMessage(subject: "a.b", payload: Array("hello".utf8))),
        .message(NATSMessage(subject: "a.b")),
        .message(
          NATSMessage(
            subject: "live.ch.x",
            headers: [NATSHeader("Nats-Sequence", "7"), NATSHeader("A", "b")],
            payload: Array("hi".utf8))),
        .message(NATSMessage(subject: "inbox", status: 503)),
        .error("Authorization Violation"),
      ])
  }

  @Test(arguments: [
    ("HTTP/1.1 400 Bad Request\r\n", "it says 'HTTP/1.1 400 Bad Request'"),
    ("SSH-2.0-OpenSSH_9\u{1b}[2J\r\n", "it says 'SSH-2.0-OpenSSH_9.[2J'"),
    ("MSG a 1\r\n", "it says 'MSG a 1'"), ("MSG a 1 -5\r\n", "it says 'MSG a 1 -5'"),
    ("MSG a 1 99999999\r\n", "it says 'MSG a 1 99999999'"),
    ("HMSG a 1 9 5\r\n", "it says 'HMSG a 1 9 5'"),
    ("MSG a 1 2\r\nabcd", "a message is longer than it says"),
    ("HMSG a 1 4 4\r\nabcd\r\n", "a message has no header where it says so"),
    ("\r\n", "it says ''"),
  ])
  func `what is no NATS is refused in words that a terminal takes`(
    text: String, sentence: String
  ) {
    #expect(throws: NATSSyntaxError(description: sentence)) { try decode(text) }
  }

  @Test func `a line without an end is not waited for forever`() {
    let line = String(repeating: "x", count: NATSDecoder.lineLimit + 1)
    #expect(throws: NATSSyntaxError.self) { try decode(line) }
    #expect(throws: NATSSyntaxError.self) { try decode(line + "\r\n") }
  }
}
