public import Platform
import Synchronization

/// Three or more nats-servers that keep one another's streams, on 127.0.0.1 and for this program's life
/// only; their ways to one another can be cut.
public final class NATSCluster: Sendable {
  /// The nodes, `n0` first.
  public let nodes: [NATSNode]
  /// The ways: `ways[i][j]` is the one by which `n<i>` goes to `n<j>`; none to itself.
  private let ways: [[LoopbackRelay?]]
  private let isolated = Mutex<Set<Int>>([])

  private init(_ nodes: [NATSNode], _ ways: [[LoopbackRelay?]]) {
    self.nodes = nodes
    self.ways = ways
  }

  /// Starts so many nodes, which find one another by themselves within a second or two.
  public static func start(
    nodes count: Int = 3, program path: String, in folder: TemporaryFolder
  ) async throws -> NATSCluster {
    var routePorts: [Int] = []
    for _ in 0..<count { routePorts.append(try LoopbackPort.reserved()) }
    var ways: [[LoopbackRelay?]] = []
    for from in 0..<count {
      var row: [LoopbackRelay?] = []
      for to in 0..<count {
        row.append(from == to ? nil : try await LoopbackRelay.start(to: routePorts[to]))
      }
      ways.append(row)
    }
    let nodes = try (0..<count).map { number in
      var options = NATSNode.Options()
      options.name = "n\(number)"
      options.routePort = routePorts[number]
      options.routes = ways[number].compactMap { $0?.port }
      return try NATSNode(options, program: path, in: folder)
    }
    let cluster = NATSCluster(nodes, ways)
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for node in nodes { group.addTask { try await node.start() } }
        try await group.waitForAll()
      }
      return cluster
    } catch {
      await cluster.stop()
      throw error
    }
  }

  /// The addresses of all nodes, for `--engine`.
  public var addresses: String { nodes.map(\.url).joined(separator: ",") }

  /// The nodes that are cut off from the others, by their numbers.
  public var isolatedNodes: Set<Int> { isolated.withLock { $0 } }

  /// Cuts a node off from the others; its clients stay connected to it.
  public func isolate(_ number: Int) async {
    isolated.withLock { _ = $0.insert(number) }
    await set(.silent, around: number)
  }

  /// Ends every isolation.
  ///
  /// What was held up is not said later: the connections are cut, and made anew.
  public func join() async {
    let numbers = isolated.withLock { isolated in
      defer { isolated = [] }
      return isolated
    }
    for number in numbers {
      await set(.cut, around: number)
      await set(.open, around: number)
    }
  }

  private func set(_ way: LoopbackRelay.Way, around number: Int) async {
    for other in nodes.indices where other != number {
      await ways[number][other]?.set(way)
      await ways[other][number]?.set(way)
    }
  }

  /// Ends all of it; returns when no process is left.
  public func stop() async {
    await withTaskGroup(of: Void.self) { group in
      for node in nodes { group.addTask { await node.stop() } }
    }
    for way in ways.joined() { await way?.stop() }
  }
}
