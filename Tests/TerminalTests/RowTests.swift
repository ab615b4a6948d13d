import Testing

@testable import Terminal

@Suite struct RowTests {
  @Test func `columns are reached with spaces in text`() {
    let row = Row("id").appending("5", column: 6).appending("late", column: 3)
    #expect(row.text == "id    5late")
    #expect(row.width == 11)
  }

  @Test func `nothing in a row does anything to the screen`() {
    let row = Row("a\u{1B}[2Jb\r\n\u{7F}\u{85}\u{202E}c\t")
    #expect(row.text == "a␛[2Jb␍␊␡\u{FFFD}\u{FFFD}c␉")
  }

  @Test(arguments: [
    ("日本語", 6), ("👍", 2), ("e\u{301}", 1), ("❤️", 2), ("👩‍👩‍👧", 6), ("🇫🇷", 2), ("한글", 4),
    ("plain", 5), ("", 0), ("→", 1),
  ])
  func `the width is the most cells that any terminal takes`(text: String, width: Int) {
    #expect(Row(text).width == width)
  }

  @Test func `a character without an end is broken where the row ends`() {
    for piece in ["\u{1100}", "क\u{94D}", "👩\u{200D}", "\u{301}", "\u{FE0F}", "\u{1161}"] {
      let row = Row("a" + String(repeating: piece, count: 5000))
      #expect(row.wrapped(to: 20).allSatisfy { $0.width <= 20 })
      #expect(row.cut(to: 20).width <= 20)
    }
    #expect(Row("🇫🇷🇩🇪").wrapped(to: 3).map(\.text) == ["🇫🇷", "🇩🇪"])
    #expect(Row("👍🏽👍🏽").wrapped(to: 5).map(\.text) == ["👍🏽", "👍🏽"])
  }

  @Test func `the beginning of a text ends where a character does, if that has an end`() {
    #expect("日本".prefix(bytes: 4) == "日")
    #expect("xe\u{301}".prefix(bytes: 2) == "x")
    #expect("a\n\nb".prefix(bytes: 2) == "a\n")
    #expect(String(repeating: "\u{301}", count: 100_000).prefix(bytes: 11).utf8.count == 10)
  }

  @Test func `cutting ends in a mark and never overflows`() {
    let row = Row("data: ", .field).appending("日本語 text")
    #expect(row.cut(to: 40) == row)
    #expect(row.cut(to: 10).text == "data: 日›")
    #expect(row.cut(to: 9).text == "data: 日›")
    #expect(row.cut(to: 8).text == "data: ›")
    #expect(row.cut(to: 0).text == "")
    for width in 1...17 { #expect(row.cut(to: width).width <= width) }
  }

  @Test func `wrapping breaks at spaces and indents what follows`() {
    let row = Row("data: ", .field).appending("An update from the server")
    #expect(
      row.wrapped(to: 16, indent: "  ").map(\.text) == [
        "data: An update", "  from the", "  server",
      ])
    #expect(row.wrapped(to: 16).map(\.width).allSatisfy { $0 <= 16 })
  }

  @Test func `a word longer than a row is broken where the row ends, and spaces elsewhere stay`() {
    #expect(
      Row("xx " + String(repeating: "y", count: 12)).wrapped(to: 6, indent: " ").map(\.text)
        == ["xx yyy", " yyyyy", " yyyy"])
    #expect(
      Row("xx ab").appending(String(repeating: "y", count: 12)).wrapped(to: 8).map(\.text)
        == ["xx abyyy", "yyyyyyyy", "y"])
    #expect(Row("日本語").wrapped(to: 3).map(\.text) == ["日", "本", "語"])
    #expect(Row("").wrapped(to: 3) == [Row()])
    #expect(Row("  a  b  cdef ").wrapped(to: 8).map(\.text) == ["  a  b", "cdef "])
  }

  @Test func `a long word without spaces is broken after its commas`() {
    let json = #"{"kind":"added","id":1,"text":"Buy milk and bread","completed":false}"#
    #expect(
      Row("data: ", .field).appending(json).wrapped(to: 36, indent: "  ").map(\.text) == [
        #"data: {"kind":"added","id":1,"#, #"  "text":"Buy milk and bread","#,
        #"  "completed":false}"#,
      ])
    let whole = #"data: {"id":1,"ok":true}"#
    #expect(Row(whole).wrapped(to: 24).map(\.text) == [whole])
    #expect(
      Row("the price is 1,000,000").wrapped(to: 20).map(\.text) == ["the price is", "1,000,000"])
    for width in 1...90 {
      let rows = Row(json).wrapped(to: width, indent: " ")
      #expect(rows.allSatisfy { $0.width <= max(width, 3) })
    }
  }

  @Test func `wrapping keeps the style of every piece`() {
    let rows = Row("one ").appending("two three", .bad).wrapped(to: 8)
    #expect(rows.map { $0.spans.map(\.style) } == [[.plain, .plain, .bad], [.bad]])
  }

  @Test func `colours are written only where they are wanted`() {
    let row = Row("id", .field).appending(": 5").appending("!", Style(.red, bold: true), column: 8)
    #expect(row.encoded(color: false) == "id: 5   !")
    #expect(row.encoded(color: true) == "\u{1B}[36mid\u{1B}[0m: 5   \u{1B}[1;31m!\u{1B}[0m")
    #expect(row.painted(color: false) == "id: 5\u{1B}[9G\u{1B}[K!")
  }
}

@Suite struct TextTableTests {
  static let table = TextTable(
    head: ["clients", "median", "text"],
    rows: [["10", "1.5 ms", "日本"], ["300", "12.25 ms", "naïve text"]],
    alignments: [.right, .right, .left])

  @Test func `columns are aligned by the cells they take`() {
    #expect(
      Self.table.rows(width: 80).map(\.text) == [
        "clients    median  text", "───────  ────────  ──────────", "     10    1.5 ms  日本",
        "    300  12.25 ms  naïve text",
      ])
  }

  @Test func `what does not fit is wrapped inside its column`() {
    let rows = Self.table.rows(width: 26)
    #expect(rows.allSatisfy { $0.width <= 26 })
    #expect(rows.suffix(2).map(\.text) == ["    300  12.25 ms  naïve", "                   text"])
  }

  @Test func `a table without a head has no line`() {
    #expect(TextTable(rows: [["a", "b"], ["cc"]]).rows(width: 20).map(\.text) == ["a   b", "cc"])
    #expect(TextTable(rows: []).rows(width: 20) == [])
  }
}

@Suite struct SmallPartsTests {
  @Test func `a bar says how far it is in figures too`() {
    #expect(
      ProgressBar(done: 50, total: 100, label: "streams").row(width: 40).text
        == "[##########-----------] 50/100  streams")
    #expect(ProgressBar(done: 3, total: 0).row(width: 20).text.hasSuffix("] 0/0"))
    #expect(
      ProgressBar(done: 9, total: 4, label: String(repeating: "x", count: 90)).row().width <= 80)
  }

  @Test func `where no bar can be painted a line comes at every tenth`() {
    var lines = ProgressLines()
    let rows = (0...50).compactMap { lines.row(for: ProgressBar(done: $0, total: 50)) }
    #expect(rows.count == 11)
    #expect(rows.first == "0 of 50" && rows.last == "50 of 50")
  }

  @Test func `pages end at empty rows where they can`() {
    let rows = "a\nb\n\nc\nd\ne\nf\ng\n\nh".split(separator: "\n", omittingEmptySubsequences: false)
      .map { Row(String($0)) }
    func split(_ rows: [Row], height: Int) -> [String] {
      var pages = Pages(rows)
      var result: [String] = []
      while pages.count > 0 { result.append(pages.next(height: height).map(\.text).joined()) }
      return result
    }
    #expect(split(rows, height: 4) == ["ab", "cdef", "gh"])
    #expect(split([], height: 10) == [])
    #expect(split(rows, height: 100) == ["abcdefgh"])
    #expect(split([Row(), "x", Row()], height: 0) == ["x"])
  }

  @Test func `pages that grow while they are read go on where they were`() {
    var pages = Pages(["1", "2", "3", "4", "5", Row()])
    #expect(pages.next(height: 4) == ["1", "2", "3", "4"])
    pages.append([Row(), "6", Row()])
    #expect(pages.count == 3)
    #expect(pages.next(height: 4) == ["5", Row(), "6"])
    #expect(pages.next(height: 4) == [])
  }

  @Test func `the list of candidates keeps to its limit and says how many more there are`() {
    let many = (1...200).map { Completion.Candidate("lesson-\($0)") }
    let rows = CandidateList.rows(many, size: Size(columns: 40, rows: 24))
    #expect(rows.count == CandidateList.rowLimit)
    #expect(rows.last?.text == "… 56 more rows; type another letter")
    #expect(rows.allSatisfy { $0.width <= 40 })
    let described = CandidateList.rows(
      [.init("drop", summary: "cuts the stream"), .init("quit", summary: "leaves")],
      size: .standard)
    #expect(described.map(\.text) == ["  drop  cuts the stream", "  quit  leaves"])
  }

  @Test func `frames are drawn when poked, thirty a second at most, and seldom when all sleeps`() {
    var ticker = FrameTicker()
    ticker.drew(true, .seconds(1))
    #expect(!ticker.isDue(.milliseconds(1249)))
    #expect(ticker.isDue(.milliseconds(1250)))
    ticker.poke()
    #expect(!ticker.isDue(.milliseconds(1033)))
    #expect(ticker.isDue(.milliseconds(1034)))
    ticker.drew(false, .seconds(4))
    #expect(!ticker.isDue(.milliseconds(4999)))
    #expect(ticker.isDue(.seconds(5)))
    #expect(FrameTicker.milliseconds(.microseconds(1500)) == 2)
    #expect(FrameTicker.milliseconds(.milliseconds(-3)) == 0)
  }

  @Test func `keys come as scalars, however their bytes arrive`() {
    var keys = KeyQueue()
    keys.append(Array("aé日👍".utf8).prefix(8))
    #expect([keys.next(), keys.next(), keys.next(), keys.next()] == ["a", "é", "日", nil])
    #expect(!keys.holdsScalar)
    keys.append(Array("👍".utf8).suffix(2) + [0xFF, 0xC3, 0x28, 0x80])
    #expect([keys.next(), keys.next(), keys.next()] == ["👍", "(", nil])
  }

  @Test(arguments: [
    (true, true, "xterm", false, Capabilities.Kind.full), (true, true, "dumb", false, .plain),
    (true, true, "", false, .plain), (true, true, "xterm", true, .plain),
    (false, true, "xterm", false, .script), (true, false, "xterm", false, .script),
  ])
  func `the kind of terminal follows from what there is`(
    input: Bool, output: Bool, term: String, plain: Bool, kind: Capabilities.Kind
  ) {
    let capabilities = Capabilities(
      isInputTerminal: input, isOutputTerminal: output, term: term, prefersPlain: plain)
    #expect(capabilities.kind == kind)
  }

  @Test func `NO_COLOR takes the colours away and nothing else`() {
    let plain = Capabilities.current(environment: ["TERM": "xterm", "NO_COLOR": "1"])
    #expect(!plain.hasColor && !plain.writesColor)
    #expect(Capabilities.current(environment: ["TERM": "xterm", "NO_COLOR": ""]).hasColor)
  }

  @Test func `rows that nobody takes are left out oldest first, and counted`() throws {
    let mailbox = try #require(Mailbox())
    for number in 0..<(Console.queueLimit + 1) { mailbox.post(.print([Row("\(number)")])) }
    let (mail, _) = mailbox.collect()
    var rows: [String] = []
    for case .print(let more) in mail { rows += more.map(\.text) }
    #expect(rows.count == Console.queueLimit / 2 + 1)
    #expect(rows.first == "… 5001 rows left out: they came faster than the screen")
    #expect(rows.last == "\(Console.queueLimit)")
  }
}
