import FoundationEssentials
import Testing

@testable import Workbook

/// Files as nobody would write them: nothing may crash, and what is said must point into them.
@Suite("Damaged courses")
struct RobustnessTests {
  /// The text with a few pieces cut out, doubled or exchanged.
  private func damaged(_ text: String, using generator: inout SeededGenerator) -> String {
    var characters = Array(text)
    let pieces = ["\n", "---", "```", ": ", "- ", "\"", "{", "\t", "#", "…", "\u{0}", "𝄞", "[x]("]
    for _ in 0...generator.number(below: 4) where !characters.isEmpty {
      let start = generator.number(below: characters.count)
      let end = min(characters.count, start + generator.number(below: 40))
      switch generator.number(below: 3) {
      case 0: characters.removeSubrange(start..<end)
      case 1: characters.insert(contentsOf: characters[start..<end], at: start)
      default: characters.insert(contentsOf: generator.pick(pieces) ?? "", at: start)
      }
    }
    return String(characters)
  }

  @Test(arguments: [
    "lessons/course.yaml", "lessons/glossary.yaml", "lessons/01-dough/lesson.md",
    "lessons/02-oven/lesson.md", "quizzes/baker.yaml",
  ])
  func `a damaged file is complained about or read, and never crashes anything`(file: String)
    async throws
  {
    try await withTemporaryFolder { folder in
      let course = "\(folder)/course"
      try FileManager.default.copyItem(atPath: "\(fixtures)/baking", toPath: course)
      let data = try #require(FileManager.default.contents(atPath: "\(course)/\(file)"))
      let text = String(decoding: data, as: UTF8.self)
      var generator = SeededGenerator(seed: 2026, name: file)
      for _ in 0..<40 {
        try write(damaged(text, using: &generator), to: "\(course)/\(file)")
        guard let read = try? Course.load(at: course) else { continue }
        for diagnostic in Linter(read).diagnostics() {
          #expect(diagnostic.path.hasPrefix(course))
          #expect(!diagnostic.message.isEmpty && !diagnostic.description.contains("\u{0}"))
          #expect(diagnostic.description.split(separator: "\n").count == diagnostic.rows.count)
        }
        for lesson in read.lessons {
          var player = LessonPlayer(lesson)
          while player.next() != .finished {}
          _ = (player.hint(), player.show(), player.resetPage())
        }
        for pool in read.quizzes { _ = QuestionsDocument(pool, seed: 1).json }
      }
    }
  }
}
