/// A browser that runs, of whatever make, in which pages come and go.
public protocol ScriptedBrowser: Sendable {
  /// Its pages.
  associatedtype OpenPage: ScriptedPage

  /// What it calls itself.
  func version() async throws -> String

  /// Gives the body a page, and closes it when the body ends, in any way.
  func withPage<Value: Sendable>(_ body: (OpenPage) async throws -> Value) async throws -> Value
}

/// A page that does what scripts say.
public protocol ScriptedPage: Sendable {
  /// Shows a page of this text at an address, without a request to whoever is there; what it asks for
  /// afterwards goes to that address.
  func show(_ text: String, at url: String) async throws

  /// What an expression of JavaScript comes to.
  @discardableResult
  func value(of expression: String) async throws(BrowserError) -> JSON
}

extension ScriptedBrowser {
  /// Gives the body a page that is open, and closes it when the body ends, in any way.
  func lend<Value>(
    _ page: OpenPage, to body: (OpenPage) async throws -> Value, thenClose close: () async -> Void
  ) async throws -> Value {
    let outcome: Result<Value, any Error>
    do {
      outcome = .success(try await body(page))
    } catch {
      outcome = .failure(error)
    }
    await close()
    return try outcome.get()
  }
}

extension ScriptedPage {
  /// Shows an empty page at an address; its icon is its own, since a browser would ask the server for one.
  public func showEmpty(at url: String) async throws {
    try await show("<!DOCTYPE html><link rel=icon href='data:,'><title>sse</title>", at: url)
  }
}

extension Page: ScriptedPage {}
extension RunningBrowser: ScriptedBrowser {}
