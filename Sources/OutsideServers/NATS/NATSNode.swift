import Glibc
public import Platform
import Synchronization

/// A nats-server of its own, on 127.0.0.1 and for this program's life only.
///
/// It keeps its streams in a folder, so that it can be killed and started again on what it has kept. The
/// kernel ends it when this program ends in whatever way.
public final class NATSNode: Sendable {
  /// The program, as Debian and Ubuntu install it.
  public static let program = OutsideProgram(name: "nats-server", packages: ["nats-server"])

  /// What it is told.
  public struct Options: Sendable, Hashable {
    /// What it is called.
    public var name = "n0"
    /// The port of its clients; 0 takes any free one.
    public var port = 0
    /// Whether it keeps streams.
    public var hasJetStream = true
    /// The one user that it takes, as `name:password`; nil: it takes everybody.
    public var user: String?
    /// Where it listens for the other nodes of its cluster; nil: it is alone.
    public var routePort: Int?
    /// The ports at which it looks for them, its own among them.
    public var routes: [Int] = []

    /// A node that is alone, keeps streams and takes everybody.
    public init() {}

    /// What its configuration says; its streams are in the folder.
    func text(in folder: String) -> String {
      var lines = ["server_name: \(name)", "listen: \"127.0.0.1:\(port)\""]
      if hasJetStream {
        lines.append(
          "jetstream { store_dir: \"\(folder)/\(name)\", max_memory_store: 64MB, "
            + "max_file_store: 1GB }")
      }
      if let parts = user?.split(separator: ":", maxSplits: 1), parts.count == 2 {
        lines.append("authorization { user: \"\(parts[0])\", password: \"\(parts[1])\" }")
      }
      if let routePort {
        let list = routes.map { "\"nats://127.0.0.1:\($0)\"" }.joined(separator: ", ")
        lines.append(
          // Nobody listens at what it tells the others of itself: they come by the ways that they have.
          "cluster { name: sse, listen: \"127.0.0.1:\(routePort)\", no_advertise: true, "
            + "advertise: \"127.0.0.1:1\", routes: [\(list)] }")
      }
      return lines.joined(separator: "\n") + "\n"
    }
  }

  /// What it was told; its port is the one it listens on.
  public let options: Options
  private let path: String
  private let folder: TemporaryFolder
  private let server = Mutex<TetheredServer?>(nil)
  private let starts = Mutex(0)

  /// Its address, for a client.
  public var url: String { "nats://127.0.0.1:\(options.port)" }

  /// Makes one that does not run; its files are in a folder of the caller's, under its name.
  public init(_ options: Options, program path: String, in folder: TemporaryFolder) throws {
    var options = options
    if options.port == 0 { options.port = try LoopbackPort.reserved() }
    self.options = options
    self.path = path
    self.folder = folder
    try folder.write(options.text(in: folder.path), to: "\(options.name).conf")
  }

  /// Whether it runs, so far as is known.
  public var isRunning: Bool { server.withLock { $0?.hasEnded == false } }

  /// Its process; nil while it does not run.
  public var process: Int? { server.withLock { $0?.process } }

  /// Starts it, on what it has kept; returns when it listens.
  public func start() async throws {
    let number = starts.withLock { starts in
      starts += 1
      return starts
    }
    // By its own word: at the port another one may listen that was there first.
    let started = try await TetheredServer.start(
      path, ["-c", "\(folder.path)/\(options.name).conf"], port: options.port, folder: folder,
      log: "\(options.name)-\(number).log"
    ) { [folder] log in folder.read(log).contains("Server is ready") }
    server.withLock { $0 = started }
  }

  /// Asks it to end, and returns when it has: it hands over what it leads.
  public func stop() async {
    let server = server.withLock { server in
      defer { server = nil }
      return server
    }
    await server?.stop()
  }

  /// Ends it as `kill -9` does.
  public func kill() async {
    let server = server.withLock { server in
      defer { server = nil }
      return server
    }
    await server?.kill()
  }

  /// Has it stand still, its connections open and silent: a black hole.
  public func freeze() { signal(SIGSTOP) }

  /// Has it go on after ``freeze()``.
  public func thaw() { signal(SIGCONT) }

  private func signal(_ number: CInt) {
    server.withLock { server in
      if let server, !server.hasEnded { _ = Glibc.kill(pid_t(server.process), number) }
    }
  }
}
