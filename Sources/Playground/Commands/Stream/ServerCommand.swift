import ArgumentParser
import EventServer
import Observations
import WorkbookServer

/// `server`: the server of this session.
struct ServerCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .stream, usage: "server start|stop|restart|status",
    summary: "a real server")

  static let configuration = CommandConfiguration(
    commandName: "server",
    abstract: "Start and stop the server of this session.",
    discussion: "Example: server start --port 0",
    subcommands: [Start.self, Stop.self, Restart.self, Status.self])

  /// `server start`.
  struct Start: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Start a server that streams the time; '/events' is its shared channel.",
      discussion: "Example: server start --port 0 --interval 200ms")

    @OptionGroup var options: StreamServerOptions

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      await session.makeWay()
      if let running = session.server {
        throw CommandFailure.failed(
          "a server already listens at \(running.url): 'server stop' ends it, "
            + "'server restart' starts it anew as it is")
      }
      try await session.startServer(options.configuration(in: session.world))
    }
  }

  /// `server stop`.
  struct Stop: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "End every stream and stop listening.", discussion: "Example: server stop")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      _ = try session.runningServer()
      await session.stopServer()
    }
  }

  /// `server restart`.
  struct Restart: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Stop the server and start it again on the same port.",
      discussion: "Example: server restart")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let running = try session.runningServer()
      await session.stopServer()
      try await session.startServer(running.configuration)
    }
  }

  /// `server status`.
  struct Status: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what the server is doing.", discussion: "Example: server status")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      guard let running = session.server else {
        session.say("no server runs here: type 'server start'")
        return
      }
      let status = running.server.status()
      session.say(
        "listening at \(running.url), \(counted(status.streams, "stream")) open; so far "
          + "\(counted(status.connectionsSoFar, "connection")), "
          + "\(counted(status.eventsOut, "event")), \(counted(status.bytesOut, "byte"))")
      if status.lagging > 0 {
        session.say("\(counted(status.lagging, "stream")) served one by one")
      }
      if status.droppedForSlowness > 0 {
        session.say("\(counted(status.droppedForSlowness, "reader")) cut for slowness")
      }
    }

    private func counted(_ number: Int, _ thing: String) -> String {
      "\(number) \(thing)\(number == 1 ? "" : "s")"
    }
  }
}
