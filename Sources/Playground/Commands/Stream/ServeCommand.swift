import ArgumentParser
import EventServer
import JetStream
import Observations
import WorkbookServer

/// `sse serve`: the hello-world stream and the shared channel, for anybody who connects.
struct ServeCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the hello-world stream at '/' and a shared channel at '/events'.",
    usage: "sse serve [OPTION…]",
    discussion: "Example: sse serve --port 8080")
  static let atThePrompt = "here it is 'server start'"

  @OptionGroup var options: StreamServerOptions

  @Option(
    help: "The address to listen on; localhost is both of its own, 0.0.0.0 lets other machines in.")
  var host: String = "127.0.0.1"

  @Option(help: "How many events a channel keeps for those who resume.")
  var history: Int = EventChannel.historyLimit

  @Option(help: "A channel beside '/events', served at '/events/NAME'; may be given again.")
  var channel: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      Keep the channels in NATS JetStream, for all servers on it: nats://HOST:PORT, or several nodes \
      with commas between them. nats-plain:// is the same without a log, to be seen losing.
      """, valueName: "address"))
  var engine: String?

  @Option(help: "When stopping, ask the clients to spread their return over this time.")
  var grace: Duration = .zero

  @Option(
    help: """
      Go wrong on purpose, in the words of 'fault' at the prompt: 'status 503', \
      'end --after 5 --channel /events'; may be given again.
      """)
  var fault: [String] = []

  @Option(help: "How many events to let through before a fault that does not say so itself.")
  var after: Int?

  @Flag(help: "Print what happens, a line each; the streams are then looked at one by one.")
  var verbose = false

  @Flag(
    help: """
      Print what happens as JSON, one observation a line; the streams are then looked at one by \
      one.
      """)
  var json = false

  func validate() throws {
    try ServerOptions.validate(host: host)
    if after != nil, fault.isEmpty {
      throw ValidationError("--after says when a fault strikes: give --fault, too")
    }
    if verbose, json {
      throw ValidationError("--verbose and --json both print what happens: give one of them")
    }
    if history < 0 { throw ValidationError("--history \(history) will not do: give 0 or more") }
    if let engine {
      do { _ = try EngineAddress(engine) } catch { throw ValidationError(error.description) }
    }
    for name in channel where !StreamServer.isChannelName(name) {
      throw ValidationError("'\(name)' is no name of a channel: use letters, digits and -._~")
    }
  }

  func run(in shell: Shell) async throws -> Int32 {
    let faults = try faults()
    let signals = Signals(orExitWith: { _ in 0 })
    let journal = Journal()
    var configuration = configuration(shell.world, journal)
    if verbose || json { configuration.tap = { journal.record($0) } }
    let server = StreamServer(configuration)
    for fault in faults { _ = try fault.meaning(on: server) }
    // That it listens, and that it stops, a person is told on standard error.
    let printer = JournalPrinter(
      journal: journal, output: shell.output, as: json ? .json : .lines(),
      where: { ![.serverStarted, .serverStopped].contains(Happening.Kind($0.happening)) })
    let printing = Task { await printer.run() }
    defer {
      printing.cancel()
      printer.drain()
    }
    // An engine is waited for, and the wait can be ended.
    let starting = Task { try await server.start() }
    let ending = Task {
      _ = await signals.next()
      starting.cancel()
    }
    do {
      let port = try await starting.value
      let url = ServerOptions.url(host: host, port: port)
      journal.record(.server, .serverStarted(url: url))
      shell.error.sentence("listening at \(url)/ (Ctrl-C stops it)")
    } catch let error as StartError {
      guard !starting.isCancelled else { return 0 }
      throw CommandFailure.failed(error.description)
    }
    for fault in faults { try await fault.set(on: server, journal) }
    await ending.value
    await server.stop()
    journal.record(.server, .serverStopped)
    return 0
  }

  private func faults() throws -> [FaultCommand] {
    try fault.map { words in
      var fault = try FaultCommand.typed(words)
      fault.after = fault.after ?? after
      return fault
    }
  }

  private func configuration(_ world: World, _ journal: Journal) -> StreamServer.Configuration {
    var configuration = options.configuration(in: world)
    configuration.host = host
    configuration.historyLimit = history
    configuration.channels = channel
    configuration.grace = grace
    if let address = engine.flatMap({ try? EngineAddress($0) }) {
      configuration.engine = { address.engine { journal.record($0) } }
    }
    return configuration
  }
}
