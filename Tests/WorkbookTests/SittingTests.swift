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
    #expect(
      text.hasPrefix(
        """
        # F

        0 of 4 right, 0 %. A diploma takes an A+: 4 of 4.

        - `lesson dough`: The dough (2 missed)
        - `lesson oven`: The oven (2 missed)
        - `quiz baker --practice --topic dough` asks about nothing else
        - `quiz baker` draws other questions
        - `quiz review` shows all questions again, those answered rightly too

        # What was missed

        ## ✘ 1 · 
        """), "\(text)")
    #expect(
      text.contains(
        "How hot, in degrees?\n\nYou answered: 100\n\nRight: 220\n\nHot enough for a crust.\n"))
  }

  @Test func `an A+ says what it earns, and shows no question`() async throws {
    #expect(
      await perfect(try pool()).markdown() == """
        # A+

        4 of 4 right, 100 %. That earns the diploma.

        - `diploma baker` draws it, now or at any time
        - `quiz review` shows all questions again, those answered rightly too

        """)
  }

  @Test func `practice and a draw that was handed in before earn nothing, and say so`() async throws
  {
    var practice = Sitting(try pool(), seed: 1, id: "a", isPractice: true, now: 0)
    let result = await practice.handIn(now: 0, lab: nil)
    #expect(result.markdown().contains("right, 0 %. It was practice and earns nothing.\n"))
    var again = Sitting(try pool(), seed: 9, id: "a", now: 0)
    again.markRepeated()
    for index in again.items.indices {
      _ = again.go(to: index)
      try again.answer(again.item.key)
    }
    let repeated = await again.handIn(now: 0, lab: nil)
    #expect(repeated.grade == .aPlus)
    #expect(!repeated.earnsDiploma)
    #expect(
      repeated.markdown().contains(
        "4 of 4 right, 100 %. These questions, of seed 9, were handed in here before: it was"
          + " practice and earns nothing.\n"))
    #expect(!repeated.markdown().contains("`diploma"))
  }

  @Test func `the first rows of any result fit a screen of 80 by 24`() async throws {
    let junior = try #require(Course.load(at: repository).quiz("junior"))
    var sitting = Sitting(junior, seed: 1, id: "a", now: 0)
    let text = await sitting.handIn(now: 0, lab: nil).markdown { _ in "A title of some length" }
    let first = text.prefix(upTo: try #require(text.firstRange(of: "# What was")).lowerBound)
    let lines = first.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count < 18)
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(first)")
  }

  @Test func `the review shows every question in its order and what to practise`() async throws {
    var sitting = Sitting(try pool(), seed: 1, id: "a", now: 0)
    try sitting.answer(sitting.item.key)
    let text = await sitting.handIn(now: 0, lab: nil).review
    #expect(
      text.hasPrefix(
        "# Review: baker, F\n\n1 of 4 right, 25 %.\n\nPractice over what was missed:\n\n- `quiz baker --practice --topic "
      ))
    let signs = text.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { $0.prefix(6) }
    #expect(signs == ["## ✔ 1", "## ✘ 2", "## ✘ 3", "## ✘ 4"])
  }

  @Test func `code in an option is code in a result, and marks that were typed are text`()
    async throws
  {
    let options: [Question.Option] = [
      .init("`onmessage`", isRight: true), .init("`onopen`", isRight: false, because: "no"),
    ]
    let choice = item(.choose(options, several: false))
    let word = item(.type(accepted: ["x"], exact: false))
    #expect(choice.shown("`onopen`") == "`onopen`")
    #expect(word.shown("`x` *y*") == "\\`x\\` \\*y\\*")
    #expect(
      choice.markdown(number: 1, of: 1, answer: .text("`onopen`"))
        .contains("Your answer: **`onopen`**"))
  }
}

@Suite("Streams on the screen")
struct StreamRowTests {
  @Test(arguments: [
    (" data: a\n", "␣data: a⏎"), ("  x\r\n", "␣␣x␍⏎"), ("data: a \r", "data: a␣␍"),
    ("   \n", "␣␣␣⏎"), ("data:  a", "data:  a⌁"), (" ", "␣⌁"),
  ])
  func `a space at either end of a line is seen`(bytes: String, row: String) {
    #expect(StreamReading(bytes, asking: .count).rows == [row])
  }

  @Test func `the sign is explained where it stands, and nowhere else`() {
    let spaced = item(.stream(StreamReading(" data: a\n\n", asking: .count)))
    #expect(spaced.markdown(number: 1, of: 1, answer: nil).contains("\n\n(`␣` is a space.)\n\n"))
    let plain = item(.stream(StreamReading("data: a\n\n", asking: .count)))
    #expect(!plain.markdown(number: 1, of: 1, answer: nil).contains("␣"))
  }
}

@Suite("What a result shows")
struct ResultOrderTests {
  @Test func `only what was missed is shown, each question under its number`() async throws {
    var sitting = Sitting(
      try #require(bakingCourse().quiz("baker")), seed: 1, id: "a", now: 0)
    try sitting.answer(sitting.item.key)
    let text = await sitting.handIn(now: 0, lab: nil).markdown()
    let signs = text.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { $0.prefix(6) }
    #expect(signs == ["## ✘ 2", "## ✘ 3", "## ✘ 4"])
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

  @Test func `a question is called by its code or, as in older files, by its id`() async throws {
    let question = Question(
      id: "rise", code: "b01", topic: "dough", lesson: "dough", ask: "?",
      kind: .type(accepted: ["gas"], exact: false))
    let pool = QuizPool(
      id: "p", title: "P", mastered: [], drawSize: 20, questions: [question], fingerprint: "f",
      path: "p.yaml")
    for name in ["b01", "rise"] {
      var sitting = Sitting(pool, seed: 1, id: "a", now: 0)
      let said = try AnswersFile("{\"\(name)\": \"gas\"}").apply(to: &sitting)
      #expect(said == [])
      #expect(await sitting.handIn(now: 0, lab: nil).grade == .aPlus)
    }
    let json = QuestionsDocument(pool, seed: 1).json
    #expect(json.contains("\"id\" : \"b01\""))
    #expect(!json.contains("rise"))
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
      "The answers must be a JSON object that gives each question's code a text, a number, a list or"
      + " an object: \(reason)."
    #expect(throws: AnswerProblem(sentence)) { try AnswersFile(text) }
  }
}

extension Question {
  /// What nobody may see before handing in.
  fileprivate var secrets: [String] {
    var texts = [because].compactMap(\.self)
    switch kind.own {
    case let choice as ChooseQuestion: texts += choice.options.compactMap(\.because)
    case let word as TypeQuestion: texts += word.accepted
    case let number as NumberQuestion: texts.append(number.key.text)
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
