import ArgumentParser
import ClusterLab
import Observations
import OutsideServers

/// `cluster`: several servers on one engine behind a balancer, to be broken on purpose.
struct ClusterCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.beside("proxy")

  static let configuration = CommandConfiguration(
    commandName: "cluster",
    abstract: "Several servers that are one, on an engine and behind a balancer: break them.",
    discussion: """
      Servers of this program ('sse serve --engine'), three nodes of NATS JetStream, and HAProxy, all \
      on this machine alone; they end with the session. Where this session has no server of its own, \
      'client connect /events' and 'send' go to the balancer.
      Example: cluster start --servers 2
      """,
    subcommands: [
      Start.self, Kill.self, Isolate.self, Drain.self, Mend.self, Status.self, Stop.self,
    ])

  /// `cluster start`.
  struct Start: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Start servers, engine and balancer; returns when the servers are well.",
      discussion: "Example: cluster start --servers 3")

    @Option(help: "How many servers.")
    var servers: Int = 2

    @Option(
      help: """
        nats keeps what is published; nats-plain passes it on, and loses what a cut takes; with memory \
        each server keeps its own.
        """)
    var engine: Kind = .nats

    @Flag(help: "Have the balancer send each client to the server it was on, by a cookie.")
    var sticky = false

    @Option(
      help: ArgumentHelp(
        "The reconnection time that the servers announce, in milliseconds.",
        valueName: "milliseconds"))
    var retry: Int?

    /// The engines.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
      case nats
      case plain = "nats-plain"
      case memory
    }

    var touches: [Touch] {
      let balancer = Touch.starts(ProxyRecipe.balancer.program.name)
      return engine == .memory ? [balancer] : [.starts(NATSNode.program.name), balancer]
    }

    private var options: ServerCluster.Options {
      var options = ServerCluster.Options()
      options.servers = servers
      options.isSticky = sticky
      options.retry = retry
      options.engine =
        switch engine {
        case .nats: .log
        case .plain: .plain
        case .memory: .memory
        }
      return options
    }

    func validate() throws {
      guard (1...ServerCluster.serverLimit).contains(servers) else {
        throw ValidationError(
          "--servers \(servers) will not do: give 1 to \(ServerCluster.serverLimit)")
      }
      try ServerOptions.validate(retry: retry)
    }

    func run(in session: isolated Session) async throws {
      if let running = session.cluster {
        throw CommandFailure.failed(
          "a cluster already runs at \(running.cluster.url): 'cluster stop' ends it")
      }
      try await session.startCluster(options)
    }
  }

  /// `cluster kill`.
  struct Kill: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Kill a part as kill -9 does: the leader, a node, a server, the balancer.",
      discussion: """
        'leader' is the node that gives the numbers, 'follower' one of the others, 'two' the leader and \
        another, 'nodes' all three.
        Example: cluster kill leader
        """)

    @Argument(help: "leader, follower, two, nodes, n0, n1, n2, s1, s2 … or balancer.")
    var part: String

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let cluster = try session.runningCluster().cluster
      try await session.meddle {
        let parts = try await cluster.parts(part)
        for part in parts { await cluster.kill(part) }
        return ["killed \(parts.map(\.description).joined(separator: ", "))"]
      }
    }
  }

  /// `cluster isolate`.
  struct Isolate: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Cut a node off from the others; the servers that are on it stay on it.",
      discussion: "Example: cluster isolate leader")

    @Argument(help: "leader, follower, n0, n1 or n2.")
    var part: String

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let cluster = try session.runningCluster().cluster
      try await session.meddle {
        let parts = try await cluster.parts(part)
        for part in parts { try await cluster.isolate(part) }
        return ["cut off \(parts.map(\.description).joined(separator: ", "))"]
      }
    }
  }

  /// `cluster drain`.
  struct Drain: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Have the balancer send a server's clients elsewhere, as before a release.",
      discussion: "Example: cluster drain s1")

    @Argument(help: "s1, s2 …")
    var part: String

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let cluster = try session.runningCluster().cluster
      try await session.meddle {
        let parts = try await cluster.parts(part)
        for part in parts { try await cluster.drain(part) }
        return ["drained \(parts.map(\.description).joined(separator: ", "))"]
      }
    }
  }

  /// `cluster mend`.
  struct Mend: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Start again what was killed, join what was cut off, take back what was drained.",
      discussion: "Example: cluster mend")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let cluster = try session.runningCluster().cluster
      let journal = session.journal
      try await session.meddle {
        let parts = try await cluster.mend { part, process in
          journal.record(.engine, .spawned(pid: process, role: part.description))
        }
        return [
          parts.isEmpty
            ? "nothing is broken" : "mended \(parts.map(\.description).joined(separator: ", "))"
        ]
      }
    }
  }

  /// `cluster status`.
  struct Status: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say how each part stands.", discussion: "Example: cluster status")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      guard let side = session.cluster else {
        session.say("no cluster runs here: type 'cluster start'")
        return
      }
      session.say(
        await side.cluster.standing().map { part, words in
          part.description.padded(to: 10) + words
        })
    }
  }

  /// `cluster stop`.
  struct Stop: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "End all of it.", discussion: "Example: cluster stop")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      _ = try session.runningCluster()
      await session.stopCluster()
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(width - count, 1))
  }
}

extension Session {
  /// Does something to the cluster, and says what was done.
  fileprivate func meddle(_ body: () async throws -> [String]) async throws {
    do { say(try await body()) } catch let problem as ClusterProblem {
      throw CommandFailure.failed(problem.description)
    } catch let problem as TetherProblem {
      throw CommandFailure.failed(problem.description)
    }
  }
}
