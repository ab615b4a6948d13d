#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A terminal without a window: tmux, which draws as terminals do and can be asked what it shows.
public final class TmuxTerminal {
  /// What the screen shows.
  public struct Picture: Sendable, Hashable {
    /// The rows, without spaces at their ends.
    public var rows: [String]
    /// The cursor's column and row, counted from 0.
    public var cursor: (column: Int, row: Int) { (cursorColumn, cursorRow) }
    var cursorColumn: Int
    var cursorRow: Int

    /// The rows as one text, without the empty ones at the end.
    public var text: String {
      var rows = rows
      while rows.last?.isEmpty == true { rows.removeLast() }
      return rows.joined(separator: "\n")
    }
  }

  private let socket: String
  private static let environment = ["LC_ALL": "C.UTF-8", "TMUX": "", "TERM": "xterm-256color"]

  /// How many rows that have scrolled away are kept.
  private static let historyLimit = 50_000

  /// Whether tmux is installed.
  public static var isInstalled: Bool { !Command.run(["tmux", "-V"]).isEmpty }

  /// Starts a program in a screen of this size; `command` is a shell's line.
  public init(columns: Int, rows: Int, command: String) {
    socket = "sse-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    tmux([
      "start-server", ";", "set-option", "-g", "history-limit", "\(Self.historyLimit)", ";",
      "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", command,
    ])
    tmux(["set-option", "-g", "escape-time", "0"])
  }

  deinit { close() }

  /// Ends the terminal and what runs in it.
  public func close() { tmux(["kill-server"]) }

  /// Types text as it stands.
  public func type(_ text: String) { tmux(["send-keys", "-l", "--", text]) }

  /// Presses keys by tmux's names: `Enter`, `C-c`, `Left`.
  public func press(_ keys: String...) { tmux(["send-keys"] + keys) }

  /// Pastes text, line ends and all.
  public func paste(_ text: String) {
    tmux(["set-buffer", "--", text, ";", "paste-buffer"])
  }

  /// Gives the window another size.
  public func resize(columns: Int, rows: Int) {
    tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// What the screen shows now.
  public func picture() -> Picture {
    let output = tmux([
      "display-message", "-p", "#{cursor_x} #{cursor_y}", ";", "capture-pane", "-p",
    ])
    var rows = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let cursor = rows.isEmpty ? [] : rows.removeFirst().split(separator: " ").compactMap { Int($0) }
    if rows.last?.isEmpty == true { rows.removeLast() }
    return Picture(
      rows: rows, cursorColumn: cursor.first ?? -1, cursorRow: cursor.last ?? -1)
  }

  /// Whether the cursor is shown and long lines wrap, as programs expect to find it.
  public var isTidy: Bool {
    tmux(["display-message", "-p", "#{cursor_flag}#{wrap_flag}#{alternate_on}"]) == "110\n"
  }

  /// What the screen shows, with an escape sequence wherever the look changes.
  public func styledText() -> String { tmux(["capture-pane", "-p", "-e"]) }

  /// Everything from the first line on, what has scrolled away included.
  public func scrollback() -> String {
    tmux(["capture-pane", "-p", "-S", "-"])
  }

  /// Looks again and again until the picture passes the test, for at most so many seconds.
  ///
  /// - Returns: The picture that passed, or nil.
  public func waitUntil(
    seconds: Double = 10, _ test: (Picture) -> Bool
  ) -> Picture? {
    let end = ContinuousClock.now + .seconds(seconds)
    repeat {
      let picture = picture()
      if test(picture) { return picture }
      usleep(10_000)
    } while ContinuousClock.now < end
    return nil
  }

  @discardableResult
  private func tmux(_ arguments: [String]) -> String {
    Command.run(
      ["tmux", "-u", "-L", socket, "-f", "/dev/null"] + arguments, environment: Self.environment)
  }
}
