import ArgumentParser
import EventServer
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

  @Option(help: "The port to listen on; 0 takes any free one.")
  var port: Int = 8080

  @Option(
    help: "The address to listen on; localhost is both of its own, 0.0.0.0 lets other machines in.")
  var host: String = "127.0.0.1"

  @Option(
    help: """
      A name to answer to beside localhost, as behind a proxy that hands on the Host it got; may be \
      given again.
      """)
  var allowHost: [String] = []

  @Option(help: "The time between events on '/', as 20ms or 1s.")
  var interval: Duration = .seconds(1)

  @Option(help: "The reconnection time to announce, in milliseconds.")
  var retry: Int?

  @Option(help: "How many events a channel keeps for those who resume.")
  var history: Int = EventChannel.historyLimit

  @Option(help: "The longest silence on a stream: then a comment goes out.")
  var heartbeat: Duration = .seconds(15)

  @Option(help: "A channel beside '/events', served at '/events/NAME'; may be given again.")
  var channel: [String] = []

  @Option(help: "An origin whose pages may read the streams, or *; may be given again.")
  var cors: [String] = []

  @Flag(help: "Let pages of the origins of --cors send cookies and passwords along.")
  var corsCredentials = false

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

  func validate() throws {
    try ServerOptions.validate(port: port)
    try ServerOptions.validate(host: host)
    try ServerOptions.validate(retry: retry)
    try ServerOptions.validate(cors: cors, withCredentials: corsCredentials)
    try ServerOptions.validate(allowedHosts: allowHost)
    if after != nil, fault.isEmpty {
      throw ValidationError("--after says when a fault strikes: give --fault, too")
    }
    if history < 0 { throw ValidationError("--history \(history) will not do: give 0 or more") }
    for name in channel where !StreamServer.isChannelName(name) {
      throw ValidationError("'\(name)' is no name of a channel: use letters, digits and -._~")
    }
  }

  func run(in shell: Shell) async throws -> Int32 {
    let faults = try faults()
    let signals = Signals(orExitWith: { _ in 0 })
    let journal = Journal()
    var configuration = configuration(shell.world)
    if verbose { configuration.tap = { journal.record($0) } }
    let server = StreamServer(configuration)
    for fault in faults { _ = try fault.meaning(on: server) }
    do {
      let port = try await server.start()
      shell.error.sentence(
        "listening at \(ServerOptions.url(host: host, port: port))/ (Ctrl-C stops it)")
    } catch let error as StartError {
      throw CommandFailure.failed(error.description)
    }
    for fault in faults { try await fault.set(on: server, journal) }
    let printer = JournalPrinter(journal: journal, view: View(), output: shell.output)
    let printing = Task { await printer.run() }
    _ = await signals.next()
    await server.stop()
    printing.cancel()
    printer.drain()
    return 0
  }

  private func faults() throws -> [FaultCommand] {
    try fault.map { words in
      var fault = try FaultCommand.typed(words)
      fault.after = fault.after ?? after
      return fault
    }
  }

  private func configuration(_ world: World) -> StreamServer.Configuration {
    var configuration = StreamServer.Configuration()
    configuration.port = port
    configuration.host = host
    configuration.allowedHosts = allowHost
    configuration.interval = interval
    configuration.retry = retry
    configuration.historyLimit = history
    configuration.heartbeat = heartbeat
    configuration.channels = channel
    configuration.corsOrigins = cors
    configuration.corsCredentials = corsCredentials
    configuration.epoch = world.newEpoch
    configuration.grace = grace
    configuration.clock = world.clock
    configuration.timeOfDay = world.timeOfDay
    return configuration
  }
}
