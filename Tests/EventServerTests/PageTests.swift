import EventServer
import Glibc
import NIOPosix
import Testing

/// The page in a real browser.
@Suite struct PageTests {
  static let hasBrowser =
    access("/usr/bin/chromium", X_OK) == 0 && access("/usr/bin/python3", X_OK) == 0

  /// Runs a command, on a thread of its own, and returns what it printed.
  private func output(of command: String) async -> String {
    await withCheckedContinuation { continuation in
      NIOThreadPool.singleton.submit { _ in continuation.resume(returning: Self.read(command)) }
    }
  }

  private static func read(_ command: String) -> String {
    guard let stream = popen(command, "r") else { return "" }
    defer { pclose(stream) }
    var bytes: [UInt8] = []
    var byte = fgetc(stream)
    while byte >= 0 {
      bytes.append(UInt8(byte))
      byte = fgetc(stream)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `in Chromium the page shows the stream, drops it, and comes back`() async throws {
    try #require(Self.hasBrowser, "a browser is missing: apt-get install chromium python3")
    var configuration = StreamServer.Configuration()
    configuration.interval = .milliseconds(100)
    configuration.retry = 200
    try await withServer(configuration) { _, port in
      let script = #filePath.replacing("PageTests.swift", with: "Browser/page.py")
      let seen = await output(of: "python3 '\(script)' http://localhost:\(port)/ 2>&1")
      #expect(
        seen == #"{"open": "1 OPEN", "sent first": "no Last-Event-ID", "fits a phone": true, "#
          + #""lost": "error: the connection is lost, the browser will be back", "#
          + #""resumed after the last id": true, "open again": "1 OPEN", "#
          + #""closed": "2 CLOSED"}"# + "\n")
    }
  }
}
