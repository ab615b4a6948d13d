import Foundation
import Testing

@testable import Browser

/// The one browser of all these tests, since it takes a while to start; it ends with this process.
struct Browser: Sendable {
  static let shared = Result { try Browser() }

  private let process: BrowserProcess

  private init() throws {
    let chromium = try #require(
      Chromium.find(), "Chromium is missing: sudo apt-get install chromium")
    process = try BrowserProcess(chromium, reaching: [])
  }

  /// Opens a page of its own.
  func open(_ url: String, width: Int = 1000, height: Int = 700) async throws -> Page {
    let page = try await Page(tools: process.tools, folder: process.folder)
    try await page.resize(width, height)
    try await page.show(url)
    return page
  }
}

extension Page {
  /// Runs JavaScript and returns what it comes to as text, true as 1 and false as 0.
  @discardableResult
  func run(_ script: String) async throws -> String {
    switch try await value(of: script) {
    case .string(let text): text
    case .number(let number): String(Int(number))
    case .bool(let bool): bool ? "1" : "0"
    default: ""
    }
  }

  /// Waits until the expression is true; the page says when something in it has changed.
  func wait(_ condition: String, within seconds: Int = 15) async throws {
    let outcome = try await run(
      """
      new Promise(resolve => {
        const look = () => { try { return \(condition); } catch { return false; } };
        const watch = new MutationObserver(() => { if (look()) end("yes"); });
        const end = word => { watch.disconnect(); clearTimeout(timer); resolve(word); };
        const timer = setTimeout(() => end(document.body.innerText), \(seconds) * 1000);
        watch.observe(document, { subtree: true, childList: true, attributes: true,
          characterData: true });
        if (look()) end("yes");
      })
      """)
    try #require(outcome == "yes", "waited in vain for \(condition)")
  }

  func resize(_ width: Int, _ height: Int) async throws {
    try await call(
      "Emulation.setDeviceMetricsOverride",
      [
        "width": .number(Double(width)), "height": .number(Double(height)),
        "deviceScaleFactor": 1, "mobile": .bool(width < 600),
      ])
  }

  func close() async { _ = try? await call("Page.close") }
}
