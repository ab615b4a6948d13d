import ArgumentParser

/// A command of the one command language: typed at the prompt, piped in, run by a lesson, replayed
/// by a test, or given to `sse` itself.
protocol PlaygroundCommand: ParsableCommand, Sendable {
  /// Whether it also makes sense alone, as `sse NAME …` in a shell, in a session of its own.
  static var worksAlone: Bool { get }

  /// Does it, and returns when its effect was observed.
  ///
  /// - Throws: A ``CommandFailure`` with the sentence for the person who asked.
  func run(in session: isolated Session) async throws
}

extension PlaygroundCommand {
  static var worksAlone: Bool { false }
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
