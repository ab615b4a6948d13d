import Browser
import EventServer
import Testing
import WorkbookServer

/// The page in a real browser.
@Suite(.timeLimit(.minutes(1))) struct PageTests {
  @Test func `in Chromium the page shows the stream, drops it, and comes back`() async throws {
    let chromium = try #require(
      Chromium.find(), "a browser is missing: sudo apt-get install chromium")
    var configuration = StreamServer.Configuration()
    configuration.interval = .milliseconds(100)
    configuration.retry = 200
    try await withServer(configuration) { _, port in
      try await Page.withPage(in: chromium) { page in
        try await page.becomePhone()
        try await page.show("http://localhost:\(port)/")
        try await page.waits(for: "last.textContent >= '2'")
        #expect(try await page.text("state") == "1 OPEN")
        #expect(try await page.text("sent") == "no Last-Event-ID")
        #expect(
          try await page.value(of: "document.documentElement.scrollWidth <= innerWidth") == true)
        let before = try await loseConnection(on: page)
        try await page.waits(for: "sent.textContent.startsWith('Last-Event-ID')")
        #expect(try await page.text("sent") == "Last-Event-ID: \(before)")
        try await page.waits(for: "Number(last.textContent) > \(before)")
        #expect(try await page.text("state") == "1 OPEN")
        try await page.value(of: "document.getElementById('close').click()")
        #expect(try await page.text("state") == "2 CLOSED")
      }
    }
  }

  /// Presses the button that drops the connection, and returns the last id before.
  private func loseConnection(on page: Page) async throws -> String {
    try await page.value(
      of: """
        window.before = null;
        source.addEventListener('error', () => { before = before ?? last.textContent; });
        document.getElementById('drop').click();
        """)
    try await page.waits(for: "before !== null")
    let lost = try await page.value(
      of: """
        [...document.querySelectorAll('#log li')].map(line => line.textContent)
          .find(text => text.startsWith('error'))
        """)
    #expect(lost == "error: the connection is lost, the browser will be back")
    return try await page.value(of: "before").string ?? ""
  }
}

extension Page {
  /// What stands in the element with this id.
  fileprivate func text(_ id: String) async throws -> String? {
    try await value(of: "document.getElementById('\(id)').textContent").string
  }

  fileprivate func becomePhone() async throws {
    try await call(
      "Emulation.setDeviceMetricsOverride",
      ["width": 360, "height": 640, "deviceScaleFactor": 2, "mobile": true])
  }

  /// Waits until an expression is true; elements are known by their ids.
  fileprivate func waits(for condition: String) async throws {
    let outcome = try await value(
      of: """
        new Promise(resolve => {
          const begun = performance.now();
          const timer = setInterval(() => {
            const found = (() => { try { return \(condition); } catch { return false; } })();
            if (!found && performance.now() - begun < 15000) return;
            clearInterval(timer);
            resolve(found ? "yes" : document.body.innerText);
          }, 5);
        })
        """)
    try #require(outcome == "yes", "waited in vain for \(condition)")
  }
}
