import Classroom
import EventClient
import EventStream
import Foundation
import Observations
import Platform
import StreamViews
import Synchronization
import Testing
import Workbook

@testable import Playground

/// A class at its own machines, over a real network: the board, and a quiz that all sit.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ClassNetworkTests {
  private let course: TemporaryCourse
  private let time = WallTime()

  init() throws { course = try TemporaryCourse(quiz: QuizTests.quiz) }

  /// A session of somebody with a state folder of their own; one of a learner looks when it is told.
  private func session(_ who: String, clock: (any Clock<Duration>)? = nil) -> Session {
    var world = World(stateDirectory: "\(course.folder)/\(who)", courseDirectory: course.folder)
    if let clock { world.clock = clock }
    world.secondsSince1970 = { [time] in time.now }
    return Session(world: world)
  }

  /// A teacher whose class is open, and its address.
  private func teacher(_ line: String = "present --port 0 --class monday") async throws
    -> (Session, url: String)
  {
    let teacher = session("teacher")
    await teacher.run(line)
    return (teacher, try #require(await teacher.classroom?.invitation.url, "\(teacher.refusals)"))
  }

  /// The board as the wall shows it, without its head.
  private func board(_ teacher: Session) async -> [String] {
    let before = teacher.journal.last
    await teacher.run("class board")
    let lines = teacher.journal.observations(from: before + 1).compactMap(\.happening.answerLines)
    return (lines.last ?? []).dropFirst(2).map { $0.replacing(#/ {2,}/#, with: " | ") }
  }

  /// Has a learner's program look until something has come about.
  private func eventually(_ clock: ManualClock, _ condition: () async -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while await !condition() {
      try #require(ContinuousClock.now < deadline, "it did not come about within 20 s")
      clock.advance(by: DeskSide.lookInterval)
      try await Task.sleep(for: .milliseconds(3))
    }
  }

  @Test func `the board follows learners at their own machines, and phones are told nothing of it`()
    async throws
  {
    let (teacher, url) = try await teacher()
    let clock = ManualClock()
    let ada = session("ada", clock: clock)
    await ada.run("class join \(url) --name 'Ada L.'")
    #expect(
      ada.said == [
        "you are in class 'monday' as Ada L.: the teacher sees your page and whether its task is "
          + "solved; 'class leave' ends it"
      ])
    await ada.run("lesson first")
    try await eventually(clock) { await board(teacher) == ["Ada L. | first 1/2 | now"] }
    await ada.run("next")
    try await eventually(clock) { await board(teacher) == ["Ada L. | first 2/2 | open | now"] }
    await ada.run("hint")
    try await eventually(clock) { await board(teacher) == ["Ada L. | first 2/2 | stuck | now"] }
    await ada.run("show")
    try await eventually(clock) { await board(teacher) == ["Ada L. | first 2/2 | shown | now"] }
    let bob = session("bob", clock: clock)
    await bob.run("class join \(url) --name 'ada l.'")
    #expect(
      bob.refusals == ["somebody in this class is called 'ada l.' already: take another name"])
    await bob.run("class join \(url)")
    await bob.run("Bob")
    #expect(bob.said.last?.hasPrefix("you are in class 'monday' as Bob: ") == true)
    await bob.run("lesson first")
    try await eventually(clock) { await board(teacher).last == "Bob | first 1/2 | now" }
    await ada.run("class leave")
    #expect(ada.said.last == "you have left class 'monday'")
    #expect(
      await board(teacher) == ["Ada L. | first 2/2 | shown | has left", "Bob | first 1/2 | now"])
    // Of this the phones see nothing: neither the line nor its answer.
    await teacher.run("sned")
    var shown: [String] = []
    for await element in try EventSource(url + "lesson?from=earliest") {
      guard case .message(let event) = element else { continue }
      shown.append(event.data)
      if event.data.contains("sned") { break }
    }
    #expect(!shown.contains { $0.contains("Ada") || $0.contains("board") })
    await teacher.finish()
    // Afterwards it is read from what is kept.
    let later = session("teacher")
    await later.run("class board --csv")
    #expect(
      later.said == [
        "name,lesson,page,pages,task,since,heard",
        "Ada L.,first,2,2,shown,1970-01-01T00:16:40Z,1970-01-01T00:16:40Z",
        "Bob,first,1,2,,1970-01-01T00:16:40Z,1970-01-01T00:16:40Z",
      ])
    for session in [ada, bob, later] { await session.finish() }
  }

  /// Answers every question that has no answer yet, rightly or not.
  private func answer(_ learner: Session, rightly: Bool = true) async {
    while let sitting = await learner.openQuiz?.sitting, !sitting.unanswered.isEmpty {
      let isColon = sitting.item.question.id == "colon"
      await learner.run(rightly || isColon ? (isColon ? "colon" : "hash") : "nothing of it")
    }
  }

  @Test
  func `a class sits a quiz, through a wall that goes away, and sees no answers before its end`()
    async throws
  {
    let (first, url) = try await teacher()
    let (adaClock, bobClock) = (ManualClock(), ManualClock())
    let (ada, bob) = (session("ada", clock: adaClock), session("bob", clock: bobClock))
    await ada.run("quiz small --class \(url) --name Ada")
    #expect(ada.refusals == ["quiz 'small' is not open: the teacher opens it"])
    await first.run("class quiz small --same")
    #expect(
      first.said.suffix(2) == [
        "quiz 'small' is open: at their own machines learners type 'quiz small --class \(url)'",
        "all have the same questions; 'class quiz close' closes it, and shows everybody the answers",
      ])
    try await eventually(adaClock) {
      ada.said.contains(
        "(the teacher has opened quiz 'small': 'quiz small --class \(url)' sits it)")
    }
    await ada.run("quiz small --class \(url)")
    await bob.run("quiz small --class \(url) --name Bob")
    #expect(
      await ada.openQuiz?.sitting.attempt.seed == bob.openQuiz?.sitting.attempt.seed)
    try await eventually(adaClock) { await board(first).first == "Ada | quiz small 0/2 | now" }
    await answer(ada)
    await ada.run("hand in")
    #expect(
      ada.said.last
        == "quiz 'small' is handed in: the teacher has it, and closes the quiz for all; then it is marked"
    )
    await ada.run("quiz review small")
    #expect(ada.said.last == "no quiz has been handed in yet: 'quiz small' begins one")
    await ada.run("quiz small --class \(url)")
    #expect(ada.refusals.last == "quiz 'small' was handed in already: each sits it once")
    await first.run("class quiz")
    #expect(first.said.last == "quiz 'small': 1 of 2 have handed in; still at it: Bob")

    // The wall goes away; Bob leaves, comes back and hands in, which nobody hears.
    await first.finish()
    let isColon = await bob.openQuiz?.sitting.item.question.id == "colon"
    await bob.run(isColon ? "colon" : "nothing of it")
    await bob.run("pause")
    #expect(bob.said.last == "kept: 'quiz small --class \(url)' goes on where you are")
    await bob.run("quiz small --class \(url)")
    #expect(bob.refusals.last?.hasPrefix("no class answers at \(url): ") == true)
    let (second, again) = try await teacher("present --resume")
    #expect(again == url)
    await bob.run("quiz small --class \(url)")
    #expect(bob.said.contains("going on with the quiz that you began"))
    await answer(bob, rightly: false)
    await second.finish()
    await bob.run("hand in")
    let kept = try #require(bob.said.last)
    #expect(kept.hasPrefix("the teacher's machine does not answer: "))
    #expect(
      kept.hasSuffix("'class send' sends it again, or the teacher takes the file in by 'class add'")
    )

    let (third, _) = try await teacher("present --resume")
    await bob.run("class send")
    #expect(bob.said.contains { $0.hasPrefix("quiz 'small' is handed in: the teacher has it") })
    #expect(!(ada.said + bob.said).contains { $0.contains("is closed") })
    await third.run("class quiz close")
    #expect(
      third.said.suffix(2) == [
        "quiz 'small': 2 of 2 have handed in",
        "it is closed; 'class results' lists the marks, 'class items small' its questions",
      ])
    for (learner, clock) in [(ada, adaClock), (bob, bobClock)] {
      try await eventually(clock) {
        learner.said.contains { $0.hasPrefix("(quiz 'small' is closed: ") }
      }
    }
    #expect(
      ada.said.contains(
        "(quiz 'small' is closed: you have A+, 100 %; 'quiz review small' shows every answer)"))
    await ada.run("quiz review small")
    #expect(ada.said.last?.contains("hash") == true)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: course.folder + "/ada/desk") == [
        "card.json"
      ])

    let before = third.journal.last
    await third.run("class results --csv")
    let rows = third.answers(after: before).dropFirst().map { $0.split(separator: ",") }
    #expect(
      Set(rows.map { "\($0[0]) \($0[1]) \($0[3])" }) == ["Ada small 100.0", "Bob small 50.0"])
    await third.run("class items small --csv")
    #expect(third.said.last == "s02,second,2,50.0,")
    #expect(third.refusals == [])
    for session in [ada, bob, third] { await session.finish() }
  }

  @Test func `when the time is over a quiz is handed in as it is`() async throws {
    let (teacher, url) = try await teacher()
    let clock = ManualClock()
    let ada = session("ada", clock: clock)
    await teacher.run("class quiz small --minutes 5")
    await ada.run("quiz small --class \(url) --name Ada")
    #expect(ada.said.contains { $0.hasSuffix("; you have 5 min") })
    await ada.run(await ada.openQuiz?.sitting.item.question.id == "colon" ? "colon" : "hash")
    #expect(ada.said.last == "(5 min left)")
    time.advance(by: 300)
    try await eventually(clock) { ada.said.contains { $0.hasPrefix("quiz 'small' is handed in") } }
    #expect(ada.said.contains("the time is over: the quiz is handed in as it is"))
    #expect(await ada.openQuiz == nil)
    await teacher.run("class results")
    #expect(teacher.said.last?.hasSuffix("50 %  Ada") == true, "\(teacher.said.last ?? "")")
    await ada.finish()
    await teacher.finish()
  }

  @Test func `what was changed on its way, or is somebody else's, is not taken in`() async throws {
    let (teacher, url) = try await teacher()
    await teacher.run("class quiz small")
    let clock = ManualClock()
    let (ada, eve) = (session("ada", clock: clock), session("eve", clock: clock))
    for (learner, name) in [(ada, "Ada"), (eve, "Eve")] {
      await learner.run("quiz small --class \(url) --name \(name)")
      await answer(learner)
    }
    await ada.run("hand in")
    let desk = course.folder + "/ada/desk"
    let file = try #require(
      try FileManager.default.contentsOfDirectory(atPath: desk).first { $0.hasSuffix(".result") })
    let result = try String(contentsOfFile: "\(desk)/\(file)", encoding: .utf8)
    let card = try #require(await eve.desk)
    for (text, sentence) in [
      (result, "Refused: it is not the quiz that was begun here under this name."),
      ("x" + result, "Refused: it is no signed result, or was changed since it was signed."),
    ] {
      let line = card.line
      await #expect(throws: DeskProblem.refused(sentence)) {
        let round = "small-1"
        struct Taken: Decodable, Sendable {}
        _ = try await line.post(
          "result",
          card.card.members + [
            ("quiz", "\"\(round)\""), ("result", "\"\(text.filter { $0 != "\n" })\""),
          ], as: Taken.self)
      }
    }
    await teacher.run("class quiz status")
    #expect(teacher.said.last == "quiz 'small': 1 of 2 have handed in; still at it: Eve")
    for session in [ada, eve, teacher] { await session.finish() }
  }

  @Test func `a machine without an answer is said once, and the work goes on`() async throws {
    let (first, url) = try await teacher()
    let clock = ManualClock()
    let ada = session("ada", clock: clock)
    await ada.run("class join \(url) --name Ada")
    try await eventually(clock) { await board(first) == ["Ada | now"] }
    await first.finish()
    await ada.run("lesson first")
    func said(_ start: String) -> Int { ada.said.count { $0.hasPrefix(start) } }
    try await eventually(clock) { said("(the teacher's machine does not answer: ") == 1 }
    await ada.run("next")
    for _ in 1...10 { clock.advance(by: DeskSide.lookInterval) }
    let (second, _) = try await teacher("present --resume")
    try await eventually(clock) { said("(the teacher's machine answers again)") == 1 }
    #expect(said("(the teacher's machine does not answer: ") == 1)
    #expect(await board(second) == ["Ada | first 2/2 | open | now"])
    await second.run("class end")
    await second.run("present --port \(URL(string: url)?.port ?? 0) --class tuesday")
    try await eventually(clock) {
      ada.said.contains(
        "(you are no longer in class 'monday': class 'monday' has ended; at this address there is "
          + "'tuesday' now: 'class join' joins it)")
    }
    #expect(await ada.desk == nil)
    await ada.finish()
    await second.finish()
  }

  @Test(arguments: [
    (
      "class join http://127.0.0.1:1/ --name Ada",
      "no class answers at http://127.0.0.1:1/: connection refused by 127.0.0.1:1; it has not begun, "
        + "has ended or has another address"
    ),
    (
      "class join http://a.example/?x --name Ada",
      "'http://a.example/?x' is no address of a class: it is what the wall shows, as in "
        + "http://192.168.1.5:8090/"
    ),
    (
      "class join ftp://a.example --name Ada",
      "'ftp://a.example' is no address of a class: ftp is neither http nor https; it is what the "
        + "wall shows, as in http://192.168.1.5:8090/"
    ),
    (
      "class join 127.0.0.1:1 --name '\u{202E}x'",
      "'�x' is no name for a class: up to 24 letters and signs that can be printed"
    ),
    (
      "class leave",
      "you are in no class: 'class join URL' joins the one whose address the wall shows"
    ),
    ("class quiz small", "no class looks on: 'sse present' begins one"),
    ("class quiz close", "no class looks on: 'sse present' begins one"),
    (
      "class quiz small --minutes 0",
      "--minutes 0 is no time for a quiz: give 1 to 240; see 'help class quiz'"
    ),
    ("class board", "no class is kept here: 'sse present' begins one"),
    (
      "quiz small --class 127.0.0.1:1 --seed 3",
      "a class sits the teacher's draw at the prompt: --class goes with --name and --code alone; "
        + "see 'help quiz'"
    ),
    ("quiz small --name Ada", "--name and --code go with --class URL: see 'help quiz'"),
  ])
  func `what cannot be done is said in one sentence`(line: String, sentence: String) async {
    let learner = session("ada")
    #expect(await learner.run(line) != 0)
    #expect(learner.refusals == [sentence])
    await learner.finish()
  }

  @Test func `another server is no class`() async throws {
    let learner = session("ada")
    await learner.run("server start --port 0")
    let url = try #require(await learner.server?.url)
    await learner.run("class join \(url) --name Ada")
    #expect(
      learner.refusals.last?.hasPrefix("there is no class at \(url)/: the server answered 404")
        == true)
    await learner.finish()
  }
}

/// The time of day of a test, moved by hand.
private final class WallTime: Sendable {
  private let seconds = Mutex(1_000)
  var now: Int { seconds.withLock(\.self) }
  func advance(by seconds: Int) { self.seconds.withLock { $0 += seconds } }
}
