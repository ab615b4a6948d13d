import Browser
import Conformance
import FoundationEssentials

/// The EventSource of a page in a real browser, as a client that is judged.
///
/// A page of its own for each scenario, of the scenario's origin, without a request for it: its script
/// opens the stream and tells what comes.
struct PageClient: ClientSubject {
  /// How often it is looked whether the page has given up.
  private static let pollInterval = Duration.milliseconds(50)
  /// The function by which the page tells.
  private static let binding = "sseCheckTells"

  let browser: RunningBrowser
  /// So many pages are open at once.
  var width: Int { 6 }

  func lacks(_ scenario: Scenario) -> String? {
    scenario.leavesItsOrigin
      ? "a page follows to another server only where that one allows it (CORS), which it does not here"
      : nil
  }

  func follow(
    _ url: String, _ hand: @escaping @Sendable (Event) -> Void
  ) async throws(SubjectProblem) {
    try await follow(url, hearing: [], hand)
  }

  func follow(
    _ url: String, hearing types: Set<String>, _ hand: @escaping @Sendable (Event) -> Void
  ) async throws(SubjectProblem) {
    do {
      try await browser.withPage { page in
        let origin = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        let rest = origin.count > 2 ? origin[2].prefix { $0 != "/" && $0 != "?" } : ""
        try await page.show(
          // An icon of its own: the browser would ask the scenario for one.
          "<!DOCTYPE html><link rel=icon href='data:,'><title>sse check</title>",
          at: "\(origin.first ?? "http:")//\(rest)/sse-check-page")
        try await page.expose(Self.binding) { text in
          if let told = try? JSONDecoder().decode(Told.self, from: Data(text.utf8)) {
            hand(Event(type: told.type, data: told.data, id: told.id))
          }
        }
        try await page.value(of: Self.script(url, types))
        while !Task.isCancelled {
          try await Task.sleep(for: Self.pollInterval)
          // readyState 2: it has given up, and the page with it.
          if try await page.value(of: "sseCheck.readyState").int == 2 { break }
        }
      }
    } catch let error as BrowserError {
      if !Task.isCancelled { throw .browser(error.description) }
    } catch {}
  }

  private struct Told: Decodable {
    var type: String
    var data: String
    var id: String
  }

  private static func script(_ url: String, _ types: Set<String>) -> String {
    let names = types.union(["message"]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let parameters = Parameters(url: url, types: names)
    let json = (try? JSONEncoder().encode(parameters)).map { String(decoding: $0, as: UTF8.self) }
    return """
      (({ url, types }) => {
        const source = window.sseCheck = new EventSource(url);
        for (const type of types) source.addEventListener(type, event => {
          if (!(event instanceof MessageEvent)) return;
          \(binding)(JSON.stringify({ type: event.type, data: event.data, id: event.lastEventId }));
        });
      })(\(json ?? "{}"))
      """
  }

  private struct Parameters: Encodable {
    var url: String
    var types: [String]
  }
}
