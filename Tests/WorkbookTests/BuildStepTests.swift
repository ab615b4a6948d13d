import Foundation
import Testing

@testable import Workbook

@Suite struct BuildStepTests {
  @Test func `steps are numbered in the order of the lesson`() throws {
    let lesson = try #require(Self.lesson(Self.two).lesson)
    #expect(lesson.builds == "server")
    #expect(lesson.steps.map(\.number) == [1, 2])
    #expect(lesson.steps.map(\.solution) == [1, 7])
    #expect(lesson.steps[0].checks.map(\.text) == ["server/type/essence"])
    #expect(lesson.steps[1].mayFail.map(\.text) == ["server/cors/*"])
  }

  @Test(arguments: [
    ("subject: server", "a step needs 'checks'"),
    ("checks: [server/a/b]", "a step needs 'subject'"),
    ("subject: cook\nchecks: [a]", "'cook' is nothing to build: parser, client or server"),
    ("subject: server\nchecks: [a]\nhint: [x]", "a step has no key 'hint'"),
    ("subject: server\nchecks: [a]\nsolution: 0", "'solution' must be a whole number from 1 to 99"),
  ])
  func `what is wrong with a block is said at its place`(block: String, sentence: String) {
    let text = Self.front + "## One\n\n```yaml build\n\(block)\n```\n"
    let problems = Self.lesson(text).problems
    #expect(problems.contains { $0.message.hasPrefix(sentence) && $0.line > 7 }, "\(problems)")
  }

  @Test func `hints of a step come one by one, and then all`() throws {
    let lesson = try #require(Self.lesson(Self.two).lesson)
    var player = LessonPlayer(lesson)
    #expect(player.hintForStep() == .hint("one", number: 1, of: 2))
    #expect(player.hintForStep() == .hint("two", number: 2, of: 2))
    #expect(player.hintForStep() == .exhausted(["one", "two"]))
    #expect(player.progress.tasks["step-1"]?.hintsGiven == 2)
  }

  @Test func `what was built is kept, merged and found again`() {
    let store = ProgressStore(folder: nil)
    var build = store.build(path: "server", language: "python")
    build.note(step: 1, hasPassed: false, now: 1_000)
    build.note(step: 1, hasPassed: true, now: 1_060)
    build.note(step: 2, hasPassed: true, now: 100_000)
    build.submission = .init(checks: 9, digest: String(repeating: "a", count: 64), time: 100_001)
    store.save(build)
    #expect(store.builds() == [build])
    #expect(build.passed == 2)
    #expect(build.work == (3, 60 + BuildProgress.longestPause))
    let other = ProgressStore(folder: nil)
    #expect(other.merge(store.export(), now: 1).builds == 1)
    #expect(other.builds() == [build])
    #expect(other.merge(store.export(), now: 2).builds == 0)
  }

  static let front = "---\ntitle: T\nminutes: 5\nbuilds: server\n---\n\n# T\n\n"
  static let two =
    front + """
      ## One

      ```yaml build
      subject: server
      checks: [server/type/essence]
      hints: [one, two]
      ```

      ## Two

      ```yaml build
      subject: server
      checks: ["server/*"]
      may-fail: ["server/cors/*"]
      hints: [a, b]
      solution: 7
      ```

      """

  static func lesson(_ text: String) -> (lesson: Lesson?, problems: [Diagnostic]) {
    let diagnostics = Diagnostics()
    let source = SourceText(path: "lesson.md", text: text)
    let lesson = LessonReader(source: source, diagnostics: diagnostics).lesson(id: "t", number: 1)
    return (lesson, diagnostics.all)
  }
}
