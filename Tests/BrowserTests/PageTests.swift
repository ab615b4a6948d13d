import Foundation
import Testing

@testable import Browser

/// A browser that comes and goes.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PageTests {
  private let chromium: Chromium

  init() throws {
    chromium = try #require(
      Chromium.find(), "Chromium is missing: sudo apt-get install chromium")
  }

  /// The processes in whose command lines a text stands.
  private func processes(naming text: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.filter { number in
      guard Int(number) != nil else { return false }
      let line = FileManager.default.contents(atPath: "/proc/\(number)/cmdline") ?? Data()
      return String(decoding: line, as: UTF8.self).contains(text)
    }
  }

  @Test func `when the body ends neither process nor folder is left`() async throws {
    let folder = try await Page.withPage(in: chromium) { page in
      #expect(FileManager.default.fileExists(atPath: page.folder))
      #expect(!processes(naming: page.folder).isEmpty)
      return page.folder
    }
    #expect(!FileManager.default.fileExists(atPath: folder))
    #expect(processes(naming: folder).isEmpty)
  }

  @Test func `a task that is cancelled takes its browser with it`() async throws {
    let (folders, folder) = AsyncStream.makeStream(of: String.self)
    let task = Task {
      try await Page.withPage(in: chromium) { page in
        folder.yield(page.folder)
        try await page.value(of: "new Promise(() => {})")
      }
    }
    let path = try #require(await folders.first { _ in true })
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(processes(naming: path).isEmpty)
  }

  @Test func `a browser that crashes is missed at once, and its folder is removed`() async throws {
    var path = ""
    await #expect(throws: BrowserError.gone(program: chromium.program)) {
      try await Page.withPage(in: chromium) { page in
        path = page.folder
        _ = try? await page.tools.call("Browser.crash")
        try await page.value(of: "1")
      }
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `a program that is no browser is gone before it answers`() async throws {
    await #expect(throws: BrowserError.gone(program: "/bin/false")) {
      try await Page.withPage(in: Chromium(program: "/bin/false")) { _ in }
    }
  }

  @Test func `no other machine has an address`() async throws {
    try await Page.withPage(in: chromium) { page in
      await #expect(
        throws: BrowserError.noPage(
          url: "http://example.org/", reason: "net::ERR_NAME_NOT_RESOLVED")
      ) { try await page.show("http://example.org/") }
      await #expect(
        throws: BrowserError.noPage(
          url: "http://192.0.2.1/", reason: "net::ERR_NAME_NOT_RESOLVED")
      ) { try await page.show("http://192.0.2.1/") }
    }
  }

  @Test func `a script's value comes back whatever it is, and its failure as a sentence`()
    async throws
  {
    try await Page.withPage(in: chromium) { page in
      let object = try await page.value(of: "({ a: [1, 'ü', true, null], b: {} })")
      #expect(object == ["a": .array([1, "ü", true, .null]), "b": [:]])
      let promised = try await page.value(of: "Promise.resolve(7)")
      #expect(promised == 7)
      await #expect(
        throws: BrowserError.refused(
          method: "a script", reason: "Error: no")
      ) { try await page.value(of: "(() => { throw new Error('no') })()") }
    }
  }
}
