import ArgumentParser
import Workbook

/// A command of the one command language: typed at the prompt, piped in, run by a lesson, replayed
/// by a test, or given to `sse` itself.
protocol PlaygroundCommand: ParsableCommand, Sendable {
  /// What `sse NAME …` does in a shell.
  var shellUse: ShellUse { get }
  /// What this line of it touches outside its session; nothing declared is taken for anything.
  var touches: [Touch] { get }

  /// Whether what follows its options is one text, taken as it was typed.
  static var takesRawText: Bool { get }
  /// Whether `wait` looks from where this began.
  static var movesTheMark: Bool { get }
  /// Whether it changes what runs: only then is it played to bring about the world of a page.
  static var changesTheWorld: Bool { get }
  /// Whether who types it wants to see the streams: panes that made room for a text come back.
  static var turnsToStreams: Bool { get }
  /// Whether Tab completes the paths of what runs.
  static var completesPaths: Bool { get }

  /// Does it, and returns when its effect was observed.
  ///
  /// - Throws: A ``CommandFailure`` with the sentence for the person who asked.
  func run(in session: isolated Session) async throws
}

extension PlaygroundCommand {
  var shellUse: ShellUse { .refused }
  var touches: [Touch] { [.undeclared] }
  static var takesRawText: Bool { false }
  static var movesTheMark: Bool { true }
  static var changesTheWorld: Bool { true }
  static var turnsToStreams: Bool { true }
  static var completesPaths: Bool { false }
}

/// A command that shows something and does nothing to any stream.
protocol ReadingCommand: PlaygroundCommand {}

extension ReadingCommand {
  static var movesTheMark: Bool { false }
  static var changesTheWorld: Bool { false }
  static var turnsToStreams: Bool { false }
}

/// A command whose answer is for the teacher: the wall shows it, and no phone is told.
protocol TeachersCommand: PlaygroundCommand {}

/// A command that says how the streams are to be shown, and so wants to see them.
protocol ViewCommand: ReadingCommand {}

extension ViewCommand {
  static var turnsToStreams: Bool { true }
}

/// A command that the overview of `help` names: every one of the first level, but those for shells.
protocol ListedCommand: ParsableCommand {
  /// Where it stands there.
  static var overview: OverviewPlace { get }

  /// What of a course Tab offers as its argument.
  static func offers(of course: Course) -> [String]
}

extension ListedCommand {
  static func offers(of course: Course) -> [String] { [] }
}

/// Where the overview names a command.
enum OverviewPlace: Sendable, Hashable {
  /// In a row of its own, which may name others, too.
  case row(group: Group, usage: String, summary: String)
  /// In the row of the command with this name.
  case beside(String)

  /// The groups, in the order in which they are shown.
  enum Group: String, CaseIterable {
    case learn = "Learn"
    case quiz = "Quiz"
    case stream = "Stream"
    case look = "Look"
    case todo = "Todo"
    case scale = "Scale"
    case teach = "Class"
    case leave = "Leave"
  }
}

/// What becomes of a command of the prompt that is given to `sse` in a shell.
enum ShellUse {
  /// It means nothing without a session: a sentence says so.
  case refused
  /// It runs in a session of its own, and the program ends.
  case alone
  /// The prompt opens, and it is the first command there.
  case opensPrompt
}

/// A command for a shell: it owns the standard streams until it ends.
protocol ShellCommand: ParsableCommand, Sendable {
  /// What to type at the prompt in its place.
  static var atThePrompt: String { get }

  /// Does it, and returns the exit status.
  ///
  /// - Throws: A ``CommandFailure`` with the sentence for standard error.
  func run(in shell: Shell) async throws -> Int32
}
