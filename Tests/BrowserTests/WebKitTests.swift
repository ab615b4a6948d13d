import Foundation
import OutsideServers
import Testing

@testable import Browser

/// The driver of WebKit that is installed, if one is.
private let driver = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  .map { "\($0)/\(WebKit.names[0])" }
  .first { FileManager.default.isExecutableFile(atPath: $0) }

/// A real WebKit, where one is installed: by hand and nightly.
@Suite(
  .serialized, .timeLimit(.minutes(3)),
  .enabled(if: driver != nil, "needs webkit2gtk-driver and xvfb"))
struct WebKitTests {
  @Test func `a page comes from an address at which nobody listens, and nothing is left`()
    async throws
  {
    let port = try LoopbackPort.free()
    let driver = try #require(driver)
    let (told, process) = try await RunningWebKit.with(WebKit(program: driver)) { browser in
      #expect(browser.version().hasPrefix("WebKitGTK/"))
      let told = try await browser.withPage { page in
        try await page.show("<title>ours</title>", at: "http://127.0.0.1:\(port)/page")
        return try await page.value(
          of: "document.title + ' ' + document.visibilityState + ' ' + location.pathname")
      }
      let second = try await browser.withPage { page in
        try await page.value(
          of: "fetch('http://127.0.0.1:\(port)/').then(() => 1, () => 'refused')")
      }
      #expect(second.string == nil || second.string == "refused")
      return (told, browser.gate.port)
    }
    #expect(told.string == "ours visible /page")
    #expect(!LoopbackPort.accepts(process))
  }

  @Test func `a script that fails is refused with the reason that WebKit gives`() async throws {
    let driver = try #require(driver)
    try await RunningWebKit.with(WebKit(program: driver)) { browser in
      try await browser.withPage { page in
        do {
          try await page.value(of: "nobody.knows()")
          Issue.record("it was not refused")
        } catch let error as BrowserError {
          #expect(error.description.contains("nobody"))
        }
        let sum = try await page.value(of: "40 + 2")
        #expect(sum.int == 42)
      }
    }
  }
}
