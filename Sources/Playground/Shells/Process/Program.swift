import ArgumentParser
import FoundationEssentials
import Observations

import Glibc

/// The program `sse`: a prompt, a script, or one command.
public enum Program {
  /// Puts the process right, and becomes a worker of `scale` if the arguments say so: it never
  /// returns then.
  ///
  /// To be called first of all, while the program has one thread.
  public static func becomeWorkerIfAsked() {
    ProcessStart.prepare()
    ScalePrograms.becomeWorker(Array(CommandLine.arguments.dropFirst()))
  }

  /// Runs it with the arguments and streams of this process, and exits.
  public static func main() async -> Never {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let status = await ScalePrograms.serve(arguments) { exit(status) }
    setlocale(LC_ALL, "")
    signal(SIGPIPE, SIG_IGN)
    let status = await run(arguments)
    if let reason = Output.standard.failure {
      Output.error.sentence("sse: standard output cannot be written: \(reason)")
      exit(status == 0 ? 1 : status)
    }
    exit(status)
  }

  private static func run(_ arguments: [String]) async -> Int32 {
    let error = Output.error
    do {
      let options = try GlobalOptions(arguments, environment: ProcessInfo.processInfo.environment)
      guard !options.rest.isEmpty else { return await converse(options) }
      return try await perform(CommandLanguage.command(options.rest), options)
    } catch let help as HelpRequest {
      Output.standard.line(help.text)
      return 0
    } catch let problem {
      let failure = CommandFailure(problem)
      // What is typed as 'help' at the prompt is 'sse help' here.
      error.sentence("sse: \(failure.sentence.replacing("'help", with: "'sse help"))")
      return failure.exitStatus
    }
  }

  /// Without a command: the prompt on a terminal, else a script.
  private static func converse(_ options: GlobalOptions) async -> Int32 {
    if isatty(0) == 1, isatty(1) == 1 { return await Prompt(options: options).run() }
    let session = Session(world: options.world)
    return await Script(session: session, output: .standard, isSpoken: options.plain)
      .run(first: options.firstLine)
  }

  private static func perform(
    _ command: any ParsableCommand, _ options: GlobalOptions
  ) async throws -> Int32 {
    if let command = command as? any ShellCommand {
      return try await command.run(in: Shell(world: options.world))
    }
    guard let command = command as? any PlaygroundCommand else {
      throw HelpRequest(command)
    }
    if options.plain, let lesson = command as? LessonCommand {
      return try await runAlone(lesson.readThrough, options)
    }
    switch command.shellUse {
    case .alone: return try await runAlone(command, options)
    case .opensPrompt: return await converse(options)
    case .refused:
      throw CommandFailure.usage(
        "'\(options.rest.joined(separator: " "))' is typed at the prompt: start 'sse' first")
    }
  }

  /// Runs one command of the prompt in a session of its own.
  private static func runAlone(
    _ command: any PlaygroundCommand, _ options: GlobalOptions
  ) async throws -> Int32 {
    let session = Session(world: options.world)
    let printer = JournalPrinter(
      journal: session.journal, output: .standard, as: .lines(isSpoken: options.plain))
    let signals = Signals(orExitWith: { _ in 130 })
    defer { printer.drain() }
    let (_, signal) = try await signals.interrupting {
      let printing = Task { await printer.run() }
      defer { printing.cancel() }
      try await session.perform(command)
      await session.finish()
    }
    return signal == nil ? 0 : 130
  }
}
