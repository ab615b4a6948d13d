package import Browser

/// What was waited for has not come; the page's text says what stood there instead.
package struct WaitedInVain: Error, CustomStringConvertible {
  package let description: String
}

/// How tests drive a page of a real browser.
extension Page {
  /// Runs JavaScript and returns what it comes to as text, true as 1 and false as 0.
  @discardableResult
  package func run(_ script: String) async throws -> String {
    switch try await value(of: script) {
    case .string(let text): text
    case .number(let number): String(Int(number))
    case .bool(let bool): bool ? "1" : "0"
    default: ""
    }
  }

  /// Waits until the expression is true; the page says when something in it has changed.
  package func wait(_ condition: String, within seconds: Int = 15) async throws {
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
    guard outcome == "yes" else {
      throw WaitedInVain(description: "waited in vain for \(condition); the page says: \(outcome)")
    }
  }

  /// Makes its window this large, in CSS pixels; below 600 it is a phone's.
  package func resize(_ width: Int, _ height: Int) async throws {
    try await call(
      "Emulation.setDeviceMetricsOverride",
      [
        "width": .number(Double(width)), "height": .number(Double(height)),
        "deviceScaleFactor": 1, "mobile": .bool(width < 600),
      ])
  }
}
