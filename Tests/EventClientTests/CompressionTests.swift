import Adversary
import BrotliAndZstandard
import EventClient
import Testing

/// Fetch, handle content codings: what comes compressed is undone event by event.
@Suite(.timeLimit(.minutes(1))) struct CompressionTests {
  private static let bombOfBombs =
    "1f8b0800000000000203eddc314e02511405d0cfcc148642a0a0202628097b80864443424d81357101acc14908155bb070132c80ceca5631142ec0585858918cccecc23fe754afbee5cdcbbdde5e8452927eed078df3913f7f17fb7ea31900000080c8e587755ab601e1a6789bcdef01000080d83db42eb3aa14382dafeec401000000d1db4cc6edea43e0e771958903000000a2d7fdfdbcadba809762d759c803000000a2f76e30000000006ac56000000000d48bc100000000a817830100000050331feb3429bb8041b11c0d03000000fc174fd9b1f73a0d214ffe004a0dea83569f0000"
  private static let brotliBomb =
    "cbffff3f002414e2b14072effff8ffff078004401c1680eefd1fffffff00900088c302d0bdffe3ffff1f0012007158"
    + "00baf77ff9ffff074002200e0b40f7fe0f"

  /// Two events, each flushed, and the end of the coding, as zlib, Brotli's and Zstandard's own
  /// encoders make them.
  @Test(arguments: [
    ("gzip", ["1f8b08000000000000034a492c49b45248e4e202000000ffff", "4a013392b8b800000000ffff"]),
    ("deflate", ["789c4a492c49b45248e4e202000000ffff", "4a013392b8b800000000ffff"]),
    ("deflate", ["4a492c49b45248e4e202000000ffff", "4a013392b8b800000000ffff"]),
    ("br", ["0b0480646174613a20610a0a", "4000805f4a41ac08d1241830", "03"]),
    (
      "zstd",
      ["28b52ffd0058480000646174613a20610a0a", "480000646174613a20620a0a", "010000"]
    ),
  ])
  func `an event is there as soon as its bytes are`(coding: String, pieces: [String]) async throws {
    let gate = Gate()
    let server = TestServer { peer in
      peer.answer(
        "HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Content-Encoding: \(coding)")
      peer.send(bytes(pieces[0]))
      gate.wait()
      for piece in pieces.dropFirst() { peer.send(bytes(piece)) }
    }
    defer { server.stop() }
    var configuration = EventSource.Configuration()
    configuration.contentCodings = [.brotli, .zstandard]
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

  @Test(arguments: [("br", "ffffffffff"), ("zstd", "0011223344556677")])
  func `damage is named`(coding: String, body: String) async throws {
    #expect(
      try await told(coding, body) == [
        "open 200",
        "failed: the server compressed the stream (\(coding)), and its bytes are damaged",
      ])
  }

  @Test func `more than one frame of Zstandard is one stream`() async throws {
    let frame = "28b52ffd0458490000646174613a20780a0acf320a54"
    #expect(
      try await told("zstd", frame + frame) == [
        "open 200", "message|x|", "message|x|", "failed: the server ended the stream",
      ])
  }

  @Test func `a window of Zstandard that browsers refuse is refused`() async throws {
    // A frame's head that asks for 128 MiB.
    #expect(
      try await told("zstd", "28b52ffd0088" + "490000646174613a20780a0a").last
        == "failed: the server compressed the stream (zstd), and its bytes are damaged")
  }

  @Test(arguments: [("gzip, gzip", bombOfBombs), ("br", brotliBomb)])
  func `a decompression bomb is stopped at the limit`(coding: String, body: String) async throws {
    #expect(
      try await told(coding, body) { $0.decompressionLimit = 1 << 20 } == [
        "open 200",
        "failed: the compressed stream grew past the limit of 1048576 bytes out of one reading,"
          + " so it was closed",
      ])
  }

  @Test func `an Accept-Encoding of the caller's own replaces ours`() async throws {
    let server = TestServer { $0.open() }
    defer { server.stop() }
    _ = try await transcript(of: server.url, lines: 2) {
      $0.headers = [("accept-encoding", "gzip, br")]
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
      peer.send(bytes(body))
    }
    defer { server.stop() }
    return try await transcript(of: server.url) { configuration in
      configuration.contentCodings = [.brotli, .zstandard]
      configuration.reconnects = false
      configure(&configuration)
    }.dropFirst().map { $0 }
  }
}

private func bytes(_ hexadecimal: String) -> [UInt8] {
  var bytes: [UInt8] = []
  var rest = Substring(hexadecimal)
  while let byte = UInt8(rest.prefix(2), radix: 16) {
    bytes.append(byte)
    rest = rest.dropFirst(2)
  }
  return bytes
}
