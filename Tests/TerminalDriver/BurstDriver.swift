#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Presses keys in bursts at the real program while its commands run, and looks whether the prompt
/// is there in the end.
///
/// A round types a command, on the page of a lesson or without one, then a burst of Enter, text,
/// Ctrl-C and Tab, and ends with Ctrl-C. That has to be answered within ``patience`` by a prompt
/// that echoes what is typed.
public struct BurstDriver {
  /// What came of it.
  public struct Report: Sendable {
    /// How many rounds were made.
    public var rounds = 0
    /// The longest time between a Ctrl-C and a prompt that echoes.
    public var slowest = Duration.zero
    /// What was wrong, each with the keys of its round and what the screen showed.
    public var wrong: [String] = []
  }

  /// How long a prompt is waited for before it counts as frozen.
  private static let frozen = 8.0

  private let command: String
  private let patience: Duration
  private var random: SeededGenerator
  private var report = Report()
  private var terminal: TmuxTerminal
  private var keys: [String] = []

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - command: The shell's line that starts `sse` with a state of its own.
  ///   - seed: The same seed presses the same keys.
  ///   - patience: How long a Ctrl-C may go unanswered.
  public init(command: String, seed: UInt64, patience: Duration = .seconds(1)) {
    self.command = command
    self.patience = patience
    random = SeededGenerator(seed: seed)
    terminal = TmuxTerminal(columns: 80, rows: 24, command: command)
  }

  /// Makes so many rounds.
  public mutating func run(rounds: Int) -> Report {
    guard terminal.waitUntil({ $0.text.contains("sse>") }) != nil else {
      report.wrong.append("no prompt came")
      return report
    }
    while report.rounds < rounds, report.wrong.count < 5 {
      keys = []
      begin()
      for _ in 0..<Int.random(in: 1...8, using: &random) { burst() }
      end()
      report.rounds += 1
    }
    terminal.close()
    return report
  }

  // MARK: A round

  /// Where commands run: on pages, whose next one stands ready, and off.
  private static let pages = ["hello-stream 1", "hello-stream 2", "format 2", "reconnecting 3"]
  private static let commands = [
    "wait event 2", "wait event 40", "server start --port 0 --interval 50ms", "client connect",
    "client connect /nowhere", "send hi", "drop", "wait lost", "server stop", "help", "lessons",
    "wait open", "client close", "parse \"data: hi\\n\\n\"", "page", "server restart",
  ]

  private mutating func begin() {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: enter("lesson \(pick(Self.pages))")
    case 1: enter("next")
    default: break
    }
    pause(upTo: 400)
    for _ in 0..<Int.random(in: 0...2, using: &random) { enter(pick(Self.commands)) }
  }

  private mutating func burst() {
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<5:
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        press("Enter")
        pause(upTo: 40)
      }
    case 5: type("wai")
    case 6: enter(pick(Self.commands))
    case 7: press("C-c")
    case 8: press("Tab")
    default: pause(upTo: 600)
    }
  }

  private mutating func end() {
    // At a half-typed line, Ctrl-C is answered alike.
    press("C-c")
    let start = ContinuousClock.now
    var time: Duration?
    let token = "r\(report.rounds)z"
    // What is typed after a Ctrl-C is not thrown away with what was typed before; but the terminal
    // itself may do that while it is still at the key.
    repeat {
      terminal.type(token)
      if terminal.waitUntil(seconds: 0.5, { $0.text.hasSuffix(token) }) != nil {
        time = ContinuousClock.now - start
      }
    } while time == nil && ContinuousClock.now - start < .seconds(Self.frozen)
    let taken = time ?? .seconds(Self.frozen)
    report.slowest = max(report.slowest, taken)
    if taken > patience {
      let what = time == nil ? "frozen" : "answered after \(taken)"
      report.wrong.append(
        """
        round \(report.rounds): \(what) after \(keys.joined(separator: " "))
        \(terminal.picture().text)
        """)
    }
    if time == nil {
      terminal.close()
      terminal = TmuxTerminal(columns: 80, rows: 24, command: command)
      _ = terminal.waitUntil { $0.text.contains("sse>") }
    } else {
      terminal.press("C-u")
    }
  }

  // MARK: Keys

  private mutating func pick(_ words: [String]) -> String {
    words[Int.random(in: words.indices, using: &random)]
  }

  private mutating func enter(_ line: String) {
    keys.append("'\(line)'")
    terminal.type(line)
    terminal.press("Enter")
  }

  private mutating func type(_ text: String) {
    keys.append("'\(text)'")
    terminal.type(text)
  }

  private mutating func press(_ key: String) {
    keys.append(key)
    terminal.press(key)
  }

  private mutating func pause(upTo milliseconds: Int) {
    let time = Int.random(in: 0...milliseconds, using: &random)
    keys.append("\(time)ms")
    usleep(UInt32(time * 1000))
  }
}
