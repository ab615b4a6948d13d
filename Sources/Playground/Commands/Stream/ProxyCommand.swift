import ArgumentParser
import Observations
import OutsideServers

/// `proxy`: a real nginx in front of the server of this session.
struct ProxyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proxy",
    abstract: "Put a real nginx in front of the server of this session.",
    discussion: """
      'client connect --via-proxy', 'curl --via-proxy' and 'open --via-proxy' go through it. \
      It needs nginx installed, listens on this machine alone, and ends with the session.
      Example: proxy start --buffering
      """,
    subcommands: [Start.self, Stop.self, Status.self])

  /// `proxy start`.
  struct Start: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Start nginx in front of the server; it passes events on at once.",
      discussion: """
        Our server asks proxies not to collect, by 'X-Accel-Buffering: no', and nginx obeys.
        Example: proxy start --read-timeout 5s
        """)

    @Flag(help: "Collect what the server sends, though it asks not to: what most people meet.")
    var buffering = false

    @Flag(name: .customLong("http2"), help: "Speak TLS and HTTP/2, with a certificate of its own.")
    var http2 = false

    @Option(
      help: ArgumentHelp(
        "Cut a stream after so much silence; nginx does after 60s.", valueName: "time"))
    var readTimeout: Duration?

    @Option(help: "The port to listen on; 0 takes any free one.")
    var port: Int = 0

    func validate() throws {
      try ServerOptions.validate(port: port)
      if let readTimeout, readTimeout < .milliseconds(1) {
        throw ValidationError("--read-timeout needs a time to wait, as in 5s or 500ms")
      }
    }

    var touches: [Touch] {
      [.starts(OutsideProgram.nginx.name)]
        + (http2 ? [.starts(OutsideProgram.openssl.name)] : [])
    }

    func run(in session: isolated Session) async throws {
      if let running = session.proxy {
        throw CommandFailure.failed(
          "a proxy already listens at \(running.url): 'proxy stop' ends it")
      }
      // Where only the TODO list runs, it stands in front of that.
      let upstream = try session.server?.url ?? session.todo?.url ?? session.runningServer().url
      guard let upstreamPort = session.port(of: upstream) else { return }
      var options = ReverseProxy.Options(upstream: upstreamPort)
      options.port = session.world.takesAnyPort ? 0 : port
      options.collects = buffering
      options.speaksHTTP2 = http2
      options.readTimeout = readTimeout
      try await session.startProxy(options, before: upstream)
    }
  }

  /// `proxy stop`.
  struct Stop: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "End the proxy, and every stream through it.", discussion: "Example: proxy stop")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      _ = try session.runningProxy()
      await session.stopProxy()
    }
  }

  /// `proxy status`.
  struct Status: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say where the proxy is, and how nginx is told to behave.",
      discussion: "Example: proxy status")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      guard let side = session.proxy else {
        session.say("no proxy runs here: type 'proxy start'")
        return
      }
      guard !side.proxy.hasEnded else {
        session.say("nginx has ended by itself: 'proxy stop', then 'proxy start' begins anew")
        return
      }
      session.say(
        ["\(side.url) passes on to \(side.upstream), with"]
          + side.directives.map { "  \($0)" })
    }
  }
}
