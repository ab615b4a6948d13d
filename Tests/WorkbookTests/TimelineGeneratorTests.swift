import Testing

@testable import Workbook

@Suite("Questions about what happens")
struct TimelineGeneratorTests {
  @Test(arguments: 0..<200 as Range<UInt64>)
  func `readyState goes only where the standard lets it go`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let steps = StateTimeline(steps: 6, using: &generator).steps
    #expect(steps.first?.state == 0)
    #expect((2...6).contains(steps.count))
    for (step, next) in zip(steps, steps.dropFirst()) {
      switch next.text {
      case "The server answers 200 with `text/event-stream`.":
        #expect((step.state, next.state) == (0, 1))
      case "The server answers 503.", "The server answers 200 with `text/html`.":
        #expect((step.state, next.state) == (0, 2))
      case "An event arrives.", "A comment arrives.":
        #expect((step.state, next.state) == (1, 1))
      case "The server resets the HTTP/1.1 connection.", "The server ends the response.":
        #expect((step.state, next.state) == (1, 0))
      case "The page calls `source.close()`.": #expect(next.state == 2)
      case "A minute goes by.": #expect((step.state, next.state) == (2, 2))
      default: Issue.record("what is '\(next.text)'?")
      }
    }
  }

  @Test func `the states may be typed with spaces or commas between them`() throws {
    let item = generated("ready-states", with: ["steps": 4], seed: 3)
    let right = item.mark(nil).right
    #expect(item.mark(.text(right)).isFull)
    #expect(item.mark(.text(right.replacing(" ", with: ", "))).isFull)
    #expect(item.mark(.text(right.replacing(" ", with: ","))).isFull)
    #expect(!item.mark(.text("2 \(right)")).isFull)
  }

  @Test func `notifications come at COMMIT, in the order of the commits, repetitions once`() {
    let timeline = NotifyTimeline(steps: [
      ("A", .notify("ham")), ("B", .notify("tea")), ("A", .notify("ham")), ("B", .notify("milk")),
      ("C", .notify("salt")), ("B", .commit), ("C", .rollback), ("A", .commit),
    ])
    #expect(timeline.delivered == ["tea", "milk", "ham"])
    #expect(timeline.rows.first == "A: NOTIFY list, 'ham'")
    #expect(timeline.rows.suffix(2) == ["C: ROLLBACK", "A: COMMIT"])
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `each session ends its transaction once, and something is delivered`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let timeline = NotifyTimeline(transactions: 3, using: &generator)
    let ends = timeline.steps.filter { $0.action == .commit || $0.action == .rollback }
    #expect(ends.map(\.session).sorted() == ["A", "B", "C"])
    #expect(!timeline.delivered.isEmpty)
    #expect(timeline.rows.count <= 9)
  }

  @Test func `a row that is committed behind the client's back is lost`() {
    let timeline = ResumeTimeline(seen: [41, 43], away: [42, 44])
    #expect(timeline.lost == 42)
    #expect(
      timeline.rows == [
        "rows 41, 42, 43, 44 are inserted, none committed",
        "41 is committed, and the client gets it", "43 is committed, and the client gets it",
        "the client is cut off", "42 is committed", "44 is committed",
        "the client returns with Last-Event-ID: 43", "the server reads all rows > 43",
      ])
    #expect(ResumeTimeline(seen: [41], away: [42, 43, 44]).lost == nil)
  }

  @Test func `questions about lost rows have both answers`() {
    let answers = (0..<100).map { generated("resume-hole", seed: $0).mark(nil).right }
    #expect(answers.contains("0"))
    #expect(Set(answers).count > 2)
  }

  @Test(arguments: [([10, 35, 50], 30), ([25, 40], 20), ([15, 30, 60], 50), ([18], 38)])
  func `a proxy cuts after the first pause that is too long`(times: [Int], cut: Int) {
    #expect(IdleTimeline(timeout: 20, times: times).cut == cut)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `no pause is exactly the time-out`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let timeline = IdleTimeline(timeout: 30, using: &generator)
    let pauses = zip(timeline.times, [0] + timeline.times).map { $0 - $1 }
    #expect(pauses.allSatisfy { $0 > 0 && $0 != 30 })
  }
}
