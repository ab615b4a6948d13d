import ArgumentParser
import FoundationEssentials
import Observations
import OutsideServers
import Platform

/// `proxy`: a real proxy of others in front of the server of this session.
struct ProxyCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .stream, usage: "proxy start|config|compare …",
    summary: "a real proxy before the server")

  static let configuration = CommandConfiguration(
    commandName: "proxy",
    abstract: "Put a real proxy in front of the server of this session.",
    discussion: """
      'client connect --via-proxy', 'curl --via-proxy' and 'open --via-proxy' go through it. \
      It is nginx unless you say '--with haproxy' or another, which has to be installed. It listens \
      on this machine alone, and ends with the session.
      Example: proxy start --buffering
      """,
    subcommands: [
      Start.self, Stop.self, Status.self, Config.self, ProxyCompareCommand.self,
    ])

  /// `proxy start`.
  struct Start: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Start a proxy in front of the server, as its package ships it.",
      discussion: """
        Our server asks proxies not to collect, by 'X-Accel-Buffering: no', and nginx obeys; the \
        others do not know it. 'proxy config' shows what a proxy is told, and why.
        Example: proxy start --with haproxy --mended
        """)

    @OptionGroup var proxy: ProxyOptions

    @Option(
      help: ArgumentHelp(
        "Another server of this machine, as http://127.0.0.1:PORT.", valueName: "url"))
    var before: String?

    var touches: [Touch] { proxy.touches + (before.map { [.connects($0)] } ?? []) }

    func validate() throws {
      guard let before, Self.upstream(before) == nil else { return }
      throw ValidationError(
        "'\(before)' is no server of this machine: give it as http://127.0.0.1:PORT")
    }

    /// The address of a server without a path; nil when it is none of this machine's IPv4 loopback,
    /// the only one that a proxy here passes on to.
    private static func upstream(_ url: String) -> String? {
      guard let parts = URLComponents(string: url), parts.scheme == "http", let host = parts.host,
        ["127.0.0.1", "localhost"].contains(Loopback.canonical(host)), let port = parts.port,
        (1...65_535).contains(port)
      else { return nil }
      return "http://127.0.0.1:\(port)"
    }

    func run(in session: isolated Session) async throws {
      if let running = session.proxy {
        throw CommandFailure.failed(
          "a proxy already listens at \(running.url): 'proxy stop' ends it")
      }
      // Where only the TODO list runs, it stands in front of that.
      let upstream =
        try before.flatMap(Self.upstream) ?? session.server?.url ?? session.todo?.url
        ?? session.runningServer().url
      guard let upstreamPort = session.port(of: upstream) else { return }
      let options = proxy.options(
        upstream: upstreamPort, port: session.world.takesAnyPort ? 0 : proxy.port)
      try await session.startProxy(options, before: upstream)
      session.proxy?.staysPut = before != nil
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
      abstract: "Say where the proxy is, and how it is told to behave.",
      discussion: "Example: proxy status")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      guard let side = session.proxy else {
        session.say("no proxy runs here: type 'proxy start'")
        return
      }
      guard !side.proxy.hasEnded else {
        let name = side.proxy.options.recipe.title
        session.say("\(name) has ended by itself: 'proxy stop', then 'proxy start' begins anew")
        return
      }
      session.say(
        ["\(side.url) passes on to \(side.upstream), with"]
          + side.proxy.configuration.directives.map { "  \($0)" })
    }
  }

  /// `proxy config`.
  struct Config: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what a proxy is told: its files, what each line does and why.",
      discussion: """
        Without options: the proxy that runs, else nginx. With options: what 'proxy start' would \
        write with them; nothing is started, and the proxy need not be installed.
        Example: proxy config --with varnish --mended
        """)

    @OptionGroup var proxy: ProxyOptions

    var touches: [Touch] { [] }

    /// What stands for the folder of the files, which is gone once the proxy listens.
    private static let folder = "FOLDER"
    /// The port of a server or proxy that does not run.
    private static let examplePorts = (server: 8080, proxy: 8081)

    func run(in session: isolated Session) async throws {
      let asked = proxy.options(
        upstream: session.server.flatMap { session.port(of: $0.url) } ?? Self.examplePorts.server,
        port: proxy.port == 0 ? Self.examplePorts.proxy : proxy.port)
      let isPlain = asked == ProxyOptions.plain(upstream: asked.upstream, port: asked.port)
      let options = isPlain ? session.proxy?.proxy.options ?? asked : asked
      let user = SystemUser.isRoot ? options.recipe.user : nil
      let told = options.recipe.configuration(
        ProxySetting(options, folder: Self.folder, user: user))
      for file in told.files where !file.lines.isEmpty {
        session.say(
          ["# \(Self.folder)/\(file.name)"] + file.text.split(separator: "\n").map(String.init))
      }
      session.say(Self.start(told))
    }

    /// The line that starts it, and the reason of each argument that has one.
    private static func start(_ told: ProxyConfiguration) -> [String] {
      let words = [told.program] + told.arguments.map { $0.words.joined(separator: " ") }
      return ["# how it is started"] + wrapped(words)
        + told.arguments.compactMap { argument in
          argument.why.map { "# \(argument.words.joined(separator: " ")): \($0)" }
        }
    }

    /// A shell's line, broken before an argument where it would grow past 80 columns.
    static func wrapped(_ words: [String], width: Int = 80) -> [String] {
      var lines: [String] = []
      var line = words.first ?? ""
      for word in words.dropFirst() {
        // A space and the backslash that goes on.
        if line.count + 1 + word.count + 2 > width {
          lines.append(line + " \\")
          line = "  " + word
        } else {
          line += " " + word
        }
      }
      return lines + [line]
    }
  }
}
