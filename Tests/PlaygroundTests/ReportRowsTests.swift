import Terminal
import Testing

@testable import Playground

/// A report on checks, as a terminal of few columns shows it.
@Suite struct ReportRowsTests {
  private func rows(_ lines: String..., width: Int) -> [String] {
    ReportRows.rows(of: lines, width: width).map(\.text)
  }

  @Test func `a line that is broken goes on below its text`() {
    #expect(
      rows(
        "  why     Until it comes a page is connecting.", "  A sentence that is somewhat longer",
        "          of several lines, this one", "MUST      server/type/essence  1 s", width: 30)
        == [
          "  why     Until it comes a", "          page is connecting.",
          "  A sentence that is somewhat", "  longer", "          of several lines,",
          "          this one", "MUST      server/type/essence", "          1 s",
        ])
  }

  @Test func `above a caret as much of a line is shown as fits around it`() {
    let line = "  came    event \"message\"  data \"" + String(repeating: "x", count: 40) + "y\""
    let caret = String(repeating: " ", count: line.count - 2) + "^"
    let shown = rows(line, caret, width: 40)
    #expect(shown.count == 2)
    #expect(shown.allSatisfy { $0.count <= 40 })
    #expect(shown[0].hasPrefix("  came    … xxx"))
    // The caret stands below the same character.
    #expect(Array(shown[0])[shown[1].count - 1] == "y")
    #expect(rows(line, caret, width: 200) == [line, caret])
  }
}
