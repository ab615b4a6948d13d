import TerminalDriver
import Testing

@testable import Terminal

/// What people expect of a prompt, in a real terminal.
@Suite(.serialized) struct PromptFeatureTests {
  private let temporary = TemporaryHistory()

  /// The demo at its prompt, with these variables set for it.
  static func demo(_ variables: String = "", arguments: String = "") -> TmuxTerminal {
    let terminal = TmuxTerminal(
      columns: 80, rows: 24, command: "env \(variables) '\(DemoProgram.path)' \(arguments)")
    #expect(terminal.waitUntil { $0.text.hasSuffix("sse>") } != nil)
    return terminal
  }

  @Test func `a cursor that comes up into the middle of a wide letter leaves it whole`() {
    let terminal = TmuxTerminal(columns: 80, rows: 24, command: "'\(DemoProgram.path)'")
    #expect(terminal.waitUntil { $0.text == "sse>" } != nil)
    // The second row ends in column 11, which is the second half of a letter in the first.
    let line = "👍6한한n " + String(repeating: "x", count: 66) + "o1c45한k9cü"
    terminal.type(line)
    terminal.press("C-a")
    for _ in 1...5 { terminal.press("Right") }
    let shown = terminal.waitUntil { picture in
      picture.cursor == (13, 0) && picture.text == "sse> \(line.dropLast(10))\n\(line.suffix(10))"
    }
    #expect(shown != nil, "\(terminal.picture())")
  }

  @Test func `a status stands right above the prompt, below the panes, until it is taken away`() {
    let terminal = TmuxTerminal(
      columns: 80, rows: 24, command: "'\(DemoProgram.path)' --stream 50")
    #expect(terminal.waitUntil { $0.text.contains("1 OPEN") } != nil)
    terminal.type("progress 3\rprint 1\rhalf")
    let bar =
      "[" + String(repeating: "#", count: 22) + String(repeating: "-", count: 8) + "] 3/4  steps"
    let shown = terminal.waitUntil { picture in
      picture.text.hasSuffix("──\n\(bar)\nsse> half") && picture.text.contains("printed row 1")
    }
    #expect(shown != nil, "\(terminal.picture().text)")
    terminal.press("C-u")
    terminal.type("stop\r")
    #expect(
      terminal.waitUntil { $0.text.hasSuffix("──\n\(bar)\nsse>") && !$0.text.contains("OPEN") }
        != nil)
    terminal.type("progress\r")
    #expect(terminal.waitUntil { $0.text.hasSuffix("──\nsse> progress\nsse>") } != nil)
  }

  @Test func `lines are remembered between runs, and Ctrl-R finds them`() {
    let path = temporary.path
    var terminal = Self.demo("DEMO_HISTORY=\(path)")
    terminal.type("print 3 grüße\rquit\r")
    #expect(terminal.waitUntil { $0.text.isEmpty } != nil)
    terminal = Self.demo("DEMO_HISTORY=\(path)")
    terminal.press("Up", "Up")
    #expect(terminal.waitUntil { $0.text == "sse> print 3 grüße" } != nil)
    terminal.press("C-u", "C-r")
    terminal.type("rin")
    #expect(terminal.waitUntil { $0.text == "sse> print 3 grüße\nbck:rin" } != nil)
    terminal.press("Enter")
    #expect(terminal.waitUntil { $0.text.hasSuffix("printed row 3\nsse>") } != nil)
    #expect(HistoryFile(path: path).load() == ["print 3 grüße", "quit", "print 3 grüße"])
  }

  @Test func `the user's editrc is honoured, and Tab completes whatever it says`() {
    let path = temporary.path
    Descriptor.create(path, "bind \"^T\" ed-move-to-beg\nbind \"^I\" ed-insert\n")
    let terminal = Self.demo("EDITRC=\(path)")
    terminal.type("fil")
    terminal.press("C-t")
    terminal.type("pre")
    #expect(terminal.waitUntil { $0.text == "sse> prefil" } != nil)
    terminal.press("C-e", "Tab")
    #expect(terminal.waitUntil { $0.text == "sse> prefill" } != nil)
  }

  @Test func `the line can be edited by words, and what was cut comes back`() {
    let terminal = Self.demo()
    terminal.type("one two three")
    terminal.press("C-w")
    #expect(terminal.waitUntil { $0.text == "sse> one two" } != nil)
    terminal.press("C-y")
    #expect(terminal.waitUntil { $0.text == "sse> one two three" } != nil)
    terminal.press("C-Left", "C-Left")
    terminal.type("x")
    #expect(terminal.waitUntil { $0.text == "sse> one xtwo three" } != nil)
  }

  @Test func `the cursor is never within a wide character`() {
    // Found by 10,000 random checks: the end of the second row lies below the middle of one.
    let terminal = Self.demo()
    terminal.resize(columns: 30, rows: 10)
    terminal.type("abcde" + "日" + String(repeating: "x", count: 18) + "0123456789z")
    #expect(terminal.waitUntil { $0.cursor == (11, 1) } != nil)
    terminal.press("C-a")
    for column in [5, 6, 7, 8, 9, 10, 12, 13, 14] {
      #expect(terminal.waitUntil { $0.cursor == (column, 0) } != nil)
      terminal.press("Right")
    }
  }

  @Test(arguments: [("NO_COLOR=1", false), ("NO_COLOR=", true)])
  func `colours and emphasis are there unless NO_COLOR is set`(variable: String, styled: Bool) {
    let terminal = Self.demo(variable, arguments: "--stream 20")
    #expect(terminal.waitUntil { $0.text.contains("1 OPEN") && $0.text.contains("id: 1⏎") } != nil)
    #expect(terminal.styledText().contains("\u{1B}[") == styled)
  }

  @Test func `asked for plain text, a capable terminal gets no redraws either`() {
    let terminal = Self.demo(arguments: "--plain")
    terminal.type("print 2\r")
    let expected = "sse> print 2\nprinted row 1\nprinted row 2\nsse>"
    #expect(terminal.waitUntil { $0.text == expected } != nil, "\(terminal.picture().text)")
    #expect(!terminal.styledText().contains("\u{1B}["))
  }
}

extension Descriptor {
  /// Writes a file.
  static func create(_ path: String, _ text: String) {
    HistoryFile(path: path).append(String(text.dropLast()))
  }
}
