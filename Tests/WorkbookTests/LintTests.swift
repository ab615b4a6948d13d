import FoundationEssentials
import Testing

@testable import Workbook

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
      return try Linter(
        Course.load(at: "\(folder)/course"), programs: ["mixer", "fridge"]
      ).diagnostics()
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
