import Testing

@testable import Workbook

@Suite("Playing a lesson")
struct LessonPlayerTests {
  private func dough() throws -> Lesson { try #require(bakingCourse().lesson("dough")) }

  @Test func `next and back go through the pages and stop at either end`() throws {
    var player = LessonPlayer(try dough())
    #expect(player.page.id == "mixing")
    #expect(player.back() == .atBeginning)
    #expect(player.next() == .page(1))
    #expect(player.page.id == "shaping")
    #expect(!player.isFinished)
    #expect(player.next() == .finished)
    #expect(player.page.id == "shaping")
    #expect(player.isFinished)
    #expect(player.back() == .page(0))
    #expect(player.go(to: 99) == .page(1))
  }

  @Test func `a solved task is remembered, and the page stays`() throws {
    var player = LessonPlayer(try dough())
    #expect(player.exercise?.id == "rest")
    #expect(player.solve()?.id == "rest")
    #expect(player.page.id == "mixing")
    #expect(player.exercise == nil)
    #expect(player.solve() == nil)
    #expect(player.progress.tasks["rest"]?.state == .solved)
  }

  @Test func `hints come one after the other and never run out with a crash`() throws {
    var player = LessonPlayer(try dough())
    let hints = try dough().exercises[0].hints
    #expect(player.hint() == .hint(hints[0], number: 1, of: 2))
    #expect(player.hint() == .hint(hints[1], number: 2, of: 2))
    #expect(player.hint() == .exhausted(hints))
    #expect(player.progress.tasks["rest"]?.hintsGiven == 2)
    _ = player.next()
    #expect(player.hint() == .noTask)
  }

  @Test func `what was shown is not solved, and cannot become so without a reset`() throws {
    var player = LessonPlayer(try dough())
    #expect(player.show()?.answer == ["rest 60"])
    #expect(player.progress.tasks["rest"]?.state == .shown)
    #expect(player.solve() == nil)
    #expect(player.show()?.id == "rest")
    #expect(player.progress.tasks["rest"]?.state == .shown)
    #expect(player.resetPage() == [])
    #expect(player.solve()?.id == "rest")
  }

  @Test func `the next command is typed ahead until all have been run`() throws {
    var player = LessonPlayer(try dough())
    #expect(player.prefill == "mix flour water")
    player.ran("something else")
    #expect(player.prefill == "mix flour water")
    player.ran(" mix flour water ")
    #expect(player.prefill == "knead 10")
    player.ran("knead 10")
    #expect(player.prefill == nil)
    _ = player.next()
    #expect(player.prefill == "shape round")
    _ = player.back()
    #expect(player.prefill == "mix flour water")
  }

  @Test func `a lesson goes on where it was left`() throws {
    var player = LessonPlayer(try dough())
    _ = player.solve()
    _ = player.next()
    let again = LessonPlayer(try dough(), resuming: player.progress)
    #expect(again.page.id == "shaping")
    #expect(again.tasks["rest"]?.state == .solved)
  }

  @Test func `a page that was renamed is found by its number, one that is gone is the last`() throws
  {
    let renamed = LessonProgress(lesson: "dough", page: "old-name", pageNumber: 1)
    #expect(LessonPlayer(try dough(), resuming: renamed).page.id == "shaping")
    let gone = LessonProgress(lesson: "dough", page: "old-name", pageNumber: 7)
    #expect(LessonPlayer(try dough(), resuming: gone).page.id == "shaping")
    let absurd = LessonProgress(lesson: "dough", page: "old-name", pageNumber: -7)
    #expect(LessonPlayer(try dough(), resuming: absurd).page.id == "mixing")
  }

  @Test func `resetting a lesson forgets its tasks and begins anew`() throws {
    var player = LessonPlayer(try dough())
    _ = player.solve()
    _ = player.next()
    _ = player.next()
    player.resetLesson()
    #expect(player.page.id == "mixing")
    #expect(player.exercise?.id == "rest")
    #expect(!player.isFinished)
  }

  @Test func `resetting a page says what brings its world back`() throws {
    var player = LessonPlayer(try dough())
    _ = player.next()
    #expect(player.resetPage() == ["mix flour water", "knead 10", "rest 60"])
  }
}
