import Markdown
import Testing

@testable import Terminal

@Suite struct MarkdownRowsTests {
  static func text(_ markdown: String, width: Int = 40) -> String {
    MarkdownRows.rows(of: MarkdownDocument(markdown), width: width).map(\.trimmed)
      .joined(separator: "\n")
  }

  @Test func `a page of a lesson`() {
    let page = """
      ## The `id` field

      An event may carry an *id*. The **browser** keeps the last one, see
      [the standard](https://html.spec.whatwg.org/) for more.

      1. connect
      2. drop
         - nested

      - [x] seen
      - [ ] tried, with a text that is long enough to wrap

      ```console run
      sse> server start
      server │ listening
      ```

      > a quotation

      | field | means |
      |:------|------:|
      | id    | 日本   |

      ---
      <!-- not shown -->
      """
    #expect(
      Self.text(page) == """
        ## The id field

        An event may carry an id. The browser
        keeps the last one, see the standard
        (https://html.spec.whatwg.org/) for
        more.

        1. connect
        2. drop
           • nested

        [x] seen
        [ ] tried, with a text that is long
            enough to wrap

            sse> server start
            server │ listening

        │ a quotation

        field  means
        ─────  ─────
        id      日本

        ────────────────────────────────────────
        """)
  }

  @Test func `what the learner types in a console stands out`() {
    let rows = MarkdownRows.rows(
      of: MarkdownDocument("```console\nsse> drop\ndropped\n```"), width: 40)
    #expect(rows[0].spans.map(\.style) == [.plain, .faint, .strong])
    #expect(rows[1].spans.map(\.style) == [.plain, .plain])
  }

  @Test func `a wide line of a transcript goes on below its own text`() {
    let page = """
      ```console
      $ curl -N -i -H 'Last-Event-ID: 4' http://127.0.0.1:8080/events
      client │ event  message  id 1  An update from the server
      a plain line that has to be broken as well
      ```
      """
    let rows = MarkdownRows.rows(of: MarkdownDocument(page), width: 40)
    #expect(
      rows.flatMap { $0.wrapped(to: 40) }.map(\.trimmed) == [
        "    $ curl -N -i -H 'Last-Event-ID: 4'",
        "        http://127.0.0.1:8080/events",
        "    client │ event  message  id 1  An",
        "               update from the server",
        "    a plain line that has to be broken",
        "      as well",
      ])
  }

  @Test func `a console's prompt takes no columns away from its text`() {
    #expect(Self.text("```\na\tb\n```") == "    a       b")
  }

  @Test(arguments: [8, 20, 40, 80])
  func `running text and tables never exceed the width`(width: Int) {
    let text = """
      # A heading that is rather long for a narrow screen

      Text with 日本語 and `code that is long` and https://example.com/a/long/address/that/is/broken

      | a column | another column | 日本語 |
      |---|---|---|
      | some text | more text in a cell | x |
      """
    let rows = MarkdownRows.rows(of: MarkdownDocument(text), width: width)
    #expect(rows.filter { $0.width > max(width, 22) } == [])
  }

  @Test func `every text is a document`() {
    for text in [
      "", "\0", "[", "```", "|||\n|-|", String(repeating: "> ", count: 500) + "deep",
      String(repeating: "*", count: 999), "<b", "&#0;", "\u{1B}[2J",
    ] {
      let rows = MarkdownRows.rows(of: MarkdownDocument(text), width: 20)
      #expect(rows.allSatisfy { $0.text.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
    }
  }
}

extension Row {
  /// The text without spaces at its end.
  fileprivate var trimmed: String {
    String(text.reversed().drop { $0 == " " }.reversed())
  }
}
