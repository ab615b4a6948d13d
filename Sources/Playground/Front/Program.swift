import ArgumentParser
import FoundationEssentials
import Observations

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The program `sse`: a prompt, a script, or one command.
public enum Program {
  /// Runs it with the arguments and streams of this process, and exits.
  public static func main() async -> Never {
    setlocale(LC_ALL, "")
    signal(SIGPIPE, SIG_IGN)
    let status = await run(Array(CommandLine.arguments.dropFirst()))
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
      error.line("sse: \(failure.sentence)")
      return failure.exitStatus
    }
  }

  /// Without a command: the prompt on a terminal, else a script.
  private static func converse(_ options: GlobalOptions) async -> Int32 {
    if isatty(0) == 1, isatty(1) == 1 { return await Prompt(options: options).run() }
    let session = Session(world: options.world)
    return await Script(session: session, output: .standard).run()
  }

  private static func perform(
    _ command: any ParsableCommand, _ options: GlobalOptions
  ) async throws -> Int32 {
    if let command = command as? any ShellCommand {
      return try await command.run(in: Shell(world: options.world))
    }
    guard let command = command as? any PlaygroundCommand else {
      throw HelpRequest(text: type(of: command).helpMessage(columns: 80))
    }
    throw CommandFailure.usage(
      "'\(type(of: command)._commandName)' is typed at the prompt: start 'sse' first")
  }
}
