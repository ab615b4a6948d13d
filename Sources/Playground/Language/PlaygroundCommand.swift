import ArgumentParser

/// A command of the one command language: typed at the prompt, piped in, run by a lesson, replayed
/// by a test, or given to `sse` itself.
protocol PlaygroundCommand: ParsableCommand, Sendable {
  /// What `sse NAME …` does in a shell.
  var shellUse: ShellUse { get }
  /// What this line of it touches outside its session; nothing declared is taken for anything.
  var touches: [Touch] { get }

  /// Does it, and returns when its effect was observed.
  ///
  /// - Throws: A ``CommandFailure`` with the sentence for the person who asked.
  func run(in session: isolated Session) async throws
}

extension PlaygroundCommand {
  var shellUse: ShellUse { .refused }
  var touches: [Touch] { [.undeclared] }
}

/// A command that shows something and does nothing to any stream.
///
/// It moves no mark for `wait`, brings back no folded panes, and need not be played to bring about
/// the world of a page.
protocol ReadingCommand: PlaygroundCommand {}

/// A command that says how the streams are to be shown, and so wants to see them.
protocol ViewCommand: ReadingCommand {}

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
