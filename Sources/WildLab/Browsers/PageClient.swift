package import Browser
package import Conformance
import FoundationEssentials

/// The EventSource of a page in a real browser, as a client that is judged.
///
/// A page of its own for each scenario, of the scenario's origin, without a request for it: its script
/// opens the stream and keeps what comes until it is asked.
package struct PageClient<Browser: ScriptedBrowser>: ClientSubject {
  /// How often the page is asked.
  private static var pollInterval: Duration { .milliseconds(50) }

  private let browser: Browser
  /// So many pages are open at once; most of a scenario's time is waiting.
  package let width: Int
  /// A page is opened first, on a busy machine beside many others.
  package var startLimit: Duration { .seconds(60) }

  /// Makes a subject of a browser that runs.
  package init(browser: Browser, width: Int) {
    self.browser = browser
    self.width = width
  }

  package func lacks(_ scenario: Scenario) -> String? {
    scenario.leavesItsOrigin
      ? "a page follows to another server only where that one allows it (CORS), which it does not here"
      : nil
  }

  package func follow(
    _ url: String, _ hand: @escaping @Sendable (Event) -> Void
  ) async throws(SubjectProblem) {
    try await follow(url, hearing: [], hand)
  }

  package func follow(
    _ url: String, hearing types: Set<String>, _ hand: @escaping @Sendable (Event) -> Void
  ) async throws(SubjectProblem) {
    do {
      try await browser.withPage { page in
        let origin = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        let rest = origin.count > 2 ? origin[2].prefix { $0 != "/" && $0 != "?" } : ""
        try await page.showEmpty(at: "\(origin.first ?? "http:")//\(rest)/sse-check-page")
        try await page.value(of: Self.script(url, types))
        while !Task.isCancelled {
          let told = try await page.value(of: Self.question)
          for event in told["heard"].array {
            hand(
              Event(
                type: event["type"].string ?? "", data: event["data"].string ?? "",
                id: event["id"].string ?? ""))
          }
          // readyState 2: it has given up, and the page with it.
          if told["state"].int == 2 { break }
          try await Task.sleep(for: Self.pollInterval)
        }
      }
    } catch let error as BrowserError {
      if !Task.isCancelled { throw .browser(error.description) }
    } catch {}
  }

  /// What has come since the last time, and how the stream stands.
  private static var question: String {
    "({ heard: sseCheck.heard.splice(0), state: sseCheck.source.readyState })"
  }

  private static func script(_ url: String, _ types: Set<String>) -> String {
    let names = types.union(["message"]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let parameters = Parameters(url: url, types: names)
    let json = (try? JSONEncoder().encode(parameters)).map { String(decoding: $0, as: UTF8.self) }
    return """
      (({ url, types }) => {
        const source = new EventSource(url), heard = [];
        window.sseCheck = { source, heard };
        for (const type of types) source.addEventListener(type, event => {
          // An error of the connection has no data.
          if (event.data === undefined) return;
          heard.push({ type: event.type, data: event.data, id: event.lastEventId });
        });
      })(\(json ?? "{}"))
      """
  }

  private struct Parameters: Encodable {
    var url: String
    var types: [String]
  }
}
