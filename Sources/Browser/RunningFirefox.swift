import OutsideServers
import Platform

/// A Firefox that runs, in which pages come and go.
public struct RunningFirefox: ScriptedBrowser {
  let marionette: Marionette
  private let versionText: String
  /// The tab that it began with: a call needs one that is open, and the last may have been closed.
  private let first: JSON

  /// Starts a browser, gives it to the body, and ends it when the body ends, in any way.
  ///
  /// It reaches this machine and no other, and the kernel ends it when this program ends in whatever
  /// way. With `acceptsCertificates` it believes every certificate. Throws what the body throws, a
  /// ``BrowserError``, or `CancellationError` when the task was cancelled.
  public static func with<Value: Sendable>(
    _ firefox: Firefox, acceptsCertificates: Bool = false,
    _ body: (RunningFirefox) async throws -> Value
  ) async throws -> Value {
    let folder: TemporaryFolder
    let server: TetheredServer
    let port: Int
    do {
      folder = try TemporaryFolder(prefix: "sse-firefox-", isPrivate: true)
    } catch {
      throw BrowserError.notStarted(reason: error.description)
    }
    defer { folder.remove() }
    do {
      port = try LoopbackPort.free()
      server = try await firefox.start(in: folder, port: port)
    } catch let error as CancellationError {
      throw error
    } catch {
      throw BrowserError.notStarted(reason: "\(error)")
    }
    do {
      let value = try await Marionette.with(port: port, program: firefox.program) { marionette in
        try await withTaskCancellationHandler {
          try await body(
            RunningFirefox(marionette, acceptsCertificates: acceptsCertificates))
        } onCancel: {
          Task { await marionette.end() }
        }
      }
      await server.stop()
      return value
    } catch {
      await server.stop()
      try Task.checkCancellation()
      throw error
    }
  }

  private init(
    _ marionette: Marionette, acceptsCertificates: Bool
  ) async throws(BrowserError) {
    self.marionette = marionette
    let wanted: JSON = [
      "pageLoadStrategy": "none", "acceptInsecureCerts": .bool(acceptsCertificates),
    ]
    let session = try await marionette.call(
      "WebDriver:NewSession", ["capabilities": ["alwaysMatch": wanted]])
    first = try await marionette.call("WebDriver:GetWindowHandle")
    versionText = "Firefox/" + (session["capabilities"]["browserVersion"].string ?? "?")
    try await marionette.call("Marionette:SetContext", ["value": "chrome"])
    try await marionette.call(
      "WebDriver:ExecuteScript", ["script": .string(Self.answering), "args": []])
    try await marionette.call("Marionette:SetContext", ["value": "content"])
  }

  /// As `Firefox/153.8.0`.
  public func version() -> String { versionText }

  /// Gives the body a page, and closes it when the body ends, in any way.
  public func withPage<Value: Sendable>(
    _ body: (FirefoxPage) async throws -> Value
  ) async throws -> Value {
    let opened = try await marionette.turns.take { [marionette, first] () throws(BrowserError) in
      try await marionette.call("WebDriver:SwitchToWindow", ["handle": first, "focus": false])
      return try await marionette.call("WebDriver:NewWindow", ["type": "tab"])["handle"]
    }
    let page = FirefoxPage(marionette: marionette, handle: opened)
    return try await lend(page, to: body) {
      // In its turn, which a task that is cancelled does not leave out.
      _ = try? await page.there { () throws(BrowserError) in
        try await marionette.call("WebDriver:CloseWindow")
      }
    }
  }

  /// What the browser itself does, not a page of it: it answers the addresses in `ssePages` by their
  /// texts before it connects to anybody.
  private static let answering = """
    const pages = window.ssePages = new Map();
    Services.obs.addObserver({ observe(channel) {
      if (!(channel instanceof Ci.nsIHttpChannel)) return;
      const text = pages.get(channel.URI.spec);
      if (text === undefined) return;
      const answer = Cc["@mozilla.org/network/replaced-http-response;1"]
        .createInstance(Ci.nsIReplacedHttpResponse);
      answer.responseStatus = 200;
      answer.responseStatusText = "OK";
      answer.setResponseHeader("Content-Type", "text/html; charset=utf-8", false);
      answer.responseBody = text;
      channel.QueryInterface(Ci.nsIHttpChannelInternal).setResponseOverride(answer);
    } }, "http-on-before-connect");
    """
}

/// A tab of a Firefox.
public struct FirefoxPage: ScriptedPage {
  let marionette: Marionette
  let handle: JSON

  /// Runs calls about this tab.
  func there<Value: Sendable>(
    _ body: @escaping @Sendable () async throws(BrowserError) -> Value
  ) async throws(BrowserError) -> Value {
    try await marionette.turns.take { [marionette, handle] () throws(BrowserError) in
      try await marionette.call("WebDriver:SwitchToWindow", ["handle": handle, "focus": false])
      return try await body()
    }
  }

  /// Shows a page of this text at an address, without a request to whoever is there.
  public func show(_ text: String, at url: String) async throws {
    try await there { [marionette] () throws(BrowserError) in
      try await marionette.call("Marionette:SetContext", ["value": "chrome"])
      try await marionette.call(
        "WebDriver:ExecuteScript",
        [
          "script": "window.ssePages.set(arguments[0], arguments[1])",
          "args": [.string(url), .string(text)],
        ])
      try await marionette.call("Marionette:SetContext", ["value": "content"])
      try await marionette.call("WebDriver:Navigate", ["url": .string(url)])
    }
    let deadline = ContinuousClock.now + Page.loadLimit
    let here = "document.readyState === 'complete' && location.href"
    while try await value(of: here).string != url {
      guard ContinuousClock.now < deadline else {
        throw BrowserError.noPage(
          url: url, reason: "it took more than \(Page.loadLimit.components.seconds) s")
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// What an expression of JavaScript comes to, promises awaited.
  @discardableResult
  public func value(of expression: String) async throws(BrowserError) -> JSON {
    try await there { [marionette] () throws(BrowserError) in
      try await marionette.call(
        "WebDriver:ExecuteScript",
        ["script": .string("return (\(expression))"), "args": []])
    }
  }
}
