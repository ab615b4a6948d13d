import Classroom
import EventClient
import EventStream
import HTTPTypes
import Foundation
import Observations
import StreamViews
import Terminal
import Testing
import Workbook

@testable import Playground

/// A class that looks on, as it is typed and as a phone sees it.
@Suite(.serialized, .timeLimit(.minutes(1))) struct PresentTests {
  private static let lesson = """
    ---
    title: First
    minutes: 5
    quiz: first
    ---

    ## Start

    ```yaml predict
    id: how-many
    ask: How many events?
    choose:
      - option: None
        without:
          - event: { side: client, data: hi }
        because: It was sent.
      - option: One
        expect:
          - event: { side: client, data: hi }
        because: One was sent.
    answer: b
    ```

    ```console run fresh
    sse> server start --port 0 --interval 1m
    sse> client connect /events
    sse> send hi
    ```

    ## End

    Nothing more.
    """

  let course: TemporaryCourse

  init() throws { course = try TemporaryCourse(lesson: Self.lesson) }

  private func session() -> Session {
    Session(
      world: World(stateDirectory: course.folder + "/state", courseDirectory: course.folder))
  }

  /// What a phone is told, up to and including the line that holds this.
  private func told(_ session: Session, from id: String = "", upTo end: String) async throws
    -> [MessageEvent]
  {
    let url = try #require(await session.classroom?.invitation.url)
    var configuration = EventSource.Configuration()
    configuration.lastEventID = id
    let source = try EventSource(url + "lesson?from=earliest", configuration: configuration)
    var events: [MessageEvent] = []
    for await element in source {
      guard case .message(let event) = element else { continue }
      events.append(event)
      if event.data.contains(end) { break }
    }
    return events
  }

  private struct Line: Decodable {
    var kind: String
    var text: String?
    var rows: [String]
  }

  private func lines(_ events: [MessageEvent]) throws -> [Line] {
    try events.map { try JSONDecoder().decode(Line.self, from: Data($0.data.utf8)) }
  }

  @Test func `a phone is told what the wall shows, and nothing of what stands ready`() async throws
  {
    let session = session()
    await session.run("present first --port 0 --class monday")
    await session.run("skip")
    for _ in 1...3 { await session.run(await session.view.typedAhead) }
    await session.run("wire on")
    await session.run("send on the wire")
    await session.run("wire off")
    await session.run("blank")
    await session.run("sned")
    let seen = try lines(await told(session, upTo: "sned'"))
    // The wall's own words for what was recorded since the class began.
    var layout = PlainLayout(learner: true)
    var wall: [String] = []
    let all = session.journal.observations()
    let start = try #require(all.first { $0.happening.kind == "page" }?.number)
    for observation in all {
      if case .wire(let isShown) = observation.happening { layout.wire = isShown }
      let rows = layout.rows(for: observation).map(\.text)
      guard observation.number >= start else { continue }
      switch observation.happening {
      case .page(let text): if !text.isEmpty { wall.append(text) }
      default: wall += rows
      }
    }
    #expect(seen.flatMap { $0.kind == "page" ? [$0.text ?? ""] : $0.rows } == wall)
    #expect(seen.contains { $0.rows.contains { $0.contains("event  message") } })
    #expect(!seen.contains { ["typed-ahead", "layout", "attended"].contains($0.kind) })
    await session.finish()
  }

  @Test func `the class guesses, the wall shows bars, and the guess of most is the wall's`()
    async throws
  {
    let session = session()
    await session.run("present first --port 0 --class monday")
    #expect(await session.view.typedAhead == "reveal")
    let server = try #require(await session.classroom?.server)
    #expect(server.openQuestion == ClassQuestion(id: "how-many", options: ["None", "One"]))
    let url = try #require(await session.classroom?.invitation.url)
    for (phone, answer) in [(1, "a"), (2, "b"), (3, "b")] {
      let number = String(repeating: "0", count: 31) + String(phone)
      try await post(url + "join", #"{"phone":"\#(number)"}"#)
      try await post(
        url + "answer", #"{"phone":"\#(number)","question":"how-many","answer":"\#(answer)"}"#)
    }
    #expect(await session.run("reveal") == 0)
    let poll = session.journal.observations().compactMap { $0.happening.answerLines }.first {
      $0.last == "3 answers"
    }
    #expect(
      poll == [
        "a  " + String(repeating: "█", count: 15) + " 1  33 %",
        "b  " + String(repeating: "█", count: 30) + " 2  67 %", "3 answers",
      ])
    #expect(await session.view.typedAhead == "server start --port 0 --interval 1m")
    for _ in 1...3 { await session.run(await session.view.typedAhead) }
    let verdict = session.journal.observations().compactMap { observation in
      if case .predicted(_, let guess, _, let isRight, _) = observation.happening {
        "\(guess) \(isRight == true)"
      } else {
        nil
      }
    }
    #expect(verdict == ["b true"])
    #expect(await session.run("reveal") == 1)
    await session.finish()
  }

  @Test func `a class goes on where its wall was, with what it had asked`() async throws {
    let first = session()
    await first.run("present first --port 0 --class monday")
    let url = try #require(await first.classroom?.invitation.url)
    let newest = try #require(await told(first, upTo: "question").last?.lastEventID)
    let number = String(repeating: "0", count: 32)
    try await post(url + "join", #"{"phone":"\#(number)","name":"Ada"}"#)
    try await post(
      url + "answer", #"{"phone":"\#(number)","question":"how-many","answer":"a"}"#)
    await first.finish()
    let second = session()
    #expect(await second.run("present --port 0 --class monday") == 1)
    #expect(
      second.refusals.last
        == "class 'monday' is kept from before: --resume goes on with it, "
        + "'class forget monday' deletes it, --class names another")
    #expect(await second.run("present --resume") == 0)
    #expect(await second.classroom?.invitation.url == url)
    let rest = try lines(await told(second, from: newest, upTo: "question"))
    #expect(rest.map(\.kind) == ["page", "figures"])
    await second.run("reveal")
    #expect(
      second.journal.observations().contains { $0.happening.answerLines?.last == "1 answer" })
    await second.run("class names")
    await second.run("class forget monday")
    #expect(
      second.refusals.last
        == "this class is open on another wall: end that one, or name another with --class")
    await second.run("class end")
    #expect(await second.run("class forget monday") == 0)
    #expect(await second.run("present --resume") == 1)
    #expect(
      second.refusals.last == "no class is kept here to go on with: 'present' begins one")
    await second.finish()
  }

  @Test func `send reaches the class, drop cuts it, fault strikes its demonstration alone`()
    async throws
  {
    let session = session()
    await session.run("present --port 0 --class monday")
    await session.run("server start --port 0 --interval 1m")
    let url = try #require(await session.classroom?.invitation.url)
    let phone = try EventSource(url + "demonstration")
    let heard = Task { () -> [String] in
      var heard: [String] = []
      for await element in phone {
        switch element {
        case .open: heard.append("open")
        case .message(let event): heard.append(event.data)
        case .lost: heard.append("lost")
        case .failed: return heard + ["failed"]
        default: break
        }
      }
      return heard
    }
    let server = try #require(await session.classroom?.server)
    while server.attendance.demonstrating == 0 { await Task.yield() }
    await session.run("send hello, class")
    await session.run("send --retry 10")
    await session.run("fault status 503")
    await session.run("drop")
    #expect(await heard.value == ["open", "hello, class", "lost", "failed"])
    let refused = session.refusals
    #expect(refused == [])
    await session.finish()
  }

  @Test func `a page that is turned while the class votes shows what it has answered`() async throws
  {
    let session = session()
    await session.run("present first --port 0 --class monday")
    let url = try #require(await session.classroom?.invitation.url)
    let number = String(repeating: "0", count: 32)
    try await post(url + "join", #"{"phone":"\#(number)"}"#)
    try await post(
      url + "answer", #"{"phone":"\#(number)","question":"how-many","answer":"b"}"#)
    await session.run("next")
    let told = session.journal.observations().compactMap { observation -> String? in
      switch observation.happening {
      case .page(let text): text.hasPrefix("## End") ? "the next page" : nil
      case .figures("poll", _): observation.happening.answerLines?.last
      case .answered(let lines): lines.last
      default: nil
      }
    }
    #expect(
      told.suffix(3) == [
        "(the page goes on, so the class is not asked any more; it has answered:)", "1 answer",
        "the next page",
      ])
    #expect(await session.classroom?.server.openQuestion == nil)
    #expect(await session.run("reveal") == 1)
    await session.finish()
  }

  @Test func `a question of a quiz stays open over a page, which is said`() async throws {
    let session = Session(
      world: World(stateDirectory: course.folder + "/state", courseDirectory: Self.shipped))
    await session.run("present format --port 0 --class monday")
    await session.run("skip")
    await session.run("ask reconnecting")
    let id = try #require(await session.asked?.id)
    await session.run("next")
    #expect(session.said.last == "(the class is still asked: 'reveal' shows what it thinks)")
    #expect(await session.classroom?.server.openQuestion?.id == id)
    #expect(await session.run("reveal") == 0)
    await session.finish()
  }

  @Test func `a question of a quiz is asked, answered and explained`() async throws {
    let session = Session(
      world: World(stateDirectory: course.folder + "/state", courseDirectory: Self.shipped))
    await session.run("present --port 0 --class monday")
    await session.run("ask recnnecting")
    #expect(
      session.refusals == ["there is no topic 'recnnecting': did you mean 'ask reconnecting'?"])
    await session.run("ask reconnecting")
    let asked = try #require(await session.asked)
    #expect(asked.forClass.options.count > 1)
    await session.run("ask")
    #expect(
      session.refusals.last == "the class is asked something already: 'reveal' shows it")
    await session.run("reveal")
    let pages = session.journal.observations().compactMap { observation in
      if case .page(let text) = observation.happening { text } else { nil }
    }
    #expect(pages.last?.hasPrefix("Right: **") == true)
    await session.finish()
  }

  @Test(arguments: [
    ("present nowhere", "there is no lesson 'nowhere': 'lessons' lists them"),
    (
      "present --host 192.0.2.1 --port 0",
      "192.0.2.1 is no address of this machine; try 127.0.0.1, or 0.0.0.0 for every one"
    ),
    ("reveal", "no class looks on: 'sse present' begins one"),
    ("ask", "no class looks on: 'sse present' begins one"),
    ("class", "no class looks on: 'sse present' begins one"),
    ("class forget tuesday", "no class 'tuesday' is kept here, nor any other"),
    ("class forget ../..", "'../..' is no name for a class: use up to 40 letters, digits, - and _"),
  ])
  func `what cannot be done is said in one sentence`(line: String, sentence: String) async {
    let session = session()
    #expect(await session.run(line) != 0)
    #expect(session.refusals == [sentence])
    await session.finish()
  }

  @Test func `a taken port is said, with who has it`() async throws {
    let (first, second) = (session(), session())
    await first.run("present --port 0 --class monday")
    let url = try #require(await first.classroom?.invitation.url)
    let port = try #require(URLComponents(string: url)?.port)
    #expect(await second.run("present --port \(port) --class tuesday") == 1)
    #expect(second.refusals.last?.hasPrefix("port \(port) is in use by ") == true)
    await first.finish()
    await second.finish()
  }

  @Test func `a code is drawn as its modules are, dark on light`() throws {
    let code = try #require(QRCode("http://192.168.178.42:8090/"))
    let (dark, light) = (code.rows(), code.rows(onLight: true))
    #expect(dark.count == 15)
    #expect(dark.allSatisfy { $0.count == 29 })
    // The margin is drawn on a dark wall, and left out on a light one.
    #expect(dark.first == String(repeating: "█", count: 29))
    #expect(light.first == String(repeating: " ", count: 29))
    // The eye in the corner: a ring of seven around a block of three.
    #expect((0..<7).map { code.isDark($0, 1) } == [true, false, false, false, false, false, true])
    #expect((0..<7).map { code.isDark($0, 3) } == [true, false, true, true, true, false, true])
    #expect(light[1].hasPrefix("  █▀▀▀▀▀█"))
    #expect(light[2].hasPrefix("  █ ███ █"))
  }

  @Test func `a wall with a host of its own says how phones come in`() {
    let invitation = ClassInvitation(
      hosts: ["192.168.1.5", "10.0.0.7"], host: "0.0.0.0", port: 8090, isLight: false)
    let lines = invitation.lines
    #expect(lines[1] == "    h t t p : / / 1 9 2 . 1 6 8 . 1 . 5 : 8 0 9 0 /")
    #expect(lines.contains("    http://10.0.0.7:8090/"))
    #expect(
      lines.contains(
        "A guest network may keep phones from reaching this machine: try it with one of them first."
      ))
    let own = ClassInvitation(hosts: ["127.0.0.1"], host: "127.0.0.1", port: 8090, isLight: false)
    #expect(
      own.lines.last == "Only browsers on this machine reach it: --host 0.0.0.0 lets phones in.")
    #expect(!own.lines.contains { $0.contains("█") })
  }

  private static let shipped = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized.path

  /// Posts as a page does, by our own client, which takes no answer but a stream.
  private func post(_ url: String, _ body: String) async throws {
    var configuration = EventSource.Configuration()
    configuration.method = "POST"
    configuration.headers[.contentType] = "application/json"
    configuration.body = Array(body.utf8)
    let source = try EventSource(url, configuration: configuration)
    for await element in source {
      guard case .failed(let problem) = element else { continue }
      try #require((problem.status ?? 200) == 200, "\(problem)")
    }
  }
}
