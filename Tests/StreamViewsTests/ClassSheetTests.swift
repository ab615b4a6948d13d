import Observations
import Terminal
import Testing

@testable import StreamViews

/// Figures of a class as text.
@Suite struct ClassSheetTests {
  private func lines(_ desks: [[(String, String)]]) -> [String] {
    let figures = desks.flatMap { $0.map { Field($0.0, $0.1) } }
    return Happening.figures(sheet: "board", figures).answerLines ?? []
  }

  @Test func `a board fits eighty columns and is aligned by what names take on a screen`() {
    let lines = lines([
      [
        ("name", "李小龙"), ("lesson", "reconnecting"), ("page", "3"), ("pages", "7"),
        ("task", "stuck"), ("since", "370"), ("heard", "2"), ("state", "here"),
      ],
      [
        ("name", "Ada"), ("lesson", "quiz junior"), ("page", "4"), ("pages", "20"), ("task", ""),
        ("since", "3000"), ("heard", "7300"), ("state", "silent"),
      ],
      [
        ("name", "Bob"), ("lesson", ""), ("page", "0"), ("pages", "0"), ("task", ""),
        ("since", "0"), ("heard", "10"), ("state", "left"),
      ],
    ])
    #expect(
      lines == [
        "name    where             task             heard",
        "──────  ────────────────  ───────────────  ─────────────────",
        "李小龙  reconnecting 3/7  stuck for 6 min  now",
        "Ada     quiz junior 4/20                   not for 2 h 1 min",
        "Bob                                        has left",
      ])
    #expect(lines.allSatisfy { $0.displayWidth <= 78 })
  }

  @Test func `an empty board says how one joins`() {
    #expect(
      lines([]) == [
        "nobody has joined at a machine of their own: 'class join' does it there"
      ])
  }

  @Test func `the row above the prompt counts machines, who is stuck and who has handed in`() {
    let figures = [
      ("clock", "10:42"), ("here", "30"), ("lost", "0"), ("slower", "0"), ("desks", "12"),
      ("stuck", "3"), ("sitting", "10"), ("handed-in", "4"),
    ].map { Field($0.0, $0.1) }
    #expect(
      AttendanceRow.row(of: figures).text
        == "10:42 · 30 here · 12 at machines · 3 stuck · 4 of 14 handed in")
    let begun = [("here", "30"), ("sitting", "0"), ("handed-in", "0")].map { Field($0.0, $0.1) }
    #expect(AttendanceRow.row(of: begun).text == "30 here · a quiz is open")
  }
}
