public import ArgumentParser
import Conformance

/// `check client`: a server that does what servers and networks do.
struct CheckClientCommand: ShellCommand, ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "client",
    abstract: "Check a command that follows a stream and prints its events as JSON lines.",
    discussion: """
      The command is started for each scenario, with the address of a server of this machine in \
      the place of {url}; what it prints, and what it asks for and when, is judged.
      Example: sse check client -- python3 my_client.py {url}
      """)
  static let atThePrompt = "'check client -- COMMAND {url}' works here, too"

  @Option(help: "What the command prints: json, lines (the data alone) or bytes (as curl -N).")
  var adapter: ClientOutput = .json

  @Option(help: "How many scenarios run side by side.")
  var width: Int = 8

  @Flag(help: "Allow the check whose name without an address the command asks the resolver for.")
  var resolver = false

  @OptionGroup var options: CheckOptions

  @Argument(parsing: .postTerminator, help: "The command, behind '--', with {url} in it.")
  var command: [String] = []

  func validate() throws {
    if !(1...64).contains(width) {
      throw ValidationError("--width takes 1 to 64 at once, not \(width)")
    }
    if options.list { return }
    if command.isEmpty {
      throw ValidationError("name the command behind '--', as in 'check client -- curl -N {url}'")
    }
    if !command.contains(where: { $0.contains(CommandClient.placeholder) }) {
      throw ValidationError("put {url} where the command takes the address")
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
      subject: .client, target: command.joined(separator: " "), options: options
    ) { [command, adapter, width, resolver] _, checks, done in
      guard let command = Command(command) else { return [] }
      let client = CommandClient(
        command, output: adapter, width: width, mayAskResolver: resolver)
      return await ClientRun(client, comparesDataAlone: adapter == .lines).run(checks, done)
    }
  }
}

extension ClientOutput: ExpressibleByArgument {}
