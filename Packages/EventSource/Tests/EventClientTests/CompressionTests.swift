import Adversary
import EventClient
import Testing

/// Fetch, handle content codings: what comes compressed is undone event by event.
@Suite(.timeLimit(.minutes(1))) struct CompressionTests {
  private static let bombOfBombs =
    "1f8b0800000000000203eddc314e02511405d0cfcc148642a0a0202628097b80864443424d81357101acc14908155bb070132c80ceca5631142ec0585858918cccecc23fe754afbee5cdcbbdde5e8452927eed078df3913f7f17fb7ea31900000080c8e587755ab601e1a6789bcdef01000080d83db42eb3aa14382dafeec401000000d1db4cc6edea43e0e771958903000000a2d7fdfdbcadba809762d759c803000000a2f76e30000000006ac56000000000d48bc100000000a817830100000050331feb3429bb8041b11c0d03000000fc174fd9b1f73a0d214ffe004a0dea83569f0000"

  /// Two events, each flushed, and the end of the coding, as zlib makes them.
  @Test(arguments: [
    ("gzip", ["1f8b08000000000000034a492c49b45248e4e202000000ffff", "4a013392b8b800000000ffff"]),
    ("deflate", ["789c4a492c49b45248e4e202000000ffff", "4a013392b8b800000000ffff"]),
    ("deflate", ["4a492c49b45248e4e202000000ffff", "4a013392b8b800000000ffff"]),
  ])
  func `an event is there as soon as its bytes are`(coding: String, pieces: [String]) async throws {
    let gate = Gate()
    let server = TestServer { peer in
      peer.answer(
        "HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Content-Encoding: \(coding)")
      peer.send([UInt8](hexadecimal: pieces[0]))
      gate.wait()
      for piece in pieces.dropFirst() { peer.send([UInt8](hexadecimal: piece)) }
    }
    defer { server.stop() }
    var configuration = EventSource.Configuration()
    configuration.reconnects = false
    var lines: [String] = []
    for await element in try EventSource(server.url, configuration: configuration) {
      lines.append(element.line)
      if lines.last == "message|a|" { gate.open() }
    }
    #expect(
      lines[1...] == [
        "open 200", "message|a|", "message|b|", "failed: the server ended the stream",
      ])
  }

  @Test func `damage is named`() async throws {
    #expect(
      try await told("gzip", "1f8b08000000000000ffffffff") == [
        "open 200",
        "failed: the server compressed the stream (gzip), and its bytes are damaged",
      ])
  }

  @Test func `a decompression bomb is stopped at the limit`() async throws {
    #expect(
      try await told("gzip, gzip", Self.bombOfBombs) { $0.decompressionLimit = 1 << 20 } == [
        "open 200",
        "failed: the compressed stream grew past the limit of 1048576 bytes out of one reading,"
          + " so it was closed",
      ])
  }

  @Test func `an Accept-Encoding of the caller's own replaces ours`() async throws {
    let server = TestServer { $0.open() }
    defer { server.stop() }
    _ = try await transcript(of: server.url, lines: 2) {
      $0.headers = [("accept-encoding", "gzip, br")].fields
    }
    #expect(server.requests[0].contains("\r\naccept-encoding: gzip, br\r\n"))
    #expect(!server.requests[0].contains("identity"))
  }

  private func told(
    _ coding: String, _ body: String,
    _ configure: (inout EventSource.Configuration) -> Void = { _ in }
  ) async throws -> [String] {
    let server = TestServer { peer in
      peer.answer(
        "HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Content-Encoding: \(coding)")
      peer.send([UInt8](hexadecimal: body))
    }
    defer { server.stop() }
    return try await transcript(of: server.url) { configuration in
      configuration.reconnects = false
      configure(&configuration)
    }.dropFirst().map { $0 }
  }
}
