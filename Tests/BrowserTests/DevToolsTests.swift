import Platform
import Synchronization
import Testing

@testable import Browser

/// The protocol, without a browser.
@Suite(.timeLimit(.minutes(1))) struct DevToolsTests {
  /// Answers the next call with this text, cut into pieces of so many bytes.
  private func answer(_ tools: DevTools, with text: String, pieces size: Int) async {
    for await _ in tools.outgoing { break }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      await tools.take(Array(bytes.prefix(size)))
      bytes = bytes.dropFirst(size)
    }
  }

  @Test(arguments: [1, 2, 7, 1000])
  func `messages are whole however they are cut, and events come before later answers`(
    size: Int
  ) async throws {
    let tools = DevTools(program: "test")
    let seen = Mutex<[String]>([])
    let box = Box(seen: seen)
    await tools.listen(to: "") { event in box.seen.withLock { $0.append(event.method) } }
    async let result = tools.call("Some.method", ["name": "ä"])
    await answer(
      tools,
      with: "{\"method\":\"A.b\",\"params\":{}}\0{\"method\":\"C.d\"}\0"
        + "{\"id\":1,\"result\":{\"x\":\"ü\"}}\0", pieces: size)
    let value = try await result
    #expect(value["x"] == "ü")
    #expect(box.seen.withLock { $0 } == ["A.b", "C.d"])
  }

  private final class Box: Sendable {
    let seen: Mutex<[String]>
    init(seen: consuming Mutex<[String]>) { self.seen = seen }
  }

  @Test func `a refusal is a sentence`() async throws {
    let tools = DevTools(program: "test")
    let call = Task { try await tools.call("Some.method") }
    await answer(tools, with: "{\"id\":1,\"error\":{\"message\":\"no\"}}\0", pieces: 100)
    await #expect(throws: BrowserError.refused(method: "Some.method", reason: "no")) {
      try await call.value
    }
  }

  @Test func `when the browser has gone every call fails`() async throws {
    let tools = DevTools(program: "test")
    let call = Task { try await tools.call("Some.method") }
    for await _ in tools.outgoing { break }
    await tools.end()
    await #expect(throws: BrowserError.gone(program: "test")) { try await call.value }
    await #expect(throws: BrowserError.gone(program: "test")) {
      _ = try await tools.call("B.c")
    }
  }

  @Test func `what is no JSON is passed over`() async throws {
    let tools = DevTools(program: "test")
    async let result = tools.call("Some.method")
    await answer(tools, with: "oops\0[]\0{\"id\":9}\0{\"id\":1,\"result\":{}}\0", pieces: 100)
    let value = try await result
    #expect(value == [:])
  }

  @Test(arguments: [
    (
      BrowserError.gone(program: "/usr/bin/chromium"),
      "/usr/bin/chromium ended before its time: "
        + "'/usr/bin/chromium --headless --dump-dom about:blank' in a shell may say why"
    ),
    (
      .silent(method: "Page.navigate", seconds: 20),
      "the browser did not answer Page.navigate within 20 s: is this machine very busy?"
    ),
    (.refused(method: "Page.navigate", reason: "no"), "the browser refused Page.navigate: no"),
    (
      .noPage(url: "http://127.0.0.1:1/", reason: "net::ERR_CONNECTION_REFUSED"),
      "the browser cannot show http://127.0.0.1:1/: net::ERR_CONNECTION_REFUSED; "
        + "does the server run?"
    ),
    (
      .noFolder(path: "/no", reason: "full"), "no folder for the browser could be made at /no: full"
    ),
  ])
  func `every error is one sentence`(error: BrowserError, sentence: String) {
    #expect("\(error)" == sentence)
  }

  @Test func `this machine is known by its names, and no other`() {
    for name in ["localhost", "shop.localhost", "127.0.0.1", "127.9.8.7", "::1", "[::1]"] {
      #expect(Loopback.holds(name))
    }
    for name in [
      "localhost.example", "128.0.0.1", "127.0.0.1.example", "127.1", "", "notlocalhost",
    ] {
      #expect(!Loopback.holds(name))
    }
  }

  @Test func `where no folder holds a Chromium there is none`() {
    #expect(Chromium.find(path: "") == nil)
    #expect(Chromium.find(path: "/nowhere:/proc") == nil)
  }
}
