import TerminalDriver
import Testing

@testable import Terminal

/// A command that stands ready at the prompt, in a real terminal.
@Suite(.serialized) struct ReadyTextTests {
  private static let offered = "sse> print 2 ↵"

  /// The demo with a command standing ready, and the cursor before it.
  private func terminal(
    _ variables: String = "", arguments: String = "", ready: String = "print 2"
  ) -> TmuxTerminal {
    let terminal = TmuxTerminal(
      columns: 80, rows: 24, command: "env \(variables) '\(DemoProgram.path)' \(arguments)")
    #expect(terminal.waitUntil { $0.text.hasSuffix("sse>") } != nil)
    terminal.type("ready \(ready)\r")
    let shown = terminal.waitUntil { $0.text.hasSuffix("sse> \(ready) ↵") && $0.cursor.column == 5 }
    #expect(shown != nil, "\(terminal.picture())")
    return terminal
  }

  private func expectLast(_ line: String, column: Int, on terminal: TmuxTerminal) {
    let shown = terminal.waitUntil { picture in
      picture.text.hasSuffix("\n\(line)") && picture.cursor.column == column
    }
    #expect(shown != nil, "\(terminal.picture())")
  }

  @Test func `Enter runs it, and then it stands there as any line that was typed`() {
    let terminal = terminal()
    terminal.press("Enter")
    let text = "sse> print 2\nprinted row 1\nprinted row 2\nsse>"
    #expect(terminal.waitUntil { $0.text.hasSuffix(text) } != nil, "\(terminal.picture())")
  }

  @Test(arguments: [
    ("nothing", []), ("Ctrl-L", ["C-l"]), ("a list of completions", ["Tab"]),
    ("Ctrl-L and a list", ["C-l", "Tab"]),
  ])
  func `a letter takes its place after this`(what: String, keys: [String]) {
    let terminal = terminal()
    for key in keys { terminal.press(key) }
    let stands = terminal.waitUntil {
      $0.text.hasSuffix(Self.offered) && $0.cursor.column == 5
        && (keys.contains("Tab") == $0.text.contains("prefix-one"))
        && (keys.first != "C-l" || !$0.text.contains("sse> ready"))
    }
    #expect(stands != nil, "after \(what): \(terminal.picture())")
    terminal.type("hint")
    #expect(
      terminal.waitUntil { $0.text.hasSuffix("sse> hint") && $0.cursor.column == 9 } != nil,
      "after \(what): \(terminal.picture())")
    #expect(!terminal.picture().text.contains("↵"))
  }

  @Test func `a letter takes its place after the window got another size, and while rows come`() {
    let terminal = terminal(arguments: "--print 20", ready: "print 3")
    terminal.resize(columns: 60, rows: 20)
    #expect(
      terminal.waitUntil {
        $0.rows.count == 20 && $0.text.hasSuffix("\nsse> print 3 ↵") && $0.cursor.column == 5
      } != nil, "\(terminal.picture())")
    terminal.type("日本")
    expectLast("sse> 日本", column: 9, on: terminal)
  }

  @Test(arguments: ["BSpace", "C-u", "C-k", "C-h"])
  func `a key that erases takes it away`(key: String) {
    let terminal = terminal()
    terminal.press(key)
    expectLast("sse>", column: 5, on: terminal)
    terminal.type("x")
    expectLast("sse> x", column: 6, on: terminal)
  }

  @Test func `an arrow takes it over to be edited`() {
    let terminal = terminal()
    terminal.press("Left")
    expectLast("sse> print 2", column: 11, on: terminal)
    terminal.type("1")
    expectLast("sse> print 12", column: 12, on: terminal)
  }

  @Test func `Up recalls the line before, and Down comes back to it`() {
    let terminal = terminal()
    terminal.press("Up")
    expectLast("sse> ready print 2", column: 18, on: terminal)
    terminal.press("Down")
    expectLast("sse> print 2", column: 12, on: terminal)
  }

  @Test func `it may have more rows than one, and wide letters`() {
    let long = "print 2 " + String(repeating: "日本語", count: 25)
    let terminal = terminal("DEMO=1", ready: "x")
    terminal.type("ready \(long)\r")
    let shown = "sse> \(long) ↵"
    func isShown(_ picture: TmuxTerminal.Picture) -> Bool {
      picture.text.replacing("\n", with: "").hasSuffix(shown.replacing("\n", with: ""))
        && picture.cursor.column == 5
    }
    #expect(terminal.waitUntil { isShown($0) } != nil, "\(terminal.picture())")
    terminal.press("C-l")
    #expect(terminal.waitUntil { isShown($0) && $0.cursor.row == 0 } != nil)
    terminal.type("y")
    #expect(terminal.waitUntil { $0.text == "sse> y" && $0.cursor == (6, 0) } != nil)
  }

  @Test func `Ctrl-C takes it away, and Ctrl-D ends as on an empty line`() {
    let terminal = terminal()
    terminal.press("C-c")
    expectLast("sse>", column: 5, on: terminal)
    terminal.type("ready\r")
    expectLast("sse> print 2 ↵", column: 5, on: terminal)
    terminal.press("C-d")
    #expect(terminal.waitUntil { $0.text.isEmpty } != nil, "\(terminal.picture())")
  }

  @Test(arguments: [("NO_COLOR=1", false), ("NO_COLOR=", true)])
  func `it is paler than what is typed where there is colour`(variable: String, isPale: Bool) {
    let terminal = terminal(variable)
    #expect(terminal.styledText().contains("\u{1B}[2mprint 2 ↵") == isPale)
  }

  @Test func `where nothing can be painted a row says what Enter runs`() {
    let terminal = TmuxTerminal(
      columns: 80, rows: 24, command: "'\(DemoProgram.path)' --plain")
    #expect(terminal.waitUntil { $0.text.hasSuffix("sse>") } != nil)
    terminal.type("ready\r")
    let text = "sse> ready\nEnter runs: print 2\nsse>"
    #expect(terminal.waitUntil { $0.text == text } != nil, "\(terminal.picture())")
    terminal.press("Enter")
    #expect(
      terminal.waitUntil { $0.text == text + " print 2\nprinted row 1\nprinted row 2\nsse>" }
        != nil,
      "\(terminal.picture())")
    terminal.type("ready\rhalf")
    #expect(terminal.waitUntil { $0.text.hasSuffix("\nsse> half") } != nil)
  }

  // MARK: Typed before its time

  @Test func `an Enter from before the result is thrown away, and what stands ready still does`() {
    let terminal = Self.waiting()
    terminal.press("Enter", "Enter", "Space", "Enter")
    let text = "sse> wait 400 print 2\nwaiting\nwaited\nsse> print 2 ↵"
    #expect(terminal.waitUntil { $0.text == text } != nil, "\(terminal.picture())")
    #expect(terminal.waitUntil(seconds: 0.3) { $0.text != text } == nil)
  }

  @Test func `text that was taken back before the result is no line either`() {
    let terminal = Self.waiting()
    terminal.type("no")
    terminal.press("BSpace", "BSpace", "Enter")
    let text = "waited\nsse> print 2 ↵"
    #expect(terminal.waitUntil { $0.text.hasSuffix(text) } != nil, "\(terminal.picture())")
    #expect(terminal.waitUntil(seconds: 0.3) { !$0.text.hasSuffix(text) } == nil)
  }

  @Test func `text from before the result is kept and runs`() {
    let terminal = Self.waiting()
    terminal.type("\r\rhello\r\rhalf")
    let text = "waited\nsse> hello\nyou said “hello”\nsse> half"
    #expect(terminal.waitUntil { $0.text.hasSuffix(text) } != nil, "\(terminal.picture())")
  }

  /// The demo in the middle of a command, after which another stands ready.
  private static func waiting() -> TmuxTerminal {
    let terminal = PromptFeatureTests.demo()
    terminal.type("wait 400 print 2\r")
    #expect(terminal.waitUntil { $0.text.hasSuffix("waiting") } != nil)
    return terminal
  }
}
