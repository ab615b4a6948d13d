import ArgumentParser
import BrotliAndZstandard
import EventClient
import Observations

/// `client`: the client of this session.
struct ClientCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .stream, usage: "client connect|close|status",
    summary: "a real client")

  static let configuration = CommandConfiguration(
    commandName: "client",
    abstract: "Connect the client of this session, pause it, and close it.",
    discussion: "Example: client connect /events",
    subcommands: [Connect.self, Close.self, Pause.self, Resume.self, Status.self])

  /// `client connect`.
  struct Connect: PlaygroundCommand {
    static let completesPaths = true
    static let configuration = CommandConfiguration(
      abstract: "Open a stream, of this session's server or any other.",
      discussion: "Example: client connect /events")

    @Argument(help: "A path of this session's server, or a whole URL.")
    var target: String = "/"

    @Option(help: "What to send as Last-Event-ID with the first request.")
    var lastEventID: String?

    @Flag(help: "Connect through the proxy of this session.")
    var viaProxy = false

    @OptionGroup var reach: ReachOptions

    @Option(help: "How long to wait for the answer.")
    var within: Duration = Session.effectDeadline

    var touches: [Touch] { target.hasPrefix("/") ? [] : [.connects(target)] }

    func run(in session: isolated Session) async throws {
      let url = try session.url(of: target, viaProxy: viaProxy)
      var configuration = EventSource.Configuration()
      configuration.clock = session.world.clock
      configuration.contentCodings = [.brotli, .zstandard]
      reach.apply(to: &configuration, session.world)
      if target.hasPrefix("/") {
        // This session's own server: no way around, and nobody to spare.
        configuration.proxies = ProxySettings()
        configuration.shortestWait = .zero
      }
      if let proxy = session.proxy, proxy.leads(url), let certificate = proxy.certificate {
        configuration.trustRoots = .pem(certificate)
      }
      if let lastEventID { configuration.lastEventID = lastEventID }
      let start = session.journal.last
      try await session.connect(to: url, configuration: configuration)
      try await report(on: url, after: start, in: session)
    }

    /// Returns when the stream is open; a stream that is not is a failed command.
    private func report(on url: String, after start: Int, in session: isolated Session) async throws
    {
      let outcome = await session.clientObservation(after: start, within: within) { happening in
        switch happening {
        case .open, .lost, .failed: true
        default: false
        }
      }
      switch outcome?.happening {
      case .open: await session.awaitGreeting(after: start)
      case .lost(let reason, _):
        throw CommandFailure.failed(
          "\(url) cannot be reached: \(reason); the client goes on trying until 'client close'")
      case .failed(let reason):
        throw CommandFailure.failed("\(url) is no event stream to follow: \(reason)")
      default:
        if Task.isCancelled { throw CommandFailure.interrupted }
        throw CommandFailure.failed(
          "\(url) did not answer within \(within.inWords); "
            + "the client goes on waiting until 'client close'")
      }
    }
  }

  /// `client close`.
  struct Close: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Close the stream for good, as close() in a browser does.",
      discussion: "Example: client close",
      aliases: ["disconnect"])

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      _ = try session.openClient()
      await session.closeClient()
    }
  }

  /// `client pause`.
  struct Pause: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Stop reading, as a slow reader does; the stream stays open.",
      discussion: """
        What the server sends now fills the buffers of the two sockets, then the server's own.
        Example: client pause
        """)

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let client = try session.openClient()
      guard !client.isPaused else {
        throw CommandFailure.failed("the client is paused already: 'client resume' reads on")
      }
      client.pause(journal: session.journal)
    }
  }

  /// `client resume`.
  struct Resume: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read again, beginning with what has waited in the socket.",
      discussion: "Example: client resume")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let client = try session.openClient()
      guard client.isPaused else {
        throw CommandFailure.failed("the client is not paused: 'client pause' stops it reading")
      }
      client.resume(journal: session.journal)
    }
  }

  /// `client status`.
  struct Status: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what state the client is in.", discussion: "Example: client status")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      guard let client = session.client else {
        session.say("no client is connected: 'client connect' opens a stream")
        return
      }
      let state = client.source.readyState
      let id = client.source.lastEventID
      session.say(
        "\(client.url): readyState \(state.rawValue) (\("\(state)".uppercased())), "
          + (id.isEmpty ? "no last event ID" : "last event ID \(id)")
          + (client.isPaused ? ", paused" : ""))
    }
  }
}

extension Session {
  /// The address of a path of this session's servers, or of its proxy; a whole URL is taken as it
  /// is.
  func url(of target: String, viaProxy: Bool) throws(CommandFailure) -> String {
    guard target.hasPrefix("/") else {
      guard viaProxy else { return target }
      throw .usage(
        "--via-proxy takes a path, as in '--via-proxy /events': the proxy's address is known")
    }
    guard viaProxy || server != nil || todo != nil || model != nil || cluster != nil else {
      throw .failed("no server runs here: type 'server start' first, or give a whole URL")
    }
    return try url(ofPath: target, viaProxy: viaProxy)
  }

  /// The address of a path of this session's servers, or of its proxy.
  func url(ofPath path: String, viaProxy: Bool) throws(CommandFailure) -> String {
    guard path.hasPrefix("/") else {
      throw .usage("'\(path)' is no path: it begins with '/', as in '/events'")
    }
    if viaProxy { return try runningProxy().url + path }
    // The TODO list serves its own paths, and every path when there is no other server.
    if let todo, server == nil || todo.serves(path) { return todo.url + path }
    if let model, ModelSide.serves(path) { return model.url + path }
    if let cluster, server == nil { return cluster.url + path }
    return try runningServer().url + path
  }
}
