/// Types at random into a demo whose panes stream, and compares what the screen shows with a model.
public struct PromptDriver {
  /// What came of it.
  public struct Report: Sendable {
    /// How often the screen was compared.
    public var checks = 0
    /// What was wrong, each with the expected and the shown rows.
    public var wrong: [String] = []
    /// How many keys were typed.
    public var keys = 0
  }

  /// How long the screen may take to become what it must be.
  static let patience = 4.0

  private let terminal: TmuxTerminal
  private var random: SeededGenerator
  private var model = LineModel()
  private var columns: Int
  private var rows: Int
  private let hasPanes: Bool
  private let isSteady: Bool
  private var report = Report()
  /// How many lines have been entered.
  private var entered = 0

  private static let letters = Array("abcdefghijklmnop    éüæ日本語👍한글→0123456789")

  /// Starts the demo.
  ///
  /// - Parameters:
  ///   - demo: The path of the program.
  ///   - seed: The same seed types the same.
  ///   - arguments: What the demo shows meanwhile: `--stream N`, N events a second in panes, or
  ///     `--print N`, rows above the prompt.
  ///   - columns: The width of the screen at the start.
  ///   - rows: Its height at the start.
  ///   - isSteady: Whether the screen keeps its size and is never cleared; all that was printed
  ///     must then stand above the prompt in the end.
  public init(
    demo: String, seed: UInt64, arguments: String = "--stream 50", columns: Int = 80,
    rows: Int = 24, isSteady: Bool = false
  ) {
    random = SeededGenerator(seed: seed)
    self.columns = columns
    self.rows = rows
    self.isSteady = isSteady
    hasPanes = arguments.contains("--stream")
    terminal = TmuxTerminal(
      columns: columns, rows: rows,
      command: "env SWIFT_BACKTRACE=enable=no '\(demo)' \(arguments)")
  }

  /// Makes so many checks, some keys before each.
  public mutating func run(checks: Int) -> Report {
    guard terminal.waitUntil({ $0.text.contains("sse>") }) != nil else {
      report.wrong.append("no prompt came")
      return report
    }
    while report.checks < checks && report.wrong.count < 10 {
      act()
      check()
    }
    if isSteady { checkText() }
    terminal.close()
    return report
  }

  // MARK: Typing

  private mutating func act() {
    switch Int.random(in: 0..<20, using: &random) {
    case 0: enter()
    case 1 where !isSteady: resize()
    case 2: search()
    case 3 where !isSteady: terminal.press("C-l")
    default: edit()
    }
  }

  private mutating func edit() {
    // A key at a time for keys, in bursts for text: both orders of drawing and typing occur.
    for _ in 0..<4 {
      var text = ""
      for _ in 0..<Int.random(in: 0..<8, using: &random) {
        guard let letter = Self.letters.randomElement(using: &random) else { continue }
        text.append(letter)
        model.insert(letter)
      }
      if !text.isEmpty { terminal.type(text) }
      report.keys += text.count
      guard let key = Self.likelyKeys.randomElement(using: &random) else { continue }
      for _ in 0..<Int.random(in: 1..<6, using: &random) { press(key) }
    }
  }

  private static let likelyKeys: [Key] = [
    .left, .left, .right, .home, .end, .end, .backspace, .delete, .kill, .up, .down, .left,
  ]

  private mutating func press(_ key: Key) {
    terminal.press(key.name)
    model.press(key)
    report.keys += 1
  }

  /// Enter needs a line that the demo only repeats.
  private mutating func enter() {
    terminal.press("C-a")
    terminal.type("x")
    terminal.press("Enter")
    model.cursor = 0
    model.insert("x")
    model.enter()
    entered += 1
    report.keys += 3
  }

  private mutating func resize() {
    columns = Int.random(in: hasPanes ? 60...132 : 24...132, using: &random)
    rows = Int.random(in: 9...40, using: &random)
    terminal.resize(columns: columns, rows: rows)
  }

  /// Ctrl-R draws a second line below the first; Ctrl-G gives it up.
  private mutating func search() {
    guard let last = model.history.last, !last.isEmpty else { return }
    terminal.press("C-r")
    terminal.type("x")
    report.keys += 2
    let shown = terminal.waitUntil(seconds: Self.patience) { picture in
      // A line of many rows may leave no room for panes.
      picture.rows.contains { $0.hasSuffix("bck:x") } && (rows < 30 || panesAreWhole(picture))
    }
    if shown == nil { report.wrong.append("Ctrl-R:\n\(terminal.picture().text)") }
    report.checks += 1
    terminal.press("C-g")
    // What Ctrl-G leaves in the line is libedit's affair: begin anew.
    terminal.press("C-u")
    model.press(.killAll)
  }

  // MARK: Checking

  private mutating func check() {
    report.checks += 1
    // Of a line with more rows than the screen libedit shows what it can: begin anew.
    if model.block(columns: columns).rows.count > rows {
      terminal.press("C-u")
      model.press(.killAll)
    }
    if terminal.waitUntil(seconds: Self.patience, { isRight($0) }) != nil { return }
    let expected = model.block(columns: columns)
    report.wrong.append(
      """
      check \(report.checks), \(columns)x\(rows), expected cursor \(expected.column) in row \
      \(expected.row) of:
      \(expected.rows.joined(separator: "\n"))
      shown, cursor \(terminal.picture().cursor):
      \(terminal.picture().text)
      """)
    // Go on from a known state, or one mistake would be counted for ever.
    terminal.press("C-u")
    terminal.press("C-l")
    model.press(.killAll)
  }

  private func isRight(_ picture: TmuxTerminal.Picture) -> Bool {
    var expected = model.block(columns: columns)
    // The empty row after a full one may be below the screen unless the cursor is in it.
    while expected.rows.count > expected.row + 1, expected.rows.last?.isEmpty == true {
      expected.rows.removeLast()
    }
    guard picture.rows.count == rows, picture.cursor.column == expected.column else { return false }
    let top = picture.cursor.row - expected.row
    let end = top + expected.rows.count
    guard top >= 0, end <= picture.rows.count else { return false }
    guard Array(picture.rows[top..<end]) == expected.rows else { return false }
    return picture.rows[end...].allSatisfy(\.isEmpty) && panesAreWhole(picture, above: top)
  }

  /// Of the rows that the demo prints, none may be missing and none come twice: those of `--print`
  /// are numbered, and each line that was entered is answered by one.
  private mutating func checkText() {
    report.checks += 1
    let rows = terminal.scrollback().split(separator: "\n")
    let places = rows.compactMap { row -> Int? in
      let words = row.split(separator: " ")
      guard words.count > 2, words[1] == "│", let number = words.last.flatMap({ Int($0) }) else {
        return nil
      }
      return 2 * number + (words[0] == "client" ? 1 : 0)
    }
    let answers = rows.count { $0.hasPrefix("you said “x") }
    if answers != entered { report.wrong.append("\(answers) of \(entered) answers are there") }
    for (place, next) in zip(places, places.dropFirst()) where place + 1 != next {
      report.wrong.append("after \(place / 2) of the printed rows comes \(next / 2)")
    }
  }

  /// The row above the prompt is the panes' last one, and their first one is on the screen.
  private func panesAreWhole(_ picture: TmuxTerminal.Picture, above top: Int? = nil) -> Bool {
    let isCramped = rows < 10 || model.block(columns: columns).rows.count > 3
    if !hasPanes || isCramped { return true }
    let heads = picture.rows.filter { $0.contains("server sends") }
    let rules = picture.rows.indices.filter { index in
      picture.rows[index].hasPrefix("──────") && picture.rows[index].hasSuffix("──────")
        && !picture.rows[index].contains("sends") && !picture.rows[index].contains("receives")
    }
    guard heads.count == 1, rules.count == 1 else { return false }
    return top.map { rules[0] == $0 - 1 } ?? true
  }
}

/// Random numbers that come again with the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var result = state
    result = (result ^ (result >> 30)) &* 0xBF58_476D_1CE4_E5B9
    result = (result ^ (result >> 27)) &* 0x94D0_49BB_1331_11EB
    return result ^ (result >> 31)
  }
}
