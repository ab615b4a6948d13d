import FoundationEssentials

/// A page in a real browser without a window.
///
///     try await Page.withPage(in: chromium) { page in
///       try await page.show("http://127.0.0.1:8080/")
///       let title = try await page.value(of: "document.title")
///     }
public struct Page: Sendable {
  /// How long a page may take to load: 20 s.
  public static let loadLimit = Duration.seconds(20)

  let tools: DevTools
  /// Where the browser keeps all that it keeps, while it runs.
  let folder: String
  private let session: String

  /// Starts a browser, gives the body a page in it, and ends it when the body ends, in any way.
  ///
  /// It reaches this machine and the `hosts`, and no others. Throws what the body throws, a
  /// ``BrowserError``, or `CancellationError` when the task was cancelled.
  public static func withPage<Value: Sendable>(
    in chromium: Chromium, reaching hosts: [String] = [],
    _ body: (Page) async throws -> Value
  ) async throws -> Value {
    try await RunningBrowser.with(chromium, reaching: hosts) { browser in
      try await body(Page(tools: browser.tools, folder: browser.folder))
    }
  }

  /// Opens a page in a browser that runs; in a context, if one is named.
  init(tools: DevTools, folder: String, context: JSON = .null) async throws(BrowserError) {
    self.tools = tools
    self.folder = folder
    var parameters: [String: JSON] = ["url": "about:blank"]
    if context != .null { parameters["browserContextId"] = context }
    let target = try await tools.call("Target.createTarget", .object(parameters))["targetId"]
    let attached = try await tools.call(
      "Target.attachToTarget", ["targetId": target, "flatten": true])
    session = attached["sessionId"].string ?? ""
  }

  /// Calls a method of the DevTools protocol for this page.
  @discardableResult
  public func call(_ method: String, _ parameters: JSON = [:]) async throws(BrowserError) -> JSON {
    try await tools.call(method, parameters, session: session)
  }

  /// Tells a listener what happens in this page from now on; nil: nobody is told any more.
  func listen(_ listener: (@Sendable (DevTools.Event) -> Void)?) async {
    await tools.listen(to: session, listener)
  }

  /// Shows a page of this text at an address, without a request to whoever is there.
  ///
  /// What it asks for then goes to that address; it takes the place of whoever listened to this page
  /// before.
  public func show(_ text: String, at url: String) async throws {
    try await call("Fetch.enable", ["patterns": [["urlPattern": .string(url)]]])
    await listen { [self] event in
      guard event.method == "Fetch.requestPaused" else { return }
      let answer: JSON = [
        "requestId": event.parameters["requestId"], "responseCode": 200,
        "responseHeaders": [["name": "Content-Type", "value": "text/html; charset=utf-8"]],
        "body": .string(Data(text.utf8).base64EncodedString()),
      ]
      // The listener is on the way of every message; the answer must not wait in it.
      Task { try? await call("Fetch.fulfillRequest", answer) }
    }
    try await show(url)
    await listen(nil)
    try await call("Fetch.disable")
  }

  /// Loads a page and returns when it is there.
  public func show(_ url: String) async throws {
    let answer = try await call("Page.navigate", ["url": .string(url)])
    if let reason = answer["errorText"].string {
      throw BrowserError.noPage(url: url, reason: reason)
    }
    let deadline = ContinuousClock.now + Self.loadLimit
    while try await value(of: "document.readyState").string != "complete" {
      guard ContinuousClock.now < deadline else {
        throw BrowserError.noPage(
          url: url, reason: "it took more than \(Self.loadLimit.components.seconds) s")
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// What an expression of JavaScript comes to, promises awaited.
  @discardableResult
  public func value(of expression: String) async throws(BrowserError) -> JSON {
    let answer = try await call(
      "Runtime.evaluate",
      ["expression": .string(expression), "returnByValue": true, "awaitPromise": true])
    let exception = answer["exceptionDetails"]
    if exception != .null {
      let reason = exception["exception"]["description"].string ?? exception["text"].string
      // What follows the first line is a trace through the script.
      throw .refused(
        method: "a script", reason: reason.map { String($0.prefix { $0 != "\n" }) } ?? "it failed")
    }
    return answer["result"]["value"]
  }
}
