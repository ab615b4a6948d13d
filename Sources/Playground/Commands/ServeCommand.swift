import ArgumentParser
import EventServer

/// `sse serve`: the hello-world stream and the shared channel, for anybody who connects.
struct ServeCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the hello-world stream at '/' and a shared channel at '/events'.",
    discussion: "Example: sse serve --port 8080")
  static let atThePrompt = "here it is 'server start'"

  @Option(help: "The port to listen on; 0 takes any free one.")
  var port: Int = 8080

  @Option(help: "The address to listen on; 0.0.0.0 lets other machines in.")
  var host: String = "127.0.0.1"

  @Option(help: "The time between events on '/', as 20ms or 1s.")
  var interval: Duration = .seconds(1)

  @Option(help: "The reconnection time to announce, in milliseconds.")
  var retry: Int?

  func validate() throws { try validatePort(port) }

  func run(in shell: Shell) async throws -> Int32 {
    var configuration = StreamServer.Configuration()
    configuration.port = port
    configuration.host = host
    configuration.interval = interval
    configuration.retry = retry
    configuration.clock = shell.world.clock
    configuration.timeOfDay = shell.world.timeOfDay
    let signals = Signals()
    let server = StreamServer(configuration)
    do {
      let port = try await server.start()
      shell.error.line("listening at http://\(host):\(port)/ (Ctrl-C stops it)")
    } catch let error as StartError {
      throw CommandFailure.failed(error.description)
    }
    _ = await signals.next()
    await server.stop()
    return 0
  }
}
