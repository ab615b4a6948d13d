import ArgumentParser
import Conformance

/// `check parser`: bytes in, events out.
struct CheckParserCommand: ShellCommand, ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "parser",
    abstract: "Check a command that reads a stream and prints its events as JSON lines.",
    discussion: #"""
      The command is started for each stream, reads it from standard input and prints \
      {"event":…,"data":…,"id":…} for each event. A last line {"lastEventId":…,"retry":…} says \
      what it knows at the end. With --batch one start answers all streams: docs/check.md.
      Example: sse check parser --html report.html -- python3 my_parser.py
      """#)
  static let atThePrompt = "'check parser -- COMMAND' works here, too"

  @Flag(help: "Ask one start of the command for all streams, and cut them at every byte.")
  var batch = false

  @OptionGroup var options: CheckOptions

  @Argument(parsing: .postTerminator, help: "The command and its arguments, behind '--'.")
  var command: [String] = []

  func validate() throws {
    if command.isEmpty, !options.list {
      throw ValidationError("name the command behind '--', as in 'check parser -- ./my-parser'")
    }
  }

  var touches: [Touch] { [.runsCommand(command.joined(separator: " "))] + options.touches }

  func run(in shell: Shell) async throws -> Int32 {
    try CheckRun.needs(options.list ? nil : command.first, in: shell.world)
    return try await checkRun.run(in: shell)
  }

  func run(in session: isolated Session) async throws {
    try CheckRun.needs(options.list ? nil : command.first, in: session.world)
    try await checkRun.run(in: session)
  }

  private var checkRun: CheckRun {
    CheckRun(
      subject: .parser, target: command.joined(separator: " "), options: options
    ) { [command, batch, options] suite, checks, done in
      guard let command = Command(command) else { return [] }
      guard batch else {
        return await ParserRun(CommandParser(command), suite: suite, seed: options.seed)
          .run(checks, done)
      }
      let parser = BatchParser(command)
      let outcomes = await ParserRun(parser, suite: suite, seed: options.seed).run(checks, done)
      await parser.stop()
      return outcomes
    }
  }
}
