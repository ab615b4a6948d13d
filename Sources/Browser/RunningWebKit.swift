import FoundationEssentials
import NIOHTTP1
import OutsideServers
import Platform

/// A WebKit that runs, in which pages come and go.
public struct RunningWebKit: ScriptedBrowser {
  let driver: WebDriver
  let gate: SOCKSGate
  /// The path of its session at the driver.
  let session: String
  private let versionText: String
  /// The window that it began with: the session ends with the last one.
  private let first: JSON

  /// Starts a browser on a display of its own, gives it to the body, and ends it when the body ends, in
  /// any way.
  ///
  /// It reaches this machine and no other, and the kernel ends it when this program ends in whatever
  /// way. It believes every certificate. Throws what the body throws, a ``BrowserError``, or
  /// `CancellationError` when the task was cancelled.
  public static func with<Value: Sendable>(
    _ webKit: WebKit, _ body: (RunningWebKit) async throws -> Value
  ) async throws -> Value {
    let folder: TemporaryFolder
    let gate: SOCKSGate
    let server: TetheredServer
    let port: Int
    do {
      folder = try TemporaryFolder(prefix: "sse-webkit-", isPrivate: true)
      gate = try await SOCKSGate.start()
    } catch {
      throw BrowserError.notStarted(reason: "\(error)")
    }
    defer { folder.remove() }
    do {
      port = try LoopbackPort.free()
      server = try await webKit.start(in: folder, port: port, gate: gate.port)
    } catch let error as CancellationError {
      await gate.stop()
      throw error
    } catch {
      await gate.stop()
      throw error as? BrowserError ?? BrowserError.notStarted(reason: "\(error)")
    }
    let outcome: Result<Value, any Error>
    do {
      let browser = try await RunningWebKit(WebDriver(port: port), gate)
      outcome = .success(try await body(browser))
      _ = try? await browser.driver.call(.DELETE, browser.session, nil)
    } catch {
      outcome = .failure(error)
    }
    await server.stop()
    await gate.stop()
    if case .failure = outcome { try Task.checkCancellation() }
    return try outcome.get()
  }

  private init(_ driver: WebDriver, _ gate: SOCKSGate) async throws(BrowserError) {
    self.driver = driver
    self.gate = gate
    let wanted: JSON = ["acceptInsecureCerts": true]
    let made = try await driver.call(
      .POST, "/session", ["capabilities": ["alwaysMatch": wanted]])
    guard let id = made["sessionId"].string else {
      throw .refused(method: "/session", reason: "it names no session")
    }
    session = "/session/\(id)"
    versionText = "WebKitGTK/" + (made["capabilities"]["browserVersion"].string ?? "?")
    try await driver.call(
      .POST, "\(session)/timeouts",
      ["pageLoad": .number(Double(Page.loadLimit.components.seconds * 1000))])
    first = try await driver.call(.GET, "\(session)/window", nil)
  }

  /// As `WebKitGTK/2.50.6`.
  public func version() -> String { versionText }

  /// Gives the body a page in a window of its own, and closes it when the body ends, in any way.
  ///
  /// A window and no tab: of tabs only the one in front is visible, and its page knows.
  public func withPage<Value: Sendable>(
    _ body: (WebKitPage) async throws -> Value
  ) async throws -> Value {
    let handle = try await driver.turns.take { [driver, session, first] () throws(BrowserError) in
      try await driver.call(.POST, "\(session)/window", ["handle": first])
      return try await driver.call(.POST, "\(session)/window/new", ["type": "window"])["handle"]
    }
    let page = WebKitPage(browser: self, handle: handle)
    return try await lend(page, to: body) {
      // In its turn, which a task that is cancelled does not leave out.
      _ = try? await page.there { () throws(BrowserError) in
        try await driver.call(.DELETE, "\(session)/window", nil)
      }
    }
  }
}

/// A window of a WebKit.
public struct WebKitPage: ScriptedPage {
  let browser: RunningWebKit
  let handle: JSON

  /// Runs calls about this window.
  func there<Value: Sendable>(
    _ body: @escaping @Sendable () async throws(BrowserError) -> Value
  ) async throws(BrowserError) -> Value {
    try await browser.driver.turns.take { [browser, handle] () throws(BrowserError) in
      try await browser.driver.call(.POST, "\(browser.session)/window", ["handle": handle])
      return try await body()
    }
  }

  /// Shows a page of this text at an address, without a request to whoever is there; it has to be one
  /// of `http`.
  public func show(_ text: String, at url: String) async throws {
    guard let parts = URLComponents(string: url), parts.scheme == "http" else {
      throw BrowserError.noPage(
        url: url, reason: "a page of ours is put before WebKit over plain http alone")
    }
    try await browser.gate.showing(text, atPort: parts.port ?? 80) {
      _ = try await there { [browser] () throws(BrowserError) in
        try await browser.driver.call(.POST, "\(browser.session)/url", ["url": .string(url)])
      }
      guard try await value(of: "location.href").string == url else {
        throw BrowserError.noPage(url: url, reason: "another page was shown")
      }
    }
  }

  /// What an expression of JavaScript comes to, promises awaited.
  @discardableResult
  public func value(of expression: String) async throws(BrowserError) -> JSON {
    try await there { [browser] () throws(BrowserError) in
      try await browser.driver.call(
        .POST, "\(browser.session)/execute/sync",
        ["script": .string("return (\(expression))"), "args": []])
    }
  }
}
