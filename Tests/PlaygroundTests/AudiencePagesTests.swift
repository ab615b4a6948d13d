import Browser
import BrowserDriver
import Classroom
import EventClient
import Foundation
import Observations
import StreamViews
import Terminal
import Testing
import WireDriver

@testable import Playground

/// Real pages of a real class, against the wall's own journal: who comes late and who is cut ends with
/// the same text as everybody.
@Suite(.serialized, .timeLimit(.minutes(4))) struct AudiencePagesTests {
  /// How many pages there are: `SSE_CLASS_PAGES`, as `scripts/nightly` sets it, or four.
  private static let pages =
    ProcessInfo.processInfo.environment["SSE_CLASS_PAGES"].flatMap { Int($0) } ?? 4
  private static let firefox =
    Firefox.names.map { "/usr/bin/\($0)" }
    .first(where: FileManager.default.isExecutableFile(atPath:))
  private static let isNightly = ProcessInfo.processInfo.environment["SSE_CLASS_PAGES"] != nil

  private static let lesson = """
    ---
    title: First
    minutes: 5
    quiz: first
    ---

    ## Start

    A page of the wall.

    ```console run
    sse> server start --port 0 --interval 1m
    sse> client connect /events
    sse> send --retry 100
    sse> send one
    ```

    ## End

    Nothing more.
    """

  @Test
  func
    `pages in Chromium, of which some are cut and some come late, end with the text of the wall`()
    async throws
  {
    let chromium = try #require(
      Chromium.find(), "Chromium is missing: sudo apt-get install chromium")
    let wall = try await Wall(Self.lesson)
    let some = max(Self.pages / 4, 1)
    try await RunningBrowser.with(chromium) { browser in
      try await wall.play(
        in: browser, cut: some, between: Self.pages - 2 * some, late: some
      ) { page, url in try await page.show(url) }
    }
  }

  @Test(
    .enabled(if: firefox != nil, "Firefox is missing: sudo apt-get install firefox-esr"),
    .enabled(if: isNightly, "Firefox starts slowly: SSE_CLASS_PAGES=20, as scripts/nightly sets it")
  )
  func `pages in Firefox end with the text of the wall, too`() async throws {
    let wall = try await Wall(Self.lesson)
    let text = try await wall.audiencePage()
    let program = try #require(Self.firefox)
    // A browser opens six connections to one name, and each page holds two.
    try await RunningFirefox.with(Firefox(program: program)) { browser in
      try await wall.play(in: browser, cut: 1, between: 0, late: 1) { page, url in
        try await page.show(text, at: url)
      }
    }
  }
}

/// A class that is shown a short lesson, with pages that follow it.
private struct Wall {
  let session: Session
  let url: String
  private let course: TemporaryCourse

  init(_ lesson: String) async throws {
    course = try TemporaryCourse(lesson: lesson)
    session = Session(
      world: World(stateDirectory: course.folder + "/state", courseDirectory: course.folder))
    await session.run("present first --port 0 --class monday")
    url = try #require(await session.classroom?.invitation.url, "\(session.refusals)")
  }

  /// The text of the page that phones load.
  func audiencePage() async throws -> String {
    let port = try #require(URL(string: url)?.port)
    let client = try await WireClient.get("/", port: port, "Connection: close")
    let text = try await client.textToEnd()
    await client.close()
    return try #require(Answers(text).all.first?.body)
  }

  private func wait(for count: Int) async throws {
    let server = await session.classroom?.server
    try await wait { server?.attendance.here == count }
  }

  private func wait(until condition: () async -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(90)
    while await !condition() {
      try #require(ContinuousClock.now < deadline, "it did not come about within 90 s")
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// The entries up to the last that is awaited: what a quiet stream says later, pages may have or not.
  private static func upToTheEnd(_ entries: [String]) -> [String] {
    guard let end = entries.firstIndex(where: { $0.contains("did you mean") }) else {
      return entries
    }
    return Array(entries[...end])
  }

  /// Plays the lesson while pages come, are cut, and come late; then compares each with the journal.
  func play<Browser: ScriptedBrowser>(
    in browser: Browser, cut: Int, between: Int, late: Int,
    _ open: (Browser.OpenPage, String) async throws -> Void
  ) async throws {
    for _ in 1...4 { await session.run(await session.view.typedAhead) }
    #expect(session.refusals == [])
    try await Self.withPages(cut, in: browser, [], url, open) { early in
      try await wait(for: cut)
      // Each has its reconnection time before it is cut.
      await session.run("send --retry 100")
      await session.run("send two")
      await session.run("drop")
      await session.run("send three")
      try await Self.withPages(between, in: browser, early, url, open) { more in
        await session.run("next")
        await session.run("send four")
        try await wait(for: cut + between)
        try await Self.withPages(late, in: browser, more, url, open) { all in
          try await wait { await session.client?.source.readyState == .open }
          await session.run("send five")
          await session.run("sned")
          try await wait(for: cut + between + late)
          let text = Self.upToTheEnd(wallText)
          #expect(text.count > 20)
          for (number, page) in all.enumerated() {
            let shown = try await Self.text(of: page)
            let difference = "\(shown.difference(from: text).map { "\($0)" })"
            #expect(shown == text, "page \(number + 1) of \(all.count): \(difference)")
          }
          // Those that were cut say how they came back: by themselves, with what they had.
          for page in all.prefix(cut) {
            let life = try await page.value(of: "document.getElementById('self').textContent")
              .string
            #expect(life?.contains(#/It came back after \d+\.\d s with Last-Event-ID: /#) == true)
          }
          let server = await session.classroom?.server
          try await wait { server?.attendance.homecoming?.away.count == cut }
        }
      }
    }
    await session.finish()
  }

  /// So many pages more, each for itself.
  private static func withPages<Browser: ScriptedBrowser>(
    _ count: Int, in browser: Browser, _ pages: [Browser.OpenPage], _ url: String,
    _ open: (Browser.OpenPage, String) async throws -> Void,
    _ body: ([Browser.OpenPage]) async throws -> Void
  ) async throws {
    guard count > 0 else { return try await body(pages) }
    try await browser.withPage { page in
      try await open(page, url)
      try await withPages(count - 1, in: browser, pages + [page], url, open, body)
    }
  }

  /// What a page shows once the end of it is there: one entry a line, lines of an entry joined.
  private static func text(of page: some ScriptedPage) async throws -> [String] {
    let deadline = ContinuousClock.now + .seconds(60)
    let all = """
      [...document.getElementById("lesson").children].map(entry => entry.children.length
        ? [...entry.children].map(part => part.textContent).join(" ") : entry.textContent)
      """
    while true {
      let entries = try await page.value(of: all).array.compactMap(\.string).map(words)
      let text = upToTheEnd(entries)
      if text.last?.contains("did you mean") == true || ContinuousClock.now > deadline {
        return text
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  /// A text without what only lays it out.
  private static func words(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// What the wall has shown since its class began, by its journal, in the same form.
  private var wallText: [String] {
    var layout = PlainLayout(learner: true)
    var text: [String] = []
    let all = session.journal.observations()
    let start = all.first { $0.happening.kind == "page" }?.number ?? 1
    for observation in all {
      let rows = layout.rows(for: observation).map(\.text)
      guard observation.number >= start else { continue }
      if case .page(let page) = observation.happening {
        // Plain words but for the heading and a console, which are drawn without their signs.
        let lines = page.split(separator: "\n").filter { !$0.hasPrefix("```") }
          .map { $0.drop { $0 == "#" } }
        text.append(Self.words(lines.joined(separator: " ")))
      } else if !rows.isEmpty {
        text.append(Self.words(rows.joined(separator: " ")))
      }
    }
    return text
  }
}
