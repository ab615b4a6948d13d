import ArgumentParser
import EventServer
import WorkbookServer

/// What `serve` and `server start` have in common: the workbook's server, wherever it runs.
struct StreamServerOptions: ParsableArguments {
  @Option(help: "The port to listen on; 0 takes any free one.")
  var port: Int = 8080

  @Option(help: "The time between events on '/', as 20ms or 1s.")
  var interval: Duration = .seconds(1)

  @Option(
    help: ArgumentHelp(
      "The reconnection time to announce, in milliseconds.", valueName: "milliseconds"))
  var retry: Int?

  @Option(help: "An origin whose pages may read the streams, or *; may be given again.")
  var cors: [String] = []

  @Flag(help: "Let pages of the origins of --cors send cookies and passwords along.")
  var corsCredentials = false

  @Option(
    help: """
      A name to answer to beside localhost, as behind a proxy that hands on the Host it got; may be \
      given again.
      """)
  var allowHost: [String] = []

  @Option(help: "The longest silence on a stream: then a comment goes out.")
  var heartbeat: Duration = .seconds(15)

  func validate() throws {
    try ServerOptions.validate(port: port)
    try ServerOptions.validate(retry: retry)
    try ServerOptions.validate(cors: cors, withCredentials: corsCredentials)
    try ServerOptions.validate(allowedHosts: allowHost)
  }

  /// A configuration with what was asked for, in this world.
  func configuration(in world: World) -> StreamServer.Configuration {
    var configuration = StreamServer.Configuration()
    configuration.port = world.takesAnyPort ? 0 : port
    configuration.interval = interval
    configuration.retry = retry
    configuration.corsOrigins = cors
    configuration.corsCredentials = corsCredentials
    configuration.allowedHosts = allowHost
    configuration.heartbeat = heartbeat
    configuration.epoch = world.newEpoch
    configuration.clock = world.clock
    configuration.timeOfDay = world.timeOfDay
    return configuration
  }
}
