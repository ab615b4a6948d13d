import EventClient
import EventServer
import EventStream
import Foundation
import Platform
import Testing
import WireDriver

@testable import Classroom

@Suite(.serialized, .timeLimit(.minutes(1))) struct ClassServerTests {
  // MARK: The lesson

  @Test func `who comes late has all of the lesson, and then what goes on`() async throws {
    let running = try await Running()
    try running.show(1...500)
    let source = try running.follow()
    var events: [MessageEvent] = []
    for await element in source {
      guard case .message(let event) = element else { continue }
      events.append(event)
      if events.count == 500 { try running.show(501...510) }
      if events.count == 510 { break }
    }
    #expect(events.map(\.data) == (1...510).map { #"{"number":\#($0),"rows":["row \#($0)"]}"# })
    await running.server.stop()
  }

  @Test func `who was cut comes back behind what it has`() async throws {
    let running = try await Running()
    try running.show(1...10)
    let source = try running.follow()
    var numbers: [String] = []
    var ids: [String] = []
    for await element in source {
      switch element {
      case .connecting(_, let id): ids.append(id)
      case .message(let event):
        numbers.append(String(event.lastEventID.split(separator: "-")[1]))
        if numbers.count == 10 {
          #expect(await running.server.drop() == 1)
          try running.show(11...20)
        }
      default: break
      }
      if numbers.count == 20 { break }
    }
    #expect(numbers == (1...20).map(String.init))
    #expect(ids.map { $0.suffix(3) } == ["", "-10"])
    await running.server.stop()
  }

  @Test func `a page that makes a new EventSource says in the address what it has`() async throws {
    let running = try await Running()
    try running.show(1...3)
    let first = await (try running.follow()).next(1)
    let id = try #require(first.first?.lastEventID)
    let rest = await (try running.follow("/lesson?after=\(id)")).next(2)
    #expect(rest.map { $0.lastEventID.suffix(2) } == ["-2", "-3"])
    // The header is newer than the address: a browser that comes back by itself asks for both.
    let newer = await (try running.follow("/lesson?after=\(id)", lastEventID: rest[0].lastEventID))
      .next(1)
    #expect(newer.map(\.data) == rest.suffix(1).map(\.data))
    await running.server.stop()
  }

  // MARK: A wall that was killed

  @Test func `a class goes on with the same ids, port and votes`() async throws {
    let root = try ClassRoot()
    let folder = try root.folder()
    let first = try await Running(in: folder)
    try first.show(1...20)
    first.server.ask(ClassQuestion(id: "q", options: ["yes", "no"]))
    for phone in 1...30 {
      try await first.join(phone, "Phone \(phone)")
      try await first.answer(phone, "a")
      if phone.isMultiple(of: 3) { try await first.answer(phone, "b") }
    }
    let seen = await (try first.follow()).next(20)
    await first.server.stop()
    // What a machine that failed cut in the middle is left out.
    for file in [folder.lessonFile, folder.bookFile] {
      let handle = try #require(FileHandle(forWritingAtPath: file))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(#"{"id":"half"#.utf8))
      try handle.close()
    }
    let second = try await Running(in: try root.folder(), resumes: true)
    #expect(second.port == first.port)
    #expect(second.server.openQuestion?.id == "q")
    try await second.answer(1, "b")
    try second.show(21...22)
    let newest = try #require(seen.last?.lastEventID)
    let rest = await (try second.follow(lastEventID: newest)).next(2)
    #expect(rest.map { $0.lastEventID.suffix(3) } == ["-21", "-22"])
    #expect(rest.first?.lastEventID.split(separator: "-")[0] == newest.split(separator: "-")[0])
    #expect(await (try second.follow()).next(22).map(\.data).prefix(20) == seen.map(\.data)[...])
    #expect(second.server.close("q")?.counts.map(\.count) == [19, 11])
    #expect(second.server.names.count == 30)
    await second.server.stop()
  }

  @Test func `a class is on one wall at a time, and can be forgotten when it is over`() async throws
  {
    let root = try ClassRoot()
    let folder = try root.folder()
    let running = try await Running(in: folder)
    await #expect(throws: ClassFolderProblem.taken) { try await Running(in: folder, resumes: true) }
    #expect(throws: ClassFolderProblem.taken) { try folder.forget() }
    await running.server.stop()
    #expect(ClassFolder.names(in: folder.root) == ["monday"])
    try folder.forget()
    #expect(ClassFolder.names(in: folder.root) == [])
    #expect(!FileManager.default.fileExists(atPath: folder.path))
    #expect(throws: ClassFolderProblem.unknown("monday", known: [])) { try folder.forget() }
    await #expect(throws: ClassFolderProblem.unknown("monday", known: [])) {
      try await Running(in: folder, resumes: true)
    }
  }

  @Test(arguments: ["", "..", "a/b", "a b", ".hidden", String(repeating: "x", count: 41)])
  func `what could lead elsewhere is no name of a class`(name: String) {
    #expect(throws: ClassFolderProblem.badName(name)) {
      try ClassFolder(root: "/nowhere", name: name)
    }
  }

  // MARK: What is demonstrated

  @Test func `a cut strikes both streams, a fault the demonstration alone`() async throws {
    let running = try await Running()
    try running.show(1...1)
    let lesson = try running.follow()
    let demonstration = try running.follow("/demonstration")
    await running.server.setFault(try Fault.parse("status 503"))
    async let lost = demonstration.firstFailure()
    #expect(await lost == "the server answered 503 Service Unavailable")
    #expect(await lesson.next(1).count == 1)
    await running.server.setFault(nil)
    let sources = [try running.follow(), try running.follow("/demonstration")]
    let states = Counter()
    let cut = await withTaskGroup(of: [String].self) { group in
      for source in sources {
        group.addTask { await source.states(untilLost: states) }
      }
      group.addTask {
        try? await eventually { states.value == 2 }
        return ["\(await running.server.drop())"]
      }
      return await group.reduce(into: [String]()) { $0 += $1 }.sorted()
    }
    #expect(cut == ["1", "lost", "lost", "open", "open"])
    await running.server.stop()
  }

  @Test func `pages that come back are counted once each, with how long they were away`()
    async throws
  {
    let running = try await Running()
    try running.show(1...1)
    let pages = try (1...3).map { _ in try running.follow() }
    let tasks = pages.map { page in Task { for await _ in page {} } }
    try await eventually { running.server.attendance.here == 3 }
    await running.server.drop()
    for (phone, away) in [(1, 3100), (2, 2900), (1, 3100), (3, 5000)] {
      let body = #"{"phone":"\#(running.id(phone))","away":\#(away),"tab":"\#(phone)"}"#
      #expect(try await running.ask("POST", "/back", body).status == 200)
    }
    #expect(
      running.server.attendance.homecoming
        == Attendance.Homecoming(cut: 3, away: [2900, 3100, 5000]))
    for page in pages { page.close() }
    for task in tasks { await task.value }
    await running.server.stop()
  }

  // MARK: What phones may send

  @Test func `an answer may be changed until the answers are shown, and then no more`() async throws
  {
    let running = try await Running()
    #expect(try await running.join(1, "Ada").body == #"{"name":"Ada"}"#)
    #expect(try await running.answer(1, "a").sentence == "this question is not open any more")
    running.server.ask(ClassQuestion(id: "q", options: ["yes", "no"]))
    #expect(try await running.answer(1, "a").body == #"{"kept":"a"}"#)
    #expect(try await running.answer(1, "b").status == 200)
    #expect(running.server.attendance.answered == 1)
    #expect(
      try await running.answer(1, "c").sentence == "this is none of the answers: they are a to b")
    #expect(
      try await running.answer(2, "a").sentence
        == "this phone has not come in yet: load the page again")
    #expect(running.server.close("q")?.counts.map(\.count) == [0, 1])
    let late = try await running.answer(1, "a")
    #expect(late.status == 409)
    #expect(running.server.close("q")?.counts.map(\.count) == [0, 1])
    await running.server.stop()
  }

  @Test func `names can be locked, and a class can ask for a code`() async throws {
    let running = try await Running(code: "kettle")
    #expect(
      try await running.join(1, "Ada").sentence
        == "this is not the code of this class: ask the teacher for it")
    #expect(try await running.join(1, "Ada", code: "kettle").status == 200)
    #expect(try await running.join(1, "Ada").body == #"{"name":"Ada"}"#)
    running.server.isLocked = true
    #expect(
      try await running.join(1, "Bea").sentence
        == "the teacher has locked the names: yours stays as it is")
    #expect(running.server.names == ["Ada"])
    await running.server.stop()
  }

  @Test(arguments: [
    ("/join", #"{"phone":"1"}"#, "application/json", 400),
    ("/join", #"["phone"]"#, "application/json", 400),
    ("/join", #"{"phone":"00000000000000000000000000000001"}"#, "text/plain", 415),
    ("/join", #"{"phone":"0000000000000000000000000000000G"}"#, "application/json", 400),
    ("/answer", #"{"phone":"00000000000000000000000000000001"}"#, "application/json", 400),
    (
      "/mood", #"{"phone":"00000000000000000000000000000001","mood":"bored"}"#, "application/json",
      400
    ),
    (
      "/mood", #"{"phone":"00000000000000000000000000000001","mood":"lost"}"#, "application/json",
      403
    ),
    ("/back", #"{"phone":"00000000000000000000000000000001","away":-1}"#, "application/json", 400),
    (
      "/join", "{\"phone\":\"" + String(repeating: "x", count: 5000) + "\"}", "application/json",
      413
    ),
    ("/events", #"{"data":"x"}"#, "application/json", 404),
    ("/lesson", #"{"data":"x"}"#, "application/json", 405),
    ("/demonstration", #"{"data":"x"}"#, "application/json", 405),
    ("/status", "", "application/json", 404),
    ("/speaker/guess/drive", #"{"word":"next"}"#, "application/json", 404),
  ])
  func `what no page of ours sends is refused`(
    path: String, body: String, type: String, status: Int
  ) async throws {
    let running = try await Running()
    let answer = try await running.ask("POST", path, body, type: type)
    #expect(answer.status == status)
    #expect(answer.sentence?.isEmpty == false)
    #expect(running.server.names == [])
    await running.server.stop()
  }

  @Test func `a page of somebody else can send nothing`() async throws {
    let running = try await Running()
    let answer = try await running.ask(
      "POST", "/join", #"{"phone":"\#(running.id(1))"}"#, headers: ["Origin: http://evil.example"])
    #expect(answer.status == 403)
    await running.server.stop()
  }

  @Test func `a phone that sends without end is told to wait`() async throws {
    let clock = ManualClock()
    let running = try await Running(clock: clock)
    for _ in 1...ClassLimits.posts { #expect(try await running.join(1).status == 200) }
    #expect(try await running.join(1).sentence == "that was too much at once: wait ten seconds")
    clock.advance(by: ClassLimits.postWindow)
    #expect(try await running.join(1).status == 200)
    await running.server.stop()
  }

  // MARK: The speaker

  @Test func `the speaker's page is behind its own address, and knows a few words`() async throws {
    let words = Words()
    let running = try await Running(drive: { words.append($0) })
    let path = try #require(running.server.speakerPath)
    #expect(path.count > 24)
    #expect(try await running.ask("GET", path).status == 200)
    #expect(try await running.ask("GET", "/speaker/").status == 404)
    #expect(try await running.ask("POST", path + "/drive", #"{"word":"next"}"#).status == 200)
    #expect(
      try await running.ask("POST", path + "/drive", #"{"word":"send x"}"#).sentence
        == "'word' is one of enter, next, back, reset, show, reveal, blank, page")
    #expect(words.all == [.next])
    running.server.showSpeaker(#"{"notes":"old"}"#)
    running.server.showSpeaker(#"{"notes":"Say it slowly."}"#)
    let shown = await (try running.follow(path + "/stream?from=earliest")).next(1)
    #expect(shown.map(\.data) == [#"{"notes":"Say it slowly."}"#])
    await running.server.stop()
  }

  @Test func `beside a light wall the page is light, too`() async throws {
    for isLight in [true, false] {
      let running = try await Running(changing: { $0.isLight = isLight })
      let page = try await running.ask("GET", "/")
      #expect(page.body.contains("<html lang=\"en\" class=\"light\">") == isLight)
      await running.server.stop()
    }
  }

  @Test func `the page is small and asks nobody else`() async throws {
    let running = try await Running()
    let page = try await running.ask("GET", "/")
    #expect(page.body.utf8.count < 100_000)
    #expect(!page.body.contains("http://") && !page.body.contains("https://"))
    #expect(page.lines.contains { $0.hasPrefix("content-security-policy: default-src 'none'") })
    #expect(
      try await running.ask("GET", "/class").body
        == #"{"name":"Monday's class","code":false,"locked":false,"newest":null,"keeps":false}"#)
    await running.server.stop()
  }
}
