import Classroom
import EventClient
import EventStream
import Foundation
import Observations
import HTTPTypes
import Testing
import Workbook

@testable import Playground

/// The speaker's own screen, which nobody else sees.
@Suite(.serialized, .timeLimit(.minutes(1))) struct SpeakerTests {
  private static let lesson = """
    ---
    title: First
    minutes: 5
    quiz: first
    ---

    ## Start

    Before.

    ```notes
    Wait for silence.
    ```

    ```console run fresh
    sse> server start --port 0 --interval 1m
    ```

    After.

    ```notes
    Then go on.
    ```

    ## End

    Nothing more.
    """

  let course: TemporaryCourse

  init() throws { course = try TemporaryCourse(lesson: Self.lesson) }

  private var world: World {
    World(stateDirectory: course.folder + "/state", courseDirectory: course.folder)
  }

  @Test func `notes belong to their page, and to no text of it`() throws {
    let lesson = try #require(try Course.load(at: course.folder).lesson("first"))
    #expect(lesson.pages.map(\.notes) == ["Wait for silence.\n\nThen go on.", ""])
    for index in lesson.pages.indices {
      var player = LessonPlayer(lesson)
      _ = player.go(to: index)
      for isWhole in [false, true] {
        #expect(!PageText(player: player, isWhole: isWhole).markdown.contains("silence"))
      }
    }
  }

  @Test func `the speaker sees notes and what is next, and his phone turns the page`() async throws
  {
    let session = Session(world: world)
    await session.run("present first --port 0 --class monday")
    let folder = try ClassFolder(
      root: ClassCommand.root(in: course.folder + "/state"), name: "monday")
    let address = try #require(folder.speakerAddress)
    let source = try EventSource(address + "/stream?from=earliest")
    var states: [SpeakerState] = []
    for await element in source {
      guard case .message(let event) = element else { continue }
      let state = try #require(SpeakerState(event.data))
      guard state.place != nil else { continue }
      states.append(state)
      if states.count == 1 { try await drive("next", address) }
      if state.place?.contains("2/2") == true { break }
    }
    let first = try #require(states.first)
    #expect(first.place == "First · 1/2 Start · 0 of 5 min")
    #expect(first.notes == "Wait for silence.\n\nThen go on.")
    #expect(first.following == "next page: End")
    #expect(first.ready == "Enter runs: server start --port 0 --interval 1m")
    #expect(states.last?.following == "this is the last page")
    // Neither the notes nor the address are in what the class is fed from.
    let all = session.journal.observations().map(ObservationLine.text)
    #expect(!all.contains { $0.contains("silence") || $0.contains("/speaker/") })
    await session.finish()
  }

  @Test func `a rehearsal plays the lesson and says what differs, without opening anything`()
    async throws
  {
    let session = Session(world: world)
    #expect(await session.run("present first --rehearse") == 0)
    #expect(
      session.journal.observations().compactMap { $0.happening.lastAnswer }.last
        == "'first' runs here as it is written: 1 of its commands, every task by its answer")
    #expect(await session.classroom == nil)
    let wrong = try TemporaryCourse(
      lesson: Self.lesson.replacingOccurrences(
        of: "--interval 1m\n", with: "--interval 1m\nnothing of the kind\n"))
    let other = Session(world: World(courseDirectory: wrong.folder))
    #expect(await other.run("present first --rehearse") == 1)
    #expect(
      other.refusals == ["'first' does not run here as it is written: 1 place differs"])
    #expect(await other.run("present --rehearse") == 2)
    await session.finish()
    await other.finish()
  }

  private func drive(_ word: String, _ address: String) async throws {
    var configuration = EventSource.Configuration()
    configuration.method = "POST"
    configuration.headers[.contentType] = "application/json"
    configuration.body = Array(#"{"word":"\#(word)"}"#.utf8)
    for await element in try EventSource(address + "/drive", configuration: configuration) {
      guard case .failed(let problem) = element else { continue }
      try #require((problem.status ?? 200) == 200, "\(problem)")
    }
  }
}

extension Happening {
  fileprivate var lastAnswer: String? {
    if case .answered(let lines) = self { lines.last } else { nil }
  }
}
