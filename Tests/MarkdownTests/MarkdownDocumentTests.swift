import Testing

@testable import Markdown

@Suite struct MarkdownDocumentTests {
  static func contents(_ text: String) -> [Block.Content] {
    MarkdownDocument(text).blocks.map(\.content)
  }

  @Test func `blocks carry the lines on which they begin and end`() {
    let document = MarkdownDocument("# Title\n\nSome\n*text*.\n\n- one\n- two\n")
    #expect(document.blocks.map(\.line) == [1, 3, 6])
    #expect(document.blocks.map(\.endLine) == [1, 4, 7])
  }

  @Test func `inlines nest`() {
    #expect(
      Self.contents("a *b **c*** `d` ~~e~~ [f](http://g) ![h](i)  \nj") == [
        .paragraph([
          .text("a "), .emphasis([.text("b "), .strong([.text("c")])]), .text(" "), .code("d"),
          .text(" "), .strikethrough([.text("e")]), .text(" "),
          .link(destination: "http://g", [.text("f")]), .text(" "),
          .image(source: "i", [.text("h")]), .lineBreak, .text("j"),
        ])
      ])
  }

  @Test func `texts that are read side by side are read as one by one`() async {
    let text = "~~a~~ | http://b.example/"
    let wanted = Self.contents(text)
    let others = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask { (0..<200).allSatisfy { _ in Self.contents(text) == wanted } }
      }
      return await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(others == Array(repeating: true, count: 8))
  }

  @Test func `code in running text can keep its backquotes, wherever it stands`() {
    let blocks = MarkdownDocument(
      "a **`b`**\n\n- `c`\n\n> [`d`](e)\n\n| `f` | g |\n|---|---|\n| h | `i` |\n\n    j\n"
    ).blocks.withMarkedCode
    let item = Block(.paragraph([.code("`c`")]), line: 3, endLine: 3)
    let quoted = Block(
      .paragraph([.link(destination: "e", [.code("`d`")])]), line: 5, endLine: 5)
    #expect(
      blocks.map(\.content) == [
        .paragraph([.text("a "), .strong([.code("`b`")])]),
        .list(start: nil, items: [ListItem(isDone: nil, blocks: [item])]),
        .quote([quoted]),
        .table(
          Table(
            alignments: [.left, .left], head: [[.code("`f`")], [.text("g")]],
            rows: [[[.text("h")], [.code("`i`")]]])),
        .code(info: "", text: "j\n"),
      ])
  }

  @Test func `lists know their number, tasks whether they are done`() {
    let paragraph = Block(.paragraph([.text("x")]), line: 1, endLine: 1)
    #expect(
      Self.contents("3. x") == [
        .list(start: 3, items: [ListItem(isDone: nil, blocks: [paragraph])])
      ])
    guard case .list(nil, let items) = Self.contents("- [ ] a\n- [x] b\n- c").first else {
      Issue.record("no list")
      return
    }
    #expect(items.map(\.isDone) == [false, true, nil])
  }

  @Test func `a fenced block keeps its info string and its text`() {
    #expect(
      Self.contents("```console run\n$ sse\nsse> help\n```\n") == [
        .code(info: "console run", text: "$ sse\nsse> help\n")
      ])
    #expect(Self.contents("    indented\n") == [.code(info: "", text: "indented\n")])
  }

  @Test func `a table has alignments, a head and rows of equal length`() {
    #expect(
      Self.contents("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 |") == [
        .table(
          Table(
            alignments: [.left, .center, .right],
            head: [[.text("a")], [.text("b")], [.text("c")]],
            rows: [[[.text("1")], [.text("2")], []]]))
      ])
  }

  @Test func `quotes, rules and HTML`() {
    #expect(
      Self.contents("> q\n\n---\n\n<!-- c -->") == [
        .quote([Block(.paragraph([.text("q")]), line: 1, endLine: 1)]), .rule,
        .html("<!-- c -->\n"),
      ])
  }

  @Test func `plain text is what remains without the looks`() {
    guard case .paragraph(let inlines) = Self.contents("a **b** `c`\n[d](e)").first else {
      Issue.record("no paragraph")
      return
    }
    #expect(inlines.plainText == "a b c d")
  }

  @Test func `nesting deeper than the limit is left out`() {
    var depth = 0
    var blocks = MarkdownDocument(String(repeating: "> ", count: 1000) + "deep").blocks
    while case .quote(let inner) = blocks.first?.content {
      depth += 1
      blocks = inner
    }
    #expect(depth > 90 && depth <= 101)
  }
}
