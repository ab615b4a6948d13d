import Testing

@testable import Workbook

@Suite struct FoldTests {
  @Test(arguments: [
    ("<details>\n<summary>Why?</summary>\n", "Why?"), ("<details><summary> a b </summary>", "a b"),
    ("  <details>\n<summary><b>x</b></summary>", "<b>x</b>"), ("<details>", ""),
    ("<details>\n<summary>Why?", ""), ("<details></summary><summary>", ""),
  ])
  func `a block of HTML that opens a fold says what stands in its place`(
    html: String, summary: String
  ) {
    #expect(Fold.summary(of: html) == summary)
  }

  @Test(arguments: ["<summary>Why?</summary>", "<p><details>", "</details>", "<!-- <details> -->"])
  func `other HTML opens none`(html: String) {
    #expect(Fold.summary(of: html) == nil)
  }

  @Test(arguments: [
    ("</details>", true), (" </details>\n", true), ("</details> more", false), ("<details>", false),
    ("</Details>", false),
  ])
  func `a fold is closed by its end tag alone`(html: String, isEnd: Bool) {
    #expect(Fold.isEnd(html) == isEnd)
  }
}
