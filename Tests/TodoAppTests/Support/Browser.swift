import BrowserDriver
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
  func close() async { _ = try? await call("Page.close") }
}
