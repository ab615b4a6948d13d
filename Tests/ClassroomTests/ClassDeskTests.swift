import Foundation
import Synchronization
import Testing
import WireDriver

@testable import Classroom

/// Learners at machines of their own: where they are, and the quiz that they sit.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ClassDeskTests {
  private let time = BookTime()

  private func running(
    in folder: ClassFolder? = nil, resumes: Bool = false,
    keep: (@Sendable (ArrivedResult) -> ResultOutcome)? = nil
  ) async throws -> Running {
    try await Running(
      in: folder, resumes: resumes,
      changing: { [time] configuration in
        configuration.name = "monday"
        configuration.now = { time.now }
        configuration.keepResult = keep
      })
  }

  // MARK: The board

  @Test func `the board says who is where, who is stuck, and since when nothing was heard`()
    async throws
  {
    let running = try await running()
    #expect(try await running.joinDesk(1, "Ada").body == #"{"name":"Ada","class":"monday"}"#)
    try await running.joinDesk(2, "bob")
    try await running.joinDesk(3, "Cy")
    try await running.report(1, #""lesson":"format","page":3,"pages":7,"task":"open""#)
    try await running.report(2, #""lesson":"format","page":2,"pages":7,"task":"helped""#)
    #expect(running.server.desks.map(\.name) == ["Ada", "bob", "Cy"])
    #expect(running.server.desks.map { $0.isStuck(at: time.now) } == [false, true, false])
    #expect(running.server.attendance.desks == 3)
    #expect(running.server.attendance.stuck == 1)
    time.advance(by: 300)
    try await running.report(1, #""lesson":"format","page":3,"pages":7,"task":"open""#)
    // At the same task since it was told first, however often it was told.
    #expect(running.server.desks.map { $0.isStuck(at: time.now) } == [true, true, false])
    #expect(running.server.desks.map { $0.isSilent(at: time.now) } == [false, true, true])
    try await running.report(1, #""lesson":"format","page":3,"pages":7,"task":"solved""#)
    #expect(try await running.ask("POST", "/leave", running.body(2)).status == 200)
    #expect(running.server.desks.map { $0.isStuck(at: time.now) } == [false, false, false])
    #expect(running.server.desks.map(\.hasLeft) == [false, true, false])
    #expect(running.server.attendance.desks == 2)
    // Who says something is there again.
    try await running.report(2)
    #expect(running.server.desks.map(\.hasLeft) == [false, false, false])
    await running.server.stop()
  }

  @Test func `no two machines have one name, whatever its capitals; a phone may have it, too`()
    async throws
  {
    let running = try await running()
    try await running.join(9, "Ada")
    #expect(try await running.joinDesk(1, "Ada").status == 200)
    let taken = try await running.joinDesk(2, " ADA ")
    #expect(taken.status == 409)
    #expect(
      taken.sentence == "somebody in this class is called 'ADA' already: take another name")
    #expect(try await running.joinDesk(1, "Ada").status == 200)
    #expect(try await running.joinDesk(3, "  ").sentence == "a place in this class needs a name")
    #expect(try await running.join(4, "Ada").body == #"{"name":"Ada (2)"}"#)
    running.server.isLocked = true
    #expect(try await running.joinDesk(5, "Eve").status == 403)
    await running.server.stop()
  }

  @Test func `a board and its times survive a killed wall, and are read without one`() async throws
  {
    let root = try ClassRoot()
    let first = try await running(in: try root.folder())
    try await first.joinDesk(1, "Ada")
    try await first.report(1, #""lesson":"format","page":3,"pages":7,"task":"open""#)
    time.advance(by: 30)
    // What changes nothing is written once a minute at most.
    let before = try root.size(of: "book.jsonl")
    try await first.report(1, #""lesson":"format","page":3,"pages":7,"task":"open""#)
    #expect(try root.size(of: "book.jsonl") == before)
    time.advance(by: 40)
    try await first.report(1, #""lesson":"format","page":3,"pages":7,"task":"open""#)
    let desks = first.server.desks
    #expect(try root.folder().desks == desks)
    await first.server.stop()
    let second = try await running(in: try root.folder(), resumes: true)
    #expect(second.server.desks == desks)
    #expect(
      desks == [
        Desk(
          name: "Ada", place: Desk.Place(lesson: "format", page: 3, pages: 7, task: .open),
          since: 1_000, heard: 1_070)
      ])
    await second.server.stop()
  }

  @Test(arguments: [
    (
      "/desk", #""lesson":"format""#, 400,
      "the body is not what the page sends: 'page' and 'pages' are numbers"
    ),
    (
      "/desk", #""lesson":"x","page":1,"pages":2,"task":"bored""#, 400,
      "the body is not what the page sends: 'task' is 'open', 'helped', 'solved' or 'shown'"
    ),
    (
      "/desk", #""class":"tuesday""#, 410,
      "class 'tuesday' has ended; at this address there is 'monday' now: 'class join' joins it"
    ),
    ("/sit", #""quiz":"junior""#, 409, "quiz 'junior' is not open: the teacher opens it"),
    ("/sit", "", 400, "the body is not what the page sends: 'quiz' is a text"),
    ("/result", #""quiz":"junior-1","result":"x""#, 503, "no results are kept here"),
    (
      "/result", #""quiz":"junior-1""#, 400,
      "the body is not what the page sends: 'quiz' and 'result' are texts"
    ),
  ])
  func `what no program of ours sends, or not now, is refused`(
    path: String, members: String, status: Int, sentence: String
  ) async throws {
    let running = try await running()
    #expect(
      try await running.ask("POST", path, running.body(7, #""quiz":"x","result":"y""#)).status
        >= 400)
    try await running.joinDesk(1, "Ada")
    let answer = try await running.ask("POST", path, running.body(1, members))
    #expect(answer.status == status)
    #expect(answer.sentence == sentence)
    await running.server.stop()
  }

  @Test func `what a machine says of itself is cut, and never a line of its own`() async throws {
    let running = try await running()
    try await running.joinDesk(1, #"=A\u001b[2J\nda"#)
    let long = String(repeating: "x", count: 100)
    try await running.report(1, #""lesson":"\u001b[31m\#(long)","page":-5,"pages":100000"#)
    let desk = try #require(running.server.desks.first)
    #expect(desk.name == "=A [2J da")
    #expect(desk.place?.lesson == "[31m" + String(repeating: "x", count: 36))
    #expect(desk.place?.page == 0 && desk.place?.pages == ClassLimits.pages)
    await running.server.stop()
  }

  // MARK: A quiz

  @Test(arguments: [true, false])
  func `a class gets one draw, or each their own, and the same again`(isSame: Bool) async throws {
    let root = try ClassRoot()
    let first = try await running(in: try root.folder())
    for phone in 1...3 { try await first.joinDesk(phone, "Learner \(phone)") }
    #expect(first.server.openQuiz("junior", fingerprint: "f", isSame: isSame, minutes: nil))
    #expect(!first.server.openQuiz("master", fingerprint: "f", isSame: isSame, minutes: nil))
    let seats = try await first.sit(1...3)
    #expect(Set(seats.map(\.seed)).count == (isSame ? 1 : 3))
    #expect(Set(seats.map(\.id)).count == 3)
    #expect(try await first.sit(1...3) == seats)
    await first.server.stop()
    let second = try await running(in: try root.folder(), resumes: true)
    #expect(try await second.sit(1...3) == seats)
    let other = try await second.ask("POST", "/sit", second.body(1, #""quiz":"master""#))
    #expect(other.sentence == "quiz 'master' is not open: the class sits 'junior' now")
    #expect(second.server.closeQuiz()?.sitting == ["Learner 1", "Learner 2", "Learner 3"])
    #expect(second.server.closeQuiz() == nil)
    #expect(
      try await second.ask("POST", "/sit", second.body(1, #""quiz":"junior""#)).sentence
        == "quiz 'junior' is not open: the teacher opens it")
    // Opened again it is another one.
    #expect(second.server.openQuiz("junior", fingerprint: "f", isSame: true, minutes: nil))
    #expect(try await second.sit(1...1).map(\.round) == ["junior-2"])
    await second.server.stop()
  }

  @Test func `a result is kept once, by whoever keeps results, while the quiz is open`()
    async throws
  {
    let arrived = Mutex<[ArrivedResult]>([])
    let running = try await running { result in
      arrived.withLock { $0.append(result) }
      if result.text == "bad" { return .refused("it is bad") }
      return result.isAgain ? .known : .kept
    }
    try await running.joinDesk(1, "Ada")
    #expect(
      try await running.hand(1, "good").sentence
        == "this machine never sat down to that quiz here")
    _ = running.server.openQuiz("junior", fingerprint: "f", isSame: true, minutes: nil)
    let seat = try #require(try await running.sit(1...1).first)
    #expect(try await running.hand(1, "bad").sentence == "it is bad")
    #expect(running.server.quizStanding?.handedIn == [])
    #expect(try await running.hand(1, "good").body == #"{"new":true}"#)
    #expect(running.server.quizStanding?.handedIn == ["Ada"])
    #expect(
      try await running.ask("POST", "/sit", running.body(1, #""quiz":"junior""#)).sentence
        == "quiz 'junior' was handed in already: each sits it once")
    _ = running.server.closeQuiz()
    // What was kept before is known, also later; what was not is late.
    #expect(try await running.hand(1, "good").body == #"{"new":false}"#)
    #expect(
      arrived.withLock { $0.last }
        == ArrivedResult(
          text: "good", name: "Ada", quiz: "junior", id: seat.id, seed: seat.seed, isAgain: true))
    await running.server.stop()
  }

  @Test func `the time runs from sitting down, and what is on its way is still taken`() async throws
  {
    let running = try await running { _ in .kept }
    for phone in 1...3 { try await running.joinDesk(phone, "Learner \(phone)") }
    _ = running.server.openQuiz("junior", fingerprint: "f", isSame: true, minutes: 10)
    #expect(try await running.sit(1...1).map(\.seconds) == [600])
    time.advance(by: 540)
    #expect(try await running.sit(1...3).map(\.seconds) == [60, 600, 600])
    time.advance(by: 60)
    #expect(
      try await running.ask("POST", "/sit", running.body(1, #""quiz":"junior""#)).sentence
        == "the time for this quiz is over")
    time.advance(by: 60)
    #expect(try await running.hand(1, "x").status == 200)
    time.advance(by: 541)
    #expect(try await running.hand(2, "x").sentence == "the time for this quiz is over")
    _ = running.server.closeQuiz()
    #expect(try await running.hand(3, "x").sentence == "the time for this quiz is over")
    await running.server.stop()
  }

  @Test func `a result may be larger than what a phone sends, and no larger than a result`()
    async throws
  {
    let running = try await running { _ in .kept }
    try await running.joinDesk(1, "Ada")
    _ = running.server.openQuiz("junior", fingerprint: "f", isSame: true, minutes: nil)
    _ = try await running.sit(1...1)
    let large = String(repeating: "x", count: ClassLimits.resultBodySize)
    #expect(try await running.hand(1, large).status == 413)
    #expect(try await running.hand(1, String(large.prefix(64 << 10))).status == 200)
    await running.server.stop()
  }

  @Test func `an answer is a stream of one event to a client that reads streams`() async throws {
    let running = try await running()
    let answer = try await running.ask(
      "POST", "/join", running.body(1, #""name":"Ada","desk":true"#),
      headers: ["Accept: text/event-stream"])
    #expect(answer.body.contains(#"data: {"name":"Ada","class":"monday"}"#))
    #expect(answer.lines.contains("content-type: text/event-stream"))
    await running.server.stop()
  }
}

/// The time of a class's book, moved by hand.
private final class BookTime: Sendable {
  private let seconds = Mutex(1_000)
  var now: Int { seconds.withLock(\.self) }
  func advance(by seconds: Int) { self.seconds.withLock { $0 += seconds } }
}

extension ClassRoot {
  fileprivate func size(of file: String) throws -> Int {
    try Data(contentsOf: URL(filePath: try folder().path + "/" + file)).count
  }
}

/// What somebody who sits down is told.
private struct Seat: Decodable, Equatable {
  var round: String
  var id: String
  var seed: UInt64
  var seconds: Int?
}

extension Running {
  /// The body of a machine's request.
  fileprivate func body(_ phone: Int, _ members: String = "") -> String {
    let name = members.contains("class") ? "" : #","class":"monday""#
    return #"{"phone":"\#(id(phone))"\#(name)"# + (members.isEmpty ? "" : "," + members) + "}"
  }

  @discardableResult
  fileprivate func joinDesk(_ phone: Int, _ name: String) async throws -> Answers.Answer {
    try await ask("POST", "/join", body(phone, #""name":"\#(name)","desk":true"#))
  }

  fileprivate func report(_ phone: Int, _ members: String = "") async throws {
    let answer = try await ask("POST", "/desk", body(phone, members))
    #expect(answer.status == 200, "\(answer.body)")
  }

  fileprivate func sit(_ phones: ClosedRange<Int>) async throws -> [Seat] {
    var seats: [Seat] = []
    for phone in phones {
      let answer = try await ask("POST", "/sit", body(phone, #""quiz":"junior""#))
      seats.append(try JSONDecoder().decode(Seat.self, from: Data(answer.body.utf8)))
    }
    return seats
  }

  fileprivate func hand(_ phone: Int, _ result: String) async throws -> Answers.Answer {
    try await ask("POST", "/result", body(phone, #""quiz":"junior-1","result":"\#(result)""#))
  }
}
