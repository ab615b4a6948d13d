import TerminalDriver
import Testing

/// The terminal is given back as it was, whatever happens.
@Suite(.serialized) struct MannersTests {
  /// A shell that starts the demo and then says whether the settings are the same.
  static func shell(_ arguments: String = "") -> TmuxTerminal {
    let terminal = TmuxTerminal(columns: 80, rows: 24, command: "bash --norc --noprofile")
    terminal.type(
      " PS1='shell$ '; B=$(stty -a); SWIFT_BACKTRACE=enable=no '\(DemoProgram.path)' \(arguments);"
        + " [ \"$B\" = \"$(stty -a)\" ] && echo settings are the s''ame || echo they d''iffer")
    terminal.press("Enter")
    return terminal
  }

  /// The screen once the shell has its prompt again.
  static func ending(_ terminal: TmuxTerminal) -> [String] {
    let picture = terminal.waitUntil { picture in
      picture.rows.contains { $0.hasPrefix("settings are") || $0.hasPrefix("they differ") }
        && picture.rows[picture.cursor.row] == "shell$"
    }
    return picture?.rows ?? terminal.picture().rows
  }

  @Test(arguments: [
    ("quit", ""), ("exit", ""), ("abort", ""), ("trap", ""), ("signal 15", ""), ("signal 1", ""),
    ("signal 3", ""), ("signal 11", ""), ("abort", "--heard"), ("signal 6", "--heard"),
    ("signal 3", "--heard"), ("signal 11", "--heard"),
  ])
  func `the settings are the same after`(way: String, option: String) {
    let terminal = Self.shell("--stream 50 \(option)")
    #expect(terminal.waitUntil { $0.text.contains("1 OPEN") } != nil)
    terminal.type(way)
    terminal.press("Enter")
    let rows = Self.ending(terminal)
    #expect(rows.contains("settings are the same"), "\(rows)")
    #expect(terminal.isTidy)
  }

  @Test func `Ctrl-D leaves, and the settings are the same`() {
    let terminal = Self.shell()
    #expect(terminal.waitUntil { $0.text.hasSuffix("sse>") } != nil)
    terminal.press("C-d")
    #expect(Self.ending(terminal).contains("settings are the same"))
  }

  @Test func `killed in the middle of a line, the shell's prompt stands below it`() {
    let terminal = Self.shell()
    #expect(terminal.waitUntil { $0.text.hasSuffix("sse>") } != nil)
    terminal.type("signal 15")
    terminal.press("Enter")
    let rows = Self.ending(terminal)
    #expect(rows.contains("sse> signal 15"))
    #expect(rows.contains("settings are the same"))
  }

  @Test func `Ctrl-Z gives the terminal back, and fg takes it again`() {
    let terminal = TmuxTerminal(columns: 80, rows: 24, command: "bash --norc --noprofile")
    terminal.type(" PS1='shell$ '; B=$(stty -a); '\(DemoProgram.path)' --stream 500")
    terminal.press("Enter")
    #expect(terminal.waitUntil { $0.text.contains("1 OPEN") } != nil)
    terminal.type("half a")
    // The system forgets what was typed and not read yet when Ctrl-Z or Ctrl-C comes.
    #expect(terminal.waitUntil { $0.text.hasSuffix("half a") } != nil)
    terminal.press("C-z")
    #expect(terminal.waitUntil { $0.rows[$0.cursor.row] == "shell$" } != nil)
    terminal.type(" [ \"$B\" = \"$(stty -a)\" ] && echo settings are the s''ame")
    terminal.press("Enter")
    #expect(terminal.waitUntil { $0.text.contains("settings are the same") } != nil)
    // So long that a frame is due when the program goes on.
    terminal.type("sleep 0.3; fg")
    terminal.press("Enter")
    let back = terminal.waitUntil { $0.rows[$0.cursor.row] == "sse> half a" }
    let rows = back?.rows ?? []
    // What the shell wrote stands as it was written, and the panes begin below it.
    let shell = rows.drop { !$0.contains("Stopped") }.prefix { !$0.hasPrefix("── server") }
    #expect(!shell.isEmpty && !shell.contains { $0.contains("│") }, "\(rows)")
    terminal.type(" line")
    terminal.press("Enter")
    #expect(terminal.waitUntil { $0.text.contains("you said “half a line”") } != nil)
  }

  @Test func `Ctrl-C drops the line and shows a new prompt`() {
    let terminal = TmuxTerminal(columns: 80, rows: 24, command: "'\(DemoProgram.path)'")
    #expect(terminal.waitUntil { $0.text == "sse>" } != nil)
    terminal.type("half")
    #expect(terminal.waitUntil { $0.text == "sse> half" } != nil)
    terminal.press("C-c")
    #expect(terminal.waitUntil { $0.text == "sse> half^C\n[interrupt]\nsse>" } != nil)
  }

  @Test func `Ctrl-C gives a search up too`() {
    let terminal = TmuxTerminal(columns: 80, rows: 24, command: "'\(DemoProgram.path)'")
    #expect(terminal.waitUntil { $0.text == "sse>" } != nil)
    terminal.type("print 1\r")
    #expect(terminal.waitUntil { $0.text.hasSuffix("row 1\nsse>") } != nil)
    terminal.press("C-r")
    terminal.type("pri")
    #expect(terminal.waitUntil { $0.text.hasSuffix("sse> print 1\nbck:pri") } != nil)
    terminal.press("C-c")
    #expect(
      terminal.waitUntil { $0.text.hasSuffix("\n[interrupt]\nsse>") && !$0.text.contains("bck") }
        != nil, "\(terminal.picture().text)")
    terminal.type("print 2\r")
    #expect(terminal.waitUntil { $0.text.hasSuffix("printed row 2\nsse>") } != nil)
  }

  @Test func `clearing leaves panes and prompt at the top, and what is typed`() {
    let terminal = TmuxTerminal(
      columns: 80, rows: 24, command: "'\(DemoProgram.path)' --stream 50")
    #expect(terminal.waitUntil { $0.text.contains("1 OPEN") } != nil)
    terminal.type("print 5\rhalf")
    #expect(terminal.waitUntil { $0.text.contains("printed row 5") } != nil)
    terminal.press("C-l")
    let cleared = terminal.waitUntil { picture in
      picture.rows[0].hasPrefix("── server sends") && picture.text.hasSuffix("──\nsse> half")
    }
    #expect(cleared != nil, "\(terminal.picture().text)")
  }

  @Test func `what is typed while a command runs is kept for the next prompt`() {
    let terminal = TmuxTerminal(columns: 80, rows: 24, command: "'\(DemoProgram.path)'")
    #expect(terminal.waitUntil { $0.text == "sse>" } != nil)
    terminal.type("wait 600")
    terminal.press("Enter")
    #expect(terminal.waitUntil { $0.text == "sse> wait 600\nwaiting" } != nil)
    terminal.type("ahead")
    #expect(terminal.waitUntil { $0.text.hasSuffix("waiting\nwaited\nsse> ahead") } != nil)
  }

  @Test func `pasted lines run one after the other`() {
    let terminal = TmuxTerminal(columns: 80, rows: 24, command: "'\(DemoProgram.path)'")
    #expect(terminal.waitUntil { $0.text == "sse>" } != nil)
    terminal.paste("print 1\nwait 10\nprint 2\n")
    let expected = """
      sse> print 1
      printed row 1
      sse> wait 10
      waiting
      waited
      sse> print 2
      printed row 1
      printed row 2
      sse>
      """
    #expect(terminal.waitUntil { $0.text == expected } != nil, "\(terminal.picture().text)")
  }

  @Test func `Tab completes what is certain and lists what is not`() {
    let terminal = TmuxTerminal(columns: 80, rows: 24, command: "'\(DemoProgram.path)'")
    #expect(terminal.waitUntil { $0.text == "sse>" } != nil)
    terminal.type("pre\t")
    #expect(terminal.waitUntil { $0.text == "sse> prefi" } != nil)
    terminal.type("\t")
    let expected = "  prefill     prefix-one  prefix-two\nsse> prefi"
    #expect(terminal.waitUntil { $0.text == expected } != nil, "\(terminal.picture().text)")
    terminal.type("ll\t")
    #expect(
      terminal.waitUntil { $0.text.hasSuffix("\nsse> prefill") && $0.cursor.column == 13 } != nil)
  }

  @Test func `with panes up, everything that was printed is in the scrollback once and in order`() {
    let terminal = TmuxTerminal(columns: 80, rows: 24, command: "'\(DemoProgram.path)' --stream 50")
    #expect(terminal.waitUntil { $0.text.contains("1 OPEN") } != nil)
    terminal.type("print 100")
    terminal.press("Enter")
    terminal.type("stop")
    terminal.press("Enter")
    #expect(
      terminal.waitUntil { $0.text.hasSuffix("──\nsse>") && !$0.text.contains("OPEN") } != nil)
    let rows = terminal.scrollback().split(separator: "\n").filter { $0.contains("printed row") }
    #expect(rows == (1...100).map { "printed row \($0)" })
    #expect(!terminal.scrollback().contains("server sends"))
  }

  @Test func `without escape sequences rows are appended and the line survives them`() {
    let terminal = TmuxTerminal(
      columns: 80, rows: 24, command: "env TERM=dumb '\(DemoProgram.path)'")
    #expect(terminal.waitUntil { $0.text == "sse>" } != nil)
    terminal.type("print 2")
    terminal.press("Enter")
    let expected = "sse> print 2\nprinted row 1\nprinted row 2\nsse>"
    #expect(terminal.waitUntil { $0.text == expected } != nil, "\(terminal.picture().text)")
  }
}
