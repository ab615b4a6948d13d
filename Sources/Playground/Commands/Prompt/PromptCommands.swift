import ArgumentParser
import Observations

/// `help`: what there is, on one screen, or one command in full.
struct HelpCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .leave, usage: "help [COMMAND], doctor, quit",
    summary: "more about one; what is here; goodbye")

  static let configuration = CommandConfiguration(
    commandName: "help",
    abstract: "Say what commands there are, or how one is used.",
    discussion: "Example: help send")

  @Argument(help: "A command, as in 'help client connect'.")
  var command: [String] = []

  var shellUse: ShellUse { .alone }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    session.say(try command.isEmpty ? HelpText.overview : HelpText.page(for: command))
  }
}

/// `history`: what was typed.
struct HistoryCommand: ReadingCommand, ListedCommand {
  /// How many lines are shown unless more are asked for: they fit a screen.
  static let lineCount = 20

  static let overview = OverviewPlace.beside("save")

  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show the newest lines typed in this session and the ones before.",
    discussion: "Example: history 100")

  @Argument(help: "How many.")
  var count: Int = Self.lineCount

  func validate() throws {
    if count < 1 { throw ValidationError("\(count) lines are none: give 1 or more") }
  }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let lines = session.world.typedLines().suffix(count)
    session.say(lines.isEmpty ? ["nothing has been typed yet"] : Array(lines))
  }
}

/// `quit`: ends the session.
struct QuitCommand: PlaygroundCommand, ListedCommand {
  static let overview = OverviewPlace.beside("help")

  static let configuration = CommandConfiguration(
    commandName: "quit",
    abstract: "Stop the client and the server, and leave.",
    discussion: "Example: quit",
    aliases: ["exit"])

  var touches: [Touch] { [.destroys("this session")] }

  func run(in session: isolated Session) async throws {
    await session.finish()
  }
}

/// `clear`: an empty screen.
struct ClearCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.beside("save")

  static let configuration = CommandConfiguration(
    commandName: "clear", abstract: "Clear the screen.", discussion: "Example: clear")

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    session.journal.record(.learner, .screenCleared)
  }
}
