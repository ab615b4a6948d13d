import JetStream
import OutsideServers
import Platform

/// Two or more servers of this program on one engine, behind one balancer, all on 127.0.0.1 and for this
/// program's life only; each of them can be killed, cut off, drained and brought back.
public actor ServerCluster {
  /// The programs that it is made of.
  public struct Programs: Sendable, Hashable {
    /// This program, which is started once for each server.
    public var sse: String
    /// The engine's; nil where there is none.
    public var natsServer: String?
    /// The balancer's.
    public var balancer: String

    /// Programs at these paths.
    public init(sse: String, natsServer: String?, balancer: String) {
      (self.sse, self.natsServer, self.balancer) = (sse, natsServer, balancer)
    }
  }

  /// What keeps the events, and how servers and clients are told to go about it.
  public struct Options: Sendable, Hashable {
    /// How many servers.
    public var servers = 2
    /// What keeps the events.
    public var engine = Engine.log
    /// Whether the balancer sends each client to the server it was on.
    public var isSticky = false
    /// The reconnection time that the servers announce, in milliseconds; nil: none.
    public var retry: Int?

    /// Two servers on a log.
    public init() {}
  }

  /// What keeps the events of a cluster's servers.
  public enum Engine: Sendable, Hashable {
    /// A log of three nodes.
    case log
    /// Three nodes that pass on, and keep nothing.
    case plain
    /// Nothing that they share: each server its own memory.
    case memory
  }

  /// How many servers there may be: 1 to 9.
  public static let serverLimit = 9
  /// How many nodes the engine has.
  static let nodeCount = 3

  /// Where clients go: the balancer.
  public nonisolated let url: String
  /// The engine, as its servers name it; nil: they share none.
  public nonisolated let engine: String?

  private let folder: TemporaryFolder
  private let programs: Programs
  private let nodes: NATSCluster
  private let balancer: Balancer
  private let ports: [Int]
  /// What it was started with.
  public nonisolated let options: Options
  private var servers: [TetheredServer?]
  private var drained: Set<Int> = []

  // MARK: Start and end

  /// Starts servers, nodes and the balancer; returns when each server is well.
  public static func start(
    _ options: Options = Options(), _ programs: Programs,
    told: @Sendable (Part, _ process: Int) -> Void
  ) async throws -> ServerCluster {
    let folder = try TemporaryFolder(prefix: "sse-cluster-")
    do {
      let nodes = try await NATSCluster.start(
        nodes: options.engine == .memory ? 0 : nodeCount, program: programs.natsServer ?? "",
        in: folder)
      do {
        for (number, node) in nodes.nodes.enumerated() {
          if let process = node.process { told(.node(number), process) }
        }
        let ports = try (0..<options.servers).map { _ throws(TetherProblem) in
          try LoopbackPort.reserved()
        }
        let balancer = try Balancer(
          ports, isSticky: options.isSticky, program: programs.balancer, in: folder)
        let cluster = ServerCluster(folder, programs, nodes, balancer, ports, options)
        do {
          // The first request to nodes that do not know yet who leads is lost, and its answer waited for.
          if options.engine == .log { await EngineProbe.waitForLeader(at: nodes.addresses) }
          for (number, process) in try await cluster.startServers().enumerated() {
            told(.server(number), process)
          }
          told(.balancer, try await balancer.start())
          return cluster
        } catch {
          await cluster.stop()
          throw error
        }
      } catch {
        await nodes.stop()
        throw error
      }
    } catch {
      folder.remove()
      throw error
    }
  }

  private init(
    _ folder: TemporaryFolder, _ programs: Programs, _ nodes: NATSCluster, _ balancer: Balancer,
    _ ports: [Int], _ options: Options
  ) {
    self.folder = folder
    self.programs = programs
    self.nodes = nodes
    self.balancer = balancer
    self.ports = ports
    servers = ports.map { _ in nil }
    url = balancer.url
    self.options = options
    engine = Self.engine(nodes.addresses, options)
  }

  /// An engine's addresses as a server is given them.
  private static func engine(_ addresses: String, _ options: Options) -> String? {
    switch options.engine {
    case .log: addresses
    case .plain: EngineAddress.plain(addresses)
    case .memory: nil
    }
  }

  /// Ends all of it; returns when no process and no file is left.
  public func stop() async {
    await balancer.stop()
    for number in servers.indices {
      await servers[number]?.stop()
      servers[number] = nil
    }
    await nodes.stop()
    folder.remove()
  }

  /// Starts all of them at once, and returns their processes.
  private func startServers() async throws -> [Int] {
    try await withThrowingTaskGroup(of: (Int, Int).self) { group in
      for number in servers.indices {
        group.addTask { (number, try await self.startServer(number)) }
      }
      var processes = servers.map { _ in 0 }
      for try await (number, process) in group { processes[number] = process }
      return processes
    }
  }

  private func startServer(_ number: Int) async throws -> Int {
    var arguments = ["serve", "--port", "\(ports[number])", "--interval", "1s"]
    if let retry = options.retry { arguments += ["--retry", "\(retry)"] }
    // Each begins at another node, so that not all of them are on one.
    let order = nodes.nodes.indices.map { nodes.nodes[($0 + number) % nodes.nodes.count].url }
    if let engine = Self.engine(order.joined(separator: ","), options) {
      arguments += ["--engine", engine]
    }
    let server = try await TetheredServer.start(
      programs.sse, arguments, port: ports[number], folder: folder, log: "s\(number + 1).log",
      within: .seconds(30))
    servers[number] = server
    return server.process
  }

  // MARK: Publishing

  /// Publishes an event by the balancer, or past it at a server.
  ///
  /// - Throws: ``ClusterProblem``.
  public func publish(
    _ publication: ClusterPublication, at part: Part? = nil, within limit: Duration
  ) async throws -> ClusterPublication.Receipt {
    guard let part else { return try await publication.send(to: balancer.port, within: limit) }
    guard case .server(let number) = part else { throw ClusterProblem.notAServer(part) }
    var receipt = try await publication.send(to: ports[number], within: limit)
    receipt.server = part.description
    return receipt
  }

  // MARK: What is done to it

  /// A part of the cluster.
  public enum Part: Sendable, Hashable {
    /// A node of the engine, counted from 0: `n0`.
    case node(Int)
    /// A server, counted from 0; people count from 1: `s1`.
    case server(Int)
    case balancer
  }

  /// Which parts a word means: `leader`, `follower`, `two`, `nodes`, `n0`…, `s1`…, `balancer`.
  ///
  /// - Throws: ``ClusterProblem``.
  public func parts(_ word: String) async throws(ClusterProblem) -> [Part] {
    let all = Array(nodes.nodes.indices)
    switch word {
    case "balancer": return [.balancer]
    case "nodes": return all.map(Part.node)
    case "leader": return [.node(try await leader())]
    case "follower":
      let leader = try await leader()
      return all.filter { $0 != leader && nodes.nodes[$0].isRunning }.prefix(1).map(Part.node)
    case "two":
      let leader = try await leader()
      return [.node(leader)] + all.filter { $0 != leader }.prefix(1).map(Part.node)
    default: break
    }
    let number = Int(word.dropFirst()) ?? -1
    if word.hasPrefix("n"), all.contains(number) { return [.node(number)] }
    if word.hasPrefix("s"), ports.indices.contains(number - 1) { return [.server(number - 1)] }
    throw .unknownPart(word, servers: ports.count, nodes: all.count)
  }

  /// The node that gives the numbers of `/events`.
  private func leader() async throws(ClusterProblem) -> Int {
    guard options.engine == .log else { throw .noLog }
    let name = await EngineProbe.leader(of: "/events", at: nodes.addresses)
    guard let number = nodes.nodes.firstIndex(where: { $0.options.name == name }) else {
      throw .noLeader
    }
    return number
  }

  /// Kills a part as `kill -9` does.
  public func kill(_ part: Part) async {
    switch part {
    case .node(let number): await nodes.nodes[number].kill()
    case .server(let number):
      await servers[number]?.kill()
      servers[number] = nil
    case .balancer: await balancer.kill()
    }
  }

  /// Cuts a node off from the others; the servers that are on it stay on it.
  public func isolate(_ part: Part) async throws(ClusterProblem) {
    guard case .node(let number) = part else { throw .notANode(part) }
    await nodes.isolate(number)
  }

  /// Has the balancer send a server's clients elsewhere, and nobody to it any more.
  public func drain(_ part: Part) async throws {
    guard case .server(let number) = part else { throw ClusterProblem.notAServer(part) }
    try await balancer.drain(number)
    drained.insert(number)
  }

  /// Starts again what was killed, joins what was cut off, and lets clients on what was drained.
  ///
  /// - Returns: What was done it to.
  public func mend(told: @Sendable (Part, _ process: Int) -> Void) async throws -> [Part] {
    var mended = nodes.isolatedNodes.sorted().map(Part.node)
    await nodes.join()
    for (number, node) in nodes.nodes.enumerated() where !node.isRunning {
      await node.stop()
      try await node.start()
      if let process = node.process { told(.node(number), process) }
      mended.append(.node(number))
    }
    for number in servers.indices where servers[number]?.hasEnded != false {
      await servers[number]?.stop()
      told(.server(number), try await startServer(number))
      mended.append(.server(number))
    }
    if !balancer.isRunning {
      told(.balancer, try await balancer.start())
      mended.append(.balancer)
    }
    for number in drained.sorted() {
      try await balancer.takeBack(number)
      if !mended.contains(.server(number)) { mended.append(.server(number)) }
    }
    drained = []
    await balancer.waitUntilUp(Array(ports.indices))
    return mended
  }

  // MARK: How it stands

  /// How each part stands, in words: the part, and what there is to say of it.
  public func standing() async -> [(part: Part, words: String)] {
    let leader = try? await leader()
    let isolated = nodes.isolatedNodes
    var rows: [(part: Part, words: String)] = [
      (.balancer, balancer.isRunning ? "up at \(url)" : "killed")
    ]
    for number in ports.indices {
      var words = "killed"
      if servers[number]?.hasEnded == false {
        let health = LoopbackPort.answer(ports[number], to: Self.request("/health"))
        words = health?.contains(" 200 ") == true ? "well" : "deaf, or not answering"
        if drained.contains(number) { words += ", drained" }
        words += " at http://127.0.0.1:\(ports[number])"
      }
      rows.append((.server(number), words))
    }
    for (number, node) in nodes.nodes.enumerated() {
      var words = !node.isRunning ? "killed" : number == leader ? "leads" : "follows"
      if isolated.contains(number) { words = "cut off from the others" }
      rows.append((.node(number), "\(words)\(node.isRunning ? " at \(node.url)" : "")"))
    }
    return rows
  }

  private static func request(_ path: String) -> String {
    "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
  }
}

extension ServerCluster.Part: CustomStringConvertible {
  /// What it is called.
  public var description: String {
    switch self {
    case .node(let number): "n\(number)"
    case .server(let number): "s\(number + 1)"
    case .balancer: "balancer"
    }
  }
}
