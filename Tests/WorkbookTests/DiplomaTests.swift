import FoundationEssentials
import Testing

@testable import Workbook

/// A diploma for the baking quiz.
func bakingDiploma(_ name: String = "Ada Lovelace", teacher: String? = nil) async throws -> Diploma
{
  let course = try bakingCourse()
  let pool = try #require(course.quiz("baker"))
  let result = await perfect(pool)
  return try Diploma(
    for: result, name: DiplomaName(name), pool: pool, course: course.title, teacher: teacher)
}

/// A day after the diplomas of these tests were earned.
let testNow = 1_795_348_800 + 86_400

/// The result of a sitting in which everything is right.
func perfect(_ pool: QuizPool, seed: UInt64 = 1) async -> QuizResult {
  var sitting = Sitting(pool, seed: seed, id: "attempt-\(seed)", now: 1_795_348_800)
  for index in sitting.items.indices {
    _ = sitting.go(to: index)
    try? sitting.answer(sitting.item.key)
  }
  return await sitting.handIn(now: 1_795_348_800, lab: nil)
}

/// As much as may be mastered, in four lines.
let longMastered = (1...4).map { _ in String(repeating: "words gj ", count: 6) + "Words" }

/// A diploma that nobody has earned, for drawing.
func diploma(_ name: String, mastered: [String], teacher: String? = nil) throws -> Diploma {
  let text = """
    {"name": "\(name)", "quiz": "Master", "course": "Server-Sent Events, from the bytes up",
    "mastered": [], "percent": 100, "time": 1795348800}
    """
  let plain = try JSONDecoder().decode(Diploma.self, from: Data(text.utf8))
  return Diploma(
    name: plain.name, quiz: plain.quiz, course: plain.course, mastered: mastered,
    percent: plain.percent, time: plain.time, teacher: teacher)
}

@Suite("Diplomas")
struct DiplomaTests {
  @Test func `an A+ earns a diploma that says what was done`() async throws {
    let diploma = try await bakingDiploma()
    #expect(diploma.name == "Ada Lovelace")
    #expect(diploma.quiz == "Baker")
    #expect(diploma.percentText == "100")
    #expect(Timestamp(diploma.time).words == "22 November 2026")
    #expect(
      diploma.statement
        == "Self-issued by sse-workbook on the learner's machine; not certified.")
  }

  @Test func `one wrong too many earns none, and names the lesson to reread`() async throws {
    let course = try bakingCourse()
    let pool = try #require(course.quiz("baker"))
    var sitting = Sitting(pool, seed: 3, id: "a", now: 0)
    for index in sitting.items.indices.dropFirst() {
      _ = sitting.go(to: index)
      try sitting.answer(sitting.item.key)
    }
    let lesson = sitting.items[0].question.lesson
    let result = await sitting.handIn(now: 0, lab: nil)
    #expect(result.percent == 75)
    let refusal = Diploma.Refusal.grade(.c, lesson: lesson)
    #expect(throws: refusal) {
      try Diploma(for: result, name: DiplomaName("Ada"), pool: pool, course: "Bread")
    }
    #expect(
      Diploma.Refusal.grade(.c, lesson: "oven").description
        == "A diploma takes an A+, and these answers are worth a C: read the lesson 'oven' again.")
  }

  @Test func `practice earns none`() async throws {
    let pool = try #require(bakingCourse().quiz("baker"))
    var sitting = Sitting(pool, seed: 1, id: "a", isPractice: true, now: 0)
    for index in sitting.items.indices {
      _ = sitting.go(to: index)
      try sitting.answer(sitting.item.key)
    }
    let result = await sitting.handIn(now: 0, lab: nil)
    #expect(throws: Diploma.Refusal.practice) {
      try Diploma(for: result, name: DiplomaName("Ada"), pool: pool, course: "Bread")
    }
  }

  @Test(arguments: [
    "Zoë Łukasz", "李小龙", "محمد بن موسى", "Nguyễn Thị Minh Khai", "O'Neil & <b>Söhne</b>",
    "नरेन्द्र", "👩‍💻 Grace", "Jean-Luc d’Arc", "  Ada   Lovelace ",
  ])
  func `names of all scripts are taken`(name: String) throws {
    let taken = try DiplomaName(name)
    #expect(taken.text.split(separator: " ") == name.split(separator: " "))
  }

  @Test func `names that cannot be printed are refused in one sentence`() {
    #expect(throws: DiplomaName.Problem.empty) { try DiplomaName("   ") }
    #expect(throws: DiplomaName.Problem.unprintable) { try DiplomaName("Ada\u{1B}[31m") }
    #expect(throws: DiplomaName.Problem.unprintable) { try DiplomaName("Ada\nLovelace") }
    #expect(throws: DiplomaName.Problem.unprintable) { try DiplomaName("Ada\u{202E}ecalevoL") }
    #expect(throws: DiplomaName.Problem.tooLong(200)) {
      try DiplomaName(String(repeating: "a", count: 200))
    }
    #expect(throws: DiplomaName.Problem.unprintable) {
      try DiplomaName("a" + String(repeating: "\u{301}", count: 400))
    }
    #expect(
      DiplomaName.Problem.tooLong(200).description
        == "That name has 200 characters, and a diploma has room for 80.")
  }

  @Test func `the box in the terminal has straight sides, also with wide letters`() async throws {
    let long = String(repeating: "Long Name ", count: 7)
    let wide = String(repeating: "龙", count: DiplomaName.limit)
    for name in ["Ada", "李小龙", "👩‍💻 Grace", long, wide] {
      let issued = try IssuerKey().issue(await bakingDiploma(name))
      #expect(issued.rows.allSatisfy { TextWidth.of($0) == IssuedDiploma.boxWidth })
      #expect(issued.rows.contains { $0.contains("id: \(issued.code)") })
    }
  }

  @Test(arguments: [3, 36, 37, DiplomaName.limit], ["a", "龙"])
  func `the box and its prompt fit a terminal of 24 rows, whatever stands in it`(
    length: Int, letter: String
  ) throws {
    for teacher in [nil, String(repeating: letter, count: length)] {
      for mastered in [[], longMastered, Array(repeating: "four words in it", count: 15)] {
        let issued = try IssuerKey().issue(
          diploma(String(repeating: letter, count: length), mastered: mastered, teacher: teacher))
        #expect(issued.rows.count <= IssuedDiploma.boxHeight)
        #expect(issued.rows.allSatisfy { TextWidth.of($0) == IssuedDiploma.boxWidth })
      }
    }
  }

  @Test func `dates are those of the calendar`() {
    #expect(Timestamp(0).text == "1970-01-01T00:00:00Z")
    #expect(Timestamp(951_827_696).text == "2000-02-29T12:34:56Z")
    #expect(Timestamp(1_795_348_800).text == "2026-11-22T12:00:00Z")
    #expect(Timestamp(4_107_542_399).text == "2100-02-28T23:59:59Z")
    #expect(Timestamp(-1).text == "1969-12-31T23:59:59Z")
    #expect(Timestamp(.min).text == "0000-01-01T00:00:00Z")
    #expect(Timestamp(.max).text == "9999-12-31T23:59:59Z")
  }
}
