import FoundationEssentials
import Testing

@testable import Workbook

@Suite("Sitting a quiz")
struct SittingTests {
  private func pool() throws -> QuizPool { try #require(bakingCourse().quiz("baker")) }

  @Test func `answers may be changed and taken back until it is handed in`() async throws {
    var sitting = Sitting(try pool(), seed: 1, id: "a", now: 0)
    #expect(sitting.items.count == 4)
    #expect(sitting.unanswered == [1, 2, 3, 4])
    let before = sitting.back()
    #expect(!before)
    try sitting.answer(sitting.item.nearMisses.first)
    try sitting.answer(sitting.item.key)
    #expect(sitting.answered == 1)
    _ = sitting.next()
    try sitting.answer(sitting.item.key)
    try sitting.answer(nil)
    #expect(sitting.unanswered == [2, 3, 4])
    _ = sitting.go(to: 3)
    let after = sitting.next()
    #expect(!after)
    let result = await sitting.handIn(now: 60, lab: nil)
    #expect(result.percent == 25)
    #expect(result.attempt.handedInAt == 60)
    #expect(result.right == 1)
  }

  @Test func `it is resumed on the same question with the same options`() throws {
    var sitting = Sitting(try pool(), seed: 77, id: "a", now: 0)
    _ = sitting.next()
    let resumed = try Sitting(resuming: sitting.attempt, in: try pool())
    #expect(resumed.item == sitting.item)
    #expect(resumed.items == sitting.items)
  }

  @Test func `the lessons to reread are those of the questions that were missed`() async throws {
    var sitting = Sitting(try pool(), seed: 1, id: "a", now: 0)
    let result = await sitting.handIn(now: 0, lab: nil)
    #expect(result.grade == .f)
    #expect(Set(result.lessonsToReread) == ["dough", "oven"])
    #expect(await perfect(try pool()).lessonsToReread == [])
  }

  @Test func `a question on the screen tells no key`() throws {
    for seed in 0..<20 as Range<UInt64> {
      for item in try pool().items(seed: seed) {
        let text = item.markdown(number: 1, of: 4, answer: nil)
        #expect(text.hasPrefix("**1 of 4** · \(item.question.topic)\n\n\(item.question.ask)"))
        #expect(text.contains(item.form.instruction))
        #expect(!item.question.secrets.contains { text.contains($0) })
      }
    }
  }

  @Test func `the questions as JSON hold no key and no reason`() throws {
    let json = QuestionsDocument(try pool(), seed: 3).json
    #expect(!json.contains("because"))
    for question in try pool().questions {
      #expect(!question.secrets.contains { json.contains($0) })
    }
    #expect(json == QuestionsDocument(try pool(), seed: 3).json)
    #expect(json.contains("\"quiz\" : \"baker\""))
  }

  @Test func `a result says what was right and why`() async throws {
    var sitting = Sitting(try pool(), seed: 2, id: "a", now: 0)
    let index = try #require(sitting.items.firstIndex { $0.question.id == "heat" })
    _ = sitting.go(to: index)
    try sitting.answer(typed: "100")
    let text = await sitting.handIn(now: 0, lab: nil).markdown { "The \($0)" }
    #expect(text.hasPrefix("# F\n\n0 of 4 right, 0 %.\n\n## ✘ 1 · "))
    #expect(
      text.contains(
        "How hot, in degrees?\n\nYou answered: 100\n\nRight: 220\n\nHot enough for a crust.\n"))
    #expect(text.contains("- `lesson oven`: The oven\n"))
  }
}

@Suite("The order of a result")
struct ResultOrderTests {
  @Test func `what was missed comes first, each question under its number`() async throws {
    var sitting = Sitting(
      try #require(bakingCourse().quiz("baker")), seed: 1, id: "a", now: 0)
    try sitting.answer(sitting.item.key)
    let text = await sitting.handIn(now: 0, lab: nil).markdown()
    let signs = text.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { $0.prefix(6) }
    #expect(signs == ["## ✘ 2", "## ✘ 3", "## ✘ 4", "## ✔ 1", "## To "])
  }
}

@Suite("Answers files")
struct AnswersFileTests {
  private func pool() throws -> QuizPool { try #require(bakingCourse().quiz("baker")) }

  @Test func `a file may answer the whole pool by texts or letters`() async throws {
    let text = """
      {"rise": "Gas from yeast", "flour": ["Spelt", "Rye"], "heat": 215, "crust": "Crust",
       "steps": ["mix", "rest", "bake", "eat"],
       "tools": {"peel": "to shove loaves", "knife": "to cut them"}}
      """
    for seed in 0..<20 as Range<UInt64> {
      var sitting = Sitting(try pool(), seed: seed, id: "a", now: 0)
      let said = try AnswersFile(text).apply(to: &sitting)
      #expect(said == [])
      let result = await sitting.handIn(now: 0, lab: nil)
      #expect(result.grade == .aPlus)
    }
  }

  @Test func `an answer that cannot be right counts as wrong, and the reason is said`() async throws
  {
    let pool = QuizPool(
      id: "p", title: "P", mastered: [], drawSize: 20,
      questions: try #require(pool().question("rise")).alone, fingerprint: "f", path: "p.yaml")
    var sitting = Sitting(pool, seed: 1, id: "a", now: 0)
    let said = try AnswersFile(#"{"rise": "magic", "raise": "x"}"#).apply(to: &sitting)
    #expect(
      said == [
        "There is no question 'raise' in p.yaml.",
        "The answer to 'rise' counts as wrong: There is no option 'magic'; the options are a to c.",
      ])
    let result = await sitting.handIn(now: 0, lab: nil)
    #expect(result.percent == 0)
    #expect(result.entries[0].mark.given == "magic")
  }

  @Test(arguments: [
    ("[]", "it is not well formed"), ("", "it is not well formed"),
    (#"{"a": true}"#, "look at 'a'"), (#"{"a": [["b"]]}"#, "look at 'a'"),
  ])
  func `a file that is none is refused in one sentence`(text: String, reason: String) {
    let sentence =
      "The answers must be a JSON object that gives each question's id a text, a number, a list or"
      + " an object: \(reason)."
    #expect(throws: AnswerProblem(sentence)) { try AnswersFile(text) }
  }
}

extension Question {
  /// What nobody may see before handing in.
  fileprivate var secrets: [String] {
    var texts = [because].compactMap(\.self)
    switch kind {
    case .choose(let options, _): texts += options.compactMap(\.because)
    case .type(let accepted, _): texts += accepted
    case .number(let key): texts.append(key.text)
    default: break
    }
    return texts
  }

  fileprivate var alone: [Question] { [self] }
}

@Suite("Results")
struct ResultsTests {
  @Test func `attempts are a table, as CSV and as JSON`() async throws {
    let store = ProgressStore(folder: nil)
    let pool = try #require(bakingCourse().quiz("baker"))
    store.save(await perfect(pool))
    store.save(Sitting(pool, seed: 9, id: "b,\"c\"", now: 1_795_348_900).attempt)
    let table = ResultsTable(store.attempts())
    #expect(
      table.csv == """
        attempt,quiz,started,handedIn,practice,seed,questions,answered,percent,grade\r
        attempt-1,baker,2026-11-22T12:00:00Z,2026-11-22T12:00:00Z,false,1,4,4,100.0,A+\r
        "b,""c""\",baker,2026-11-22T12:01:40Z,,false,9,4,0,,\r

        """)
    #expect(table.json.contains("\"grade\" : \"A+\""))
  }
}
