/// A browser that runs, in which pages come and go.
public struct RunningBrowser: Sendable {
  let tools: DevTools
  /// Where the browser keeps all that it keeps, while it runs.
  let folder: String

  /// Starts a browser, gives it to the body, and ends it when the body ends, in any way.
  ///
  /// It reaches this machine and the `hosts`, and no others. Throws what the body throws, a
  /// ``BrowserError``, or `CancellationError` when the task was cancelled.
  public static func with<Value: Sendable>(
    _ chromium: Chromium, reaching hosts: [String] = [],
    _ body: (RunningBrowser) async throws -> Value
  ) async throws -> Value {
    let process = try BrowserProcess(chromium, reaching: hosts)
    do {
      let value = try await withTaskCancellationHandler {
        try await body(RunningBrowser(tools: process.tools, folder: process.folder))
      } onCancel: {
        process.tools.hangUp()
      }
      await process.stop()
      return value
    } catch {
      await process.stop()
      try Task.checkCancellation()
      throw error
    }
  }

  /// What it calls itself, as `Chrome/140.0.7339.80`.
  public func version() async throws(BrowserError) -> String {
    try await tools.call("Browser.getVersion")["product"].string ?? "Chromium"
  }

  /// Gives the body a page that shares nothing with others, neither connections nor what is kept, and
  /// closes it when the body ends, in any way.
  public func withPage<Value: Sendable>(
    _ body: (Page) async throws -> Value
  ) async throws -> Value {
    let context = try await tools.call("Target.createBrowserContext")["browserContextId"]
    let outcome: Result<Value, any Error>
    do {
      let page = try await Page(tools: tools, folder: folder, context: context)
      outcome = .success(try await body(page))
      await page.listen(nil)
    } catch {
      outcome = .failure(error)
    }
    // Not a child task: a task that is cancelled closes its page all the same.
    await Task {
      _ = try? await tools.call("Target.disposeBrowserContext", ["browserContextId": context])
    }
    .value
    return try outcome.get()
  }
}
