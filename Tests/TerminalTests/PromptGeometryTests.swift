import Testing

@testable import Terminal

@Suite struct PromptGeometryTests {
  static func geometry(_ line: String, cursor: Int? = nil, columns: Int = 20, rows: Int = 10)
    -> PromptGeometry
  {
    let scalars = line.unicodeScalars.map(\.value)
    return PromptGeometry(
      promptWidth: 5, line: scalars, cursor: cursor ?? scalars.count,
      size: Size(columns: columns, rows: rows))
  }

  @Test func `a short line of ASCII lies in one row and needs no help`() {
    let geometry = Self.geometry("help")
    #expect(geometry.rows == 1 && geometry.cursorRow == 0 && geometry.isSimple)
  }

  @Test func `a full row goes on in the next at once`() {
    #expect(Self.geometry(String(repeating: "x", count: 14)).rows == 1)
    #expect(Self.geometry(String(repeating: "x", count: 15)).rows == 2)
    #expect(Self.geometry(String(repeating: "x", count: 15), cursor: 14).cursorRow == 0)
    #expect(Self.geometry(String(repeating: "x", count: 15)).cursorRow == 1)
  }

  @Test func `a wide character does not stand across the margin`() {
    let line = String(repeating: "x", count: 14) + "日"
    #expect(Self.geometry(line).rows == 2)
    #expect(Self.geometry(line, cursor: 14).cursorRow == 1)
    #expect(Self.geometry(line, cursor: 14).cursorColumn == 0)
    #expect(Self.geometry(line, cursor: 13).cursorColumn == 18)
    #expect(Self.geometry(line).cursorColumn == 2)
    #expect(!Self.geometry("日").isSimple)
  }

  @Test func `what libedit writes into the middle of a wide character is written again`() {
    // Prompt of 5, 日 in columns 6 and 7, the second row ends in column 7.
    let line = "a日bc\u{1}" + String(repeating: "x", count: 8) + "1234567"
    #expect(Self.geometry(line, cursor: 1).mending == nil)
    #expect(Self.geometry(line, cursor: 2).mending?.text == "日")
    #expect(Self.geometry(line, cursor: 3).mending?.text == "日b")
    #expect(Self.geometry(line, cursor: 4).mending?.text == "日bc")
    #expect(Self.geometry(line, cursor: 4).mending?.column == 6)
    #expect(Self.geometry(line, cursor: 5).mending == nil)
    #expect(Self.geometry(line).mending == nil)
    #expect(Self.geometry(line + "8", cursor: 4).mending == nil)
    let control = "a日\u{1}" + String(repeating: "x", count: 10) + "1234567"
    #expect(Self.geometry(control, cursor: 3).mending?.text == "日^A")
  }

  @Test func `a line feed within, as a search puts it, begins a row`() {
    #expect(Self.geometry("run\nbck:ru", cursor: 3).cursorRow == 0)
    #expect(Self.geometry("run\nbck:ru", cursor: 3).lastRow == 1)
  }

  @Test func `control characters and unprintable ones take the cells that libedit gives them`() {
    #expect(!Self.geometry("\u{1}").isSimple)
    #expect(Self.geometry(String(repeating: "\u{1}", count: 8)).rows == 2)
    #expect(Self.geometry("\u{E000}\u{10FFFF}\u{10FFFF}").rows == 2)
  }

  @Test(arguments: [0, 1, 2, 3, 5])
  func `the narrowest screens are no trap`(columns: Int) {
    let geometry = Self.geometry("日本 text", columns: columns, rows: 3)
    #expect(geometry.cursorRow <= 2 && geometry.lastRow <= 2)
  }

  @Test func `a line longer than the screen ends in its last row`() {
    #expect(Self.geometry(String(repeating: "x", count: 900)).lastRow == 9)
  }
}

@Suite struct LineHistoryTests {
  @Test func `up and down walk through the lines and back to what was typed`() {
    var history = LineHistory(["one", "two"])
    #expect(history.newer() == nil)
    #expect(history.older(than: "dra") == "two")
    #expect(history.older(than: "two") == "one")
    #expect(history.older(than: "one") == nil)
    #expect(history.newer() == "two")
    #expect(history.newer() == "dra")
    #expect(history.newer() == nil)
  }

  @Test func `blank lines and repetitions are not kept`() {
    var history = LineHistory()
    let kept = ["a", "a", "  ", "b", "a"].map { history.add($0) }
    #expect(kept == [true, false, false, true, true])
    #expect(history.lines == ["a", "b", "a"])
  }
}

@Suite struct HistoryFileTests {
  private let temporary = TemporaryHistory()
  private var path: String { temporary.path }

  @Test func `two programs at once keep the lines of both`() {
    let (one, two) = (HistoryFile(path: path), HistoryFile(path: path))
    one.append("first")
    two.append("second")
    one.append("grüße 日本語")
    #expect(two.load() == ["first", "second", "grüße 日本語"])
  }

  @Test func `the newest thousand lines are kept`() {
    let file = HistoryFile(path: path)
    for number in 0...(2 * HistoryFile.lineLimit) { file.append("line \(number)") }
    #expect(file.load().count == HistoryFile.lineLimit)
    #expect(file.load().last == "line \(2 * HistoryFile.lineLimit)")
    file.append("next")
    #expect(file.load().suffix(2) == ["line \(2 * HistoryFile.lineLimit)", "next"])
  }

  @Test func `a file that cannot be written, an empty and an endless line are no error`() {
    let nowhere = HistoryFile(path: "/proc/none/history")
    nowhere.append("x")
    #expect(nowhere.load() == [])
    let file = HistoryFile(path: path)
    file.append("")
    file.append(String(repeating: "x", count: HistoryFile.lineLengthLimit + 1))
    #expect(file.load() == [])
  }
}
