import Browser
import Conformance
import Foundation
import OutsideServers
import Testing
import WildFigures

@testable import WildLab

/// The repository's checks, with those that are measured alone.
private let checks: [Check] = {
  let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../conformance").standardizedFileURL.path
  return ["", "/wild"].flatMap { (try? Suite.load(at: folder + $0).checks) ?? [] }
}()

@Suite(.timeLimit(.minutes(3))) struct BrowserTrialTests {
  @Test(arguments: BrowserTopic.allCases)
  func `whatever is asked of a browser has a check that answers it`(topic: BrowserTopic) {
    guard let look = BrowserLook(topic) else {
      #expect(topic == .opens)
      return
    }
    #expect(checks.contains { $0.id == look.check }, "\(look.check)")
  }

  @Test func `a browser does what it did when it was first looked at`() async throws {
    let chromium = try #require(
      Chromium.find(path: "/usr/bin"), "Chromium is missing: sudo apt-get install chromium")
    let topics: [BrowserTopic] = [.noContent, .bareID, .redirect, .nulID, .charset, .gzip, .opens]
    let figures = try await RunningBrowser.with(chromium) { browser in
      try await BrowserTrial("chromium", checks: checks).run(browser, topics) { _ in }
    }
    #expect(figures.map(\.topic) == topics.map(\.rawValue))
    #expect(
      figures.dropLast().map(\.words) == [
        "ends for good", "counts", "the target", "is given", "refused", "yes",
      ])
    #expect(figures.allSatisfy { !$0.version.isEmpty })
    // At the head, not at the first byte a second later.
    #expect((figures.last?.milliseconds ?? 1_000) < 1_000)
  }
}
