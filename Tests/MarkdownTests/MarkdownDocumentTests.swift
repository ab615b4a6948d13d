import Markdown
import Testing

@Suite struct MarkdownDocumentTests {
  @Test func `blocks carry the line on which they begin`() {
    let document = MarkdownDocument("# Title\n\nSome *text*.\n\n- one\n- two\n")
    #expect(document.blocks.map(\.line) == [1, 3, 5])
    #expect(document.blocks.first?.content == .heading(level: 1, [.text("Title")]))
  }

  @Test func `a fenced block keeps its info string and its text`() {
    let document = MarkdownDocument("```console run\n$ sse\nsse> help\n```\n")
    #expect(
      document.blocks.map(\.content) == [
        .code(info: "console run", text: "$ sse\nsse> help\n")
      ])
    #expect(document.blocks.first?.endLine == 4)
  }
}
