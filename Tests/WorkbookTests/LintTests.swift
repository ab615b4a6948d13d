import FoundationEssentials
import Testing

@testable import Workbook

/// A way to break the baking course, and what is said about it.
struct Break: Sendable, CustomTestStringConvertible {
  let name: String
  let file: String
  let text: String
  let broken: String
  let complaint: String

  var testDescription: String { name }

  init(_ name: String, in file: String, _ text: String, to broken: String, says complaint: String) {
    self.name = name
    self.file = file
    self.text = text
    self.broken = broken
    self.complaint = complaint
  }
}

private let dough = "lessons/01-dough/lesson.md"
private let oven = "lessons/02-oven/lesson.md"
private let baker = "quizzes/baker.yaml"

private let lessonBreaks = [
  Break(
    "no front matter", in: oven, "---\ntitle", to: "title",
    says: """
      lessons/02-oven/lesson.md:1:1: a lesson begins with its title between two lines of '---' [syntax]
      1 | title: Oven
        | ^
      """),
  Break(
    "a key of the front matter misspelt", in: oven, "minutes:", to: "minuets:",
    says: """
      lessons/02-oven/lesson.md:3:1: the front matter has no key 'minuets' [unknown-key]
      3 | minuets: 6
        | ^ did you mean 'minutes'?
      """),
  Break(
    "minutes that are no number", in: oven, "minutes: 6", to: "minutes: six",
    says: """
      lessons/02-oven/lesson.md:3:1: 'minutes' must be a whole number from 1 to 120, not 'six' [wrong-value]
      3 | minutes: six
        | ^
      """),
  Break(
    "no title", in: oven, "title: Oven\n", to: "",
    says: """
      lessons/02-oven/lesson.md:2:1: the front matter needs 'title' [missing-key]
      2 | minutes: 6
        | ^
      """),
  Break(
    "a lesson before that is not there", in: oven, "[dough]", to: "[duogh]",
    says: """
      lessons/02-oven/lesson.md:4:1: there is no lesson 'duogh' [unknown-name]
      4 | after: [duogh]
        | ^ did you mean 'dough'?
      """),
  Break(
    "a lesson before that comes after", in: dough, "minutes: 5", to: "minutes: 5\nafter: [oven]",
    says: """
      lessons/01-dough/lesson.md:4:1: 'oven' comes after this lesson, not before [unknown-name]
      4 | after: [oven]
        | ^
      """),
  Break(
    "a topic without questions", in: dough, "quiz: dough", to: "quiz: yeast",
    says: """
      lessons/01-dough/lesson.md:4:1: no question has the topic 'yeast' [unknown-name]
      4 | quiz: yeast
        | ^
      """),
  Break(
    "YAML that is none", in: dough, "ask: Let the dough rest", to: "ask: Now: let the dough rest",
    says: """
      lessons/01-dough/lesson.md:23:9: this is not YAML: mapping values are not allowed in this context [syntax]
      23 | ask: Now: let the dough rest for an hour.
         |         ^ text with ': ' in it needs quotes
      """),
  Break(
    "a control character", in: dough, "for an hour", to: "for an\u{1B}hour",
    says: """
      lessons/01-dough/lesson.md:23:31: this is not YAML: control characters are not allowed [syntax]
      23 | ask: Let the dough rest for an�hour.
         |                               ^
      """),
  Break(
    "the same key twice", in: dough, "answer: rest 60", to: "answer: rest 60\nanswer: rest 61",
    says: """
      lessons/01-dough/lesson.md:33:1: the key 'answer' stands here twice [duplicate]
      33 | answer: rest 60
         | ^
      """),
  Break(
    "a key of a task misspelt", in: dough, "\nhints:", to: "\nhint:",
    says: """
      lessons/01-dough/lesson.md:30:1: a task has no key 'hint' [unknown-key]
      30 | hint:
         | ^ did you mean 'hints'?
      """),
  Break(
    "a task without an answer", in: dough, "\nanswer: rest 60", to: "",
    says: """
      lessons/01-dough/lesson.md:22:1: a task needs 'answer' [missing-key]
      22 | id: rest
         | ^
      """),
  Break(
    "a kind of observation misspelt", in: dough, "- answered: { text: \"resting",
    to: "- anwsered: { text: \"resting",
    says: """
      lessons/01-dough/lesson.md:25:5: nothing that happens is called 'anwsered' [unknown-name]
      25 |   - anwsered: { text: "resting …" }
         |     ^ did you mean 'answered'?
      """),
  Break(
    "a field misspelt", in: dough, "{ text: \"resting", to: "{ txet: \"resting",
    says: """
      lessons/01-dough/lesson.md:25:17: 'answered' has no field 'txet' [unknown-name]
      25 |   - answered: { txet: "resting …" }
         |                 ^ did you mean 'text'?
      """),
  Break(
    "one hint", in: oven, "[Bake., The oven is hot.]", to: "[Bake.]",
    says: """
      lessons/02-oven/lesson.md:12:1: the task 'bake' needs 2 hints and has 1 [hints]
      12 | id: bake
         | ^
      """),
  Break(
    "a hint that is the answer", in: dough, "\"`rest` takes minutes.\"", to: "rest 60",
    says: """
      lessons/01-dough/lesson.md:22:1: a hint of the task 'rest' is the answer itself [hints]
      22 | id: rest
         | ^
      """),
  Break(
    "a task's id used twice", in: oven, "id: bake", to: "id: rest",
    says: """
      lessons/02-oven/lesson.md:12:1: a task 'rest' is already in the lesson 'dough' [duplicate]
      12 | id: rest
         | ^
      """),
  Break(
    "a page twice", in: oven, "## Eating", to: "## Heat",
    says: """
      lessons/02-oven/lesson.md:22:1: two pages are called 'Heat', the first in line 7 [duplicate]
      22 | ## Heat
         | ^
      """),
  Break(
    "no page at all", in: dough, "## ", to: "### ",
    says: """
      lessons/01-dough/lesson.md:6:1: a lesson needs at least one page, which begins with '## ' [missing-key]
      6 | 
        | ^
      """),
  Break(
    "a link to a file that is not there", in: dough, "02-oven/lesson.md", to: "03-oven/lesson.md",
    says: """
      lessons/01-dough/lesson.md:13:41: this link leads nowhere [broken-link]
      13 | Stir first, think later. See [the oven](../03-oven/lesson.md#heat).
         |                                         ^
      """),
  Break(
    "a link to a page that is not there", in: dough, "#heat", to: "#heap",
    says: """
      lessons/01-dough/lesson.md:13:41: this link leads nowhere [broken-link]
      13 | Stir first, think later. See [the oven](../02-oven/lesson.md#heap).
         |                                         ^
      """),
  Break(
    "a console without a prompt", in: oven, "sse> slice\n", to: "slice\n",
    says: """
      lessons/02-oven/lesson.md:25:1: a console begins with the prompt 'sse> ' [wrong-value]
      25 | slice
         | ^
      """),
  Break(
    "a fence misspelt", in: dough, "```console run\nsse> shape", to: "```console rnu\nsse> shape",
    says: """
      lessons/01-dough/lesson.md:40:1: there is no kind of block 'console rnu' [unknown-key]
      40 | ```console rnu
         | ^ did you mean 'console run'?
      """),
  Break(
    "a console that is too wide", in: oven, "a slice of …",
    to: "a slice of bread, butter on it and jam on that, and on the jam perhaps a little salt, …",
    says: """
      lessons/02-oven/lesson.md:26:81: this line has 87 columns, the screen 80 [too-wide]
      26 | a slice of bread, butter on it and jam on that, and on the jam perhaps a little salt, …
         |                                                                                 ^
      """),
]

private let quizBreaks = [
  Break(
    "no right option", in: baker, "right: Gas from yeast",
    to: "wrong: Gas from yeast\n        because: x",
    says: """
      quizzes/baker.yaml:9:5: no option is 'right' [unfair-question]
      9 |     choose:
        |     ^
      """),
  Break(
    "a wrong option without its reason", in: baker, "\n        because: Salt slows it down.",
    to: "",
    says: """
      quizzes/baker.yaml:11:9: a wrong option needs its 'because' [missing-key]
      11 |       - wrong: The salt in it
         |         ^
      """),
  Break(
    "a right option that gives itself away", in: baker, "Gas from yeast",
    to: "Gas from yeast, which eats sugar",
    says: """
      quizzes/baker.yaml:5:5: the right option of 'rise' gives itself away: it is much the longest [unfair-question]
      5 |   - id: rise
        |     ^
      """),
  Break(
    "a question of no lesson", in: baker, "lesson: oven\n    ask: How hot",
    to: "lesson: ovne\n    ask: How hot",
    says: """
      quizzes/baker.yaml:30:5: 'heat' is taught by no lesson: there is no 'ovne' [unknown-name]
      30 |   - id: heat
         |     ^ did you mean 'oven'?
      """),
  Break(
    "two kinds at once", in: baker, "number: 220", to: "number: 220\n    type: [hot]",
    says: """
      quizzes/baker.yaml:35:5: a question has only one of 'choose', 'type', 'stream', 'order', 'match', 'number', 'generate', 'do' [wrong-value]
      35 |     type: [hot]
         |     ^
      """),
  Break(
    "a question's id twice", in: baker, "id: crust", to: "id: heat",
    says: """
      quizzes/baker.yaml:37:5: the question 'heat' stands here twice, first in line 30 [duplicate]
      37 |   - id: heat
         |     ^
      """),
  Break(
    "a stream whose key the parser does not agree with", in: baker,
    "type: [crust, the crust]", to: "stream: \"data: a\\n\\ndata: b\\n\"\n    events: [a, b]",
    says: """
      quizzes/baker.yaml:42:5: the parser reads this stream otherwise [wrong-key]
      42 |     events: [a, b]
         |     ^ a
      """),
  Break(
    "a generator misspelt", in: baker, "type: [crust, the crust]", to: "generate: sticky-idz",
    says: """
      quizzes/baker.yaml:41:5: there is no generator 'sticky-idz' [unknown-name]
      41 |     generate: sticky-idz
         |     ^ did you mean 'sticky-ids'?
      """),
  Break(
    "a range outside its limits", in: baker, "type: [crust, the crust]",
    to: "generate: sticky-ids\n    with: { events: 1..99 }",
    says: """
      quizzes/baker.yaml:42:13: 'events' must be a range within its limits [wrong-value]
      42 |     with: { events: 1..99 }
         |             ^ such as 3..6
      """),
  Break(
    "a placeholder that nothing fills", in: baker,
    "ask: What is the outside called?\n    type: [crust, the crust]",
    to: "ask: How many are {many}?\n    generate: dispatched-count",
    says: """
      quizzes/baker.yaml:37:5: nothing fills '{many}' in 'crust' [unknown-name]
      37 |   - id: crust
         |     ^
      """),
]

@Suite("Lint")
struct LintTests {
  private func complaints(_ change: Break) async throws -> [Diagnostic] {
    try await withTemporaryFolder { folder in
      try FileManager.default.copyItem(atPath: "\(fixtures)/baking", toPath: "\(folder)/course")
      let path = "\(folder)/course/\(change.file)"
      let data = try #require(FileManager.default.contents(atPath: path))
      let text = String(decoding: data, as: UTF8.self)
      try #require(text.contains(change.text))
      try write(text.replacing(change.text, with: change.broken), to: path)
      return try Linter(Course.load(at: "\(folder)/course")).diagnostics()
    }
  }

  @Test(arguments: lessonBreaks + quizBreaks)
  func `a broken file gets the right complaint at the right place`(change: Break) async throws {
    let found = try await complaints(change).map(\.description)
    let shown = found.map { text in
      text.firstRange(of: "/course/").map { String(text[$0.upperBound...]) } ?? text
    }
    #expect(shown.contains(change.complaint), "\(shown.joined(separator: "\n"))")
  }

  @Test func `all problems of all files are said at once, in the order of files and lines`()
    async throws
  {
    try await withTemporaryFolder { folder in
      try write("title: T\nformat: 1\ngreting: x\n", to: "\(folder)/lessons/course.yaml")
      try write("---\ntitle: A\n---\n", to: "\(folder)/lessons/01-a/lesson.md")
      try write("x", to: "\(folder)/lessons/01-a/notes.txt")
      try write("x", to: "\(folder)/lessons/odd.md")
      try write("title: Q\n", to: "\(folder)/quizzes/q.yaml")
      let found = try Linter(Course.load(at: folder)).diagnostics()
      #expect(
        found.map { "\($0.path.dropFirst(folder.count + 1)):\($0.line) \($0.code.rawValue)" } == [
          "lessons/01-a/lesson.md:2 missing-key", "lessons/01-a/lesson.md:4 missing-key",
          "lessons/01-a/notes.txt:0 stray", "lessons/course.yaml:1 missing-key",
          "lessons/course.yaml:1 missing-key", "lessons/course.yaml:3 unknown-key",
          "lessons/odd.md:0 stray", "quizzes/q.yaml:1 missing-key",
        ])
    }
  }

  @Test func `a file that is not UTF-8 is said to be so`() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.copyItem(atPath: "\(fixtures)/baking", toPath: "\(folder)/course")
      try Data([0xFF, 0xFE]).write(to: URL(filePath: "\(folder)/course/quizzes/baker.yaml"))
      let found = try Course.load(at: "\(folder)/course").problems
      #expect(found.map(\.message) == ["this file is not UTF-8 text"])
    }
  }

  @Test func `new lessons and quizzes are right as they come`() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.copyItem(atPath: "\(fixtures)/baking", toPath: "\(folder)/course")
      let new = NewContent(folder: "\(folder)/course")
      #expect(try new.lesson(named: "Sour dough!").hasSuffix("lessons/03-sour-dough/lesson.md"))
      #expect(try new.quiz(named: "Master Baker").hasSuffix("quizzes/master-baker.yaml"))
      let course = try Course.load(at: "\(folder)/course")
      #expect(course.lesson("sour-dough")?.pages.count == 2)
      #expect(course.lesson("sour-dough")?.after == ["oven"])
      #expect(course.quiz("master-baker")?.questions.count == 3)
      #expect(Linter(course).diagnostics().map(\.description) == [])
    }
  }

  @Test func `nothing is written over what is there`() async throws {
    try await withTemporaryFolder { folder in
      let new = NewContent(folder: folder)
      _ = try new.lesson(named: "A")
      #expect(throws: NewContent.Problem.exists("lessons/01-a")) { try new.lesson(named: "a") }
      _ = try new.quiz(named: "Q")
      #expect(throws: NewContent.Problem.exists("\(folder)/quizzes/q.yaml")) {
        try new.quiz(named: "q")
      }
      #expect(throws: NewContent.Problem.noName("!?")) { try new.lesson(named: "!?") }
      #expect(
        NewContent.Problem.noName("!?").description
          == "'!?' is no name: it needs a letter or a digit.")
    }
  }
}

@Suite("Suggestions")
struct SuggestionTests {
  @Test func `a slip of the finger is found`() {
    let words = ["event", "expect", "request", "retry"]
    #expect(Suggestion.nearest(to: "evnet", of: words) == "event")
    #expect(Suggestion.nearest(to: "Retri", of: words) == "retry")
    #expect(Suggestion.nearest(to: "banana", of: words) == nil)
    #expect(Suggestion.didYouMean("requst", of: words) == "did you mean 'request'?")
  }

  @Test(arguments: [("", "", 0), ("ab", "ba", 1), ("kitten", "sitting", 3), ("a", "", 1)])
  func `the distance counts what must be changed`(one: String, other: String, distance: Int) {
    #expect(Suggestion.distance(one, other) == distance)
  }
}
