import Observations
import Terminal
import Testing

@testable import Playground

/// A viewer that is fed by nothing but the lines of `--json` shows what the first one shows.
///
/// A class will be served from exactly these lines.
@Suite struct SecondViewerTests {
  @Test(arguments: ScreenLayout.allCases)
  func `a second viewer shows what the first one does, after every line of a sitting`(
    layout: ScreenLayout
  ) async throws {
    let course = try TemporaryCourse()
    let sitting = Sitting(course: course, size: Size(columns: 80, rows: 24))
    await sitting.session.look(.layout(layout))
    for line in [
      "lesson first", "", "", "help", "", "next", "show", "send again", "wire on",
      "send --id 7 raw", "drop", "wait open", "history", "layout columns", "send x",
      "layout plain", "comment y", "layout \(layout.rawValue)", "wire off", "clear", "sned",
      "wait event 1 --within 1ms", "reset page", "client close", "server stop",
    ] {
      try await sitting.enter(line)
      try sitting.compare(after: line)
    }
    sitting.session.journal.record(.learner, .progress(done: 1, total: 4, label: "half way"))
    try sitting.compare(after: "progress")
    #expect(sitting.second.paper.status == "[#######-----------------------] 1/4  half way")
    sitting.session.journal.record(.learner, .progressEnded)
    try sitting.compare(after: "its end")
    #expect(sitting.second.paper.status == nil)
    #expect(await sitting.session.view == sitting.second.view)
    await sitting.session.finish()
    try sitting.compare(after: "the end")
    #expect(sitting.second.journal.observations() == sitting.session.journal.observations())
  }

  @Test func `a second viewer that has missed something goes on where the first one does`() throws {
    let journal = Journal(byteLimit: 4000)
    let (first, second) = (Viewer(journal), Viewer(Journal()))
    journal.record(.learner, .layout(.panes))
    journal.record(.client, source: 1, .connecting(url: "http://a/", lastEventID: ""))
    journal.record(.client, source: 1, .open(status: 200, headers: []))
    for number in 1...100 { journal.record(.client, source: 1, .comment("\(number)")) }
    let lines = ObservationLine.lines(of: journal.slice(from: 1))
    for line in lines { second.journal.follow(try ObservationLine.slice(of: line)) }
    first.screen.drain()
    second.screen.drain()
    #expect(first.paper.lines == second.paper.lines)
    #expect(first.paper.panes(first.size) != nil)
    #expect(first.paper.panes(first.size) == second.paper.panes(second.size))
    #expect(second.journal.last == journal.last)
    #expect(second.journal.slice(from: 1).standing == journal.slice(from: 1).standing)
  }
}

/// Somebody at a prompt, somebody who looks on, and the lines between them.
private struct Sitting {
  let session: Session
  let first: Viewer
  let second: Viewer

  init(course: TemporaryCourse, size: Size) {
    // Time passes only while a line waits for something.
    session = Session(world: .replay(programPath: "sse", courseDirectory: course.folder))
    first = Viewer(session.journal, size: size)
    second = Viewer(Journal(), size: size)
  }

  func enter(_ line: String) async throws {
    // As the prompt does: Enter goes on reading, or runs the line that stands ready.
    if line.isEmpty, first.screen.hasMore {
      session.journal.record(.learner, .readOn)
    } else if line.isEmpty, !first.screen.ready.isEmpty {
      await session.run(first.screen.ready, by: session.pageOrigin)
    } else {
      await session.run(line)
    }
  }

  /// Has both draw what there is, the second one what it is told of the same.
  func compare(after line: String) throws {
    first.screen.drain()
    let shown = first.screen.shown
    let slice = session.journal.slice(from: second.journal.last + 1)
    for line in ObservationLine.lines(of: slice) {
      let told = try ObservationLine.slice(of: line)
      if told.observations.allSatisfy({ $0.number <= shown }) { second.journal.follow(told) }
    }
    second.screen.drain()
    #expect(second.screen.shown == shown, "after '\(line)'")
    #expect(second.paper.lines == first.paper.lines, "after '\(line)'")
    #expect(second.paper.status == first.paper.status, "after '\(line)'")
    #expect(
      second.paper.panes(second.size) == first.paper.panes(first.size), "after '\(line)'")
    #expect(second.screen.ready == first.screen.ready, "after '\(line)'")
    #expect(second.screen.hasMore == first.screen.hasMore, "after '\(line)'")
  }
}

private struct Viewer {
  let journal: Journal
  let size: Size
  let paper = Paper()
  let screen: LiveScreen

  init(_ journal: Journal, size: Size = .standard) {
    self.journal = journal
    self.size = size
    screen = LiveScreen(output: paper.output, journal: journal, size: size)
  }

  /// How the learner wants to see it, as far as this viewer was told.
  var view: ViewState {
    journal.observations().reduce(into: ViewState()) { $0.take($1.happening) }
  }
}
