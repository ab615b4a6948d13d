import Adversary
import BrotliAndZstandard
import EventClient
import Testing

/// Fetch, handle content codings: what a client was taught is undone event by event.
@Suite(.timeLimit(.minutes(1))) struct BrotliAndZstandardTests {
  private static let brotliBomb =
    "cbffff3f002414e2b14072effff8ffff078004401c1680eefd1fffffff00900088c302d0bdffe3ffff1f0012007158"
    + "00baf77ff9ffff074002200e0b40f7fe0f"

  /// Two events, each flushed, and the end of the coding, as Brotli's and Zstandard's own encoders
  /// make them.
  @Test(arguments: [
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
      peer.send([UInt8](hexadecimal: pieces[0]))
      gate.wait()
      for piece in pieces.dropFirst() { peer.send([UInt8](hexadecimal: piece)) }
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

  @Test func `a decompression bomb is stopped at the limit`() async throws {
    #expect(
      try await told("br", Self.brotliBomb) { $0.decompressionLimit = 1 << 20 } == [
        "open 200",
        "failed: the compressed stream grew past the limit of 1048576 bytes out of one reading,"
          + " so it was closed",
      ])
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
      configuration.contentCodings = [.brotli, .zstandard]
      configuration.reconnects = false
      configure(&configuration)
    }.dropFirst().map { $0 }
  }
}
