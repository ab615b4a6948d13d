import EventServer
import EventStream
import Foundation
import OutsideServers
import Platform
import Synchronization
import Testing
import WireDriver
import WorkbookServer

@testable import JetStream

/// Three nodes, of which the leader dies or is cut off while two servers publish and are read.
@Suite(
  .enabled(if: EngineRoom.program != nil, EngineRoom.missing), .serialized,
  .timeLimit(.minutes(3)))
struct ClusterTests {
  /// What is at hand: three nodes, two servers on them, and a reader of each.
  private struct Room {
    let cluster: NATSCluster
    let servers: [StreamServer]
    let ports: [Int]

    var logs: [any ChannelLog] { servers.compactMap { $0.log() } }

    /// The node that leads `/events`, as a server sees it.
    func leader() async throws -> Int {
      let status = try await WireClient.get("/status", port: ports[0], "Connection: close")
        .textToEnd()
      let start = try #require(status.range(of: #""leader":"n"#), "\(status)")
      return try #require(Int(status[start.upperBound...].prefix { $0.isNumber }))
    }
  }

  private func withRoom(
    _ timing: EngineTiming = EngineTiming(), _ body: (Room) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder(prefix: "sse-nats-")
    defer { folder.remove() }
    let cluster = try await NATSCluster.start(
      program: try #require(EngineRoom.program), in: folder)
    var servers: [StreamServer] = []
    var failure: (any Error)?
    do {
      var ports: [Int] = []
      for _ in 1...2 {
        var configuration = StreamServer.Configuration()
        configuration.port = 0
        var engine = JetStreamEngine.Configuration(try NATSAddress.list(cluster.addresses))
        engine.timing = timing
        configuration.engine = { [engine] in JetStreamEngine(engine) }
        let server = StreamServer(configuration)
        ports.append(try await server.start())
        servers.append(server)
      }
      try await body(Room(cluster: cluster, servers: servers, ports: ports))
    } catch { failure = error }
    for server in servers { await server.stop() }
    await cluster.stop()
    if let failure { throw failure }
  }

  /// Publishes at every server at once until `enough`, and returns the data of what was acknowledged.
  private func publish(_ room: Room, until enough: Signal) async throws -> Task<[String], any Error>
  {
    let logs = room.logs
    let isEnough = Flag()
    Task {
      await enough.wait()
      isEnough.raise()
    }
    return Task {
      try await withThrowingTaskGroup(of: [String].self) { group in
        for (server, log) in logs.enumerated() {
          group.addTask {
            var kept: [String] = []
            while !isEnough.isRaised {
              let data = "\(server).\(kept.count)"
              _ = try await log.append(ServerSentEvent(data: data))
              kept.append(data)
              try await Task.sleep(for: .milliseconds(5))
            }
            return kept
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
    }
  }

  @Test func `the leader is killed, and then another: nothing is lost, twice or out of order`()
    async throws
  {
    try await withRoom { room in
      var readers: [WireClient] = []
      for port in room.ports {
        let reader = try await WireClient.get("/events", port: port)
        try await reader.text(upTo: "\r\n\r\n")
        readers.append(reader)
      }
      let enough = Signal()
      let publishing = try await publish(room, until: enough)
      try await readers[0].text(upTo: "data: 0.50\n\n")
      let leader = try await room.leader()
      let before = try await number(of: readers[0])
      await room.cluster.nodes[leader].kill()
      // Another one is chosen, and publishing goes on.
      try await readers[0].text(within: 40) { text in
        (lines("id", in: text).last.flatMap { CountedID($0)?.number } ?? 0) > before + 100
      }
      enough.give()
      let kept = try await publishing.value
      let last = try await room.logs[0].append(ServerSentEvent(data: "the end"))
      var texts: [String] = []
      for reader in readers { texts.append(try await reader.text(upTo: "the end\n\n")) }
      for text in texts {
        #expect(
          lines("id", in: text).compactMap { CountedID($0)?.number }
            == Array(1...(CountedID(last)?.number ?? 0)))
        #expect(Set(lines("data", in: text)) == Set(kept + ["the end"]))
        #expect(!text.contains("history-gap"))
      }
      // Of three, one is left: nothing is published, and who was away still resumes.
      let other = try await room.leader()
      await room.cluster.nodes[other].kill()
      let resumed = try await WireClient.get(
        "/events", port: room.ports[1], "Last-Event-ID: \(lines("id", in: texts[0])[0])")
      let rest = try await resumed.text(upTo: "the end\n\n")
      #expect(lines("id", in: rest) == Array(lines("id", in: texts[0]).dropFirst()))
      // They come back, and what was waiting is kept.
      let waiting = Task { try await room.logs[1].append(ServerSentEvent(data: "at last")) }
      try await room.cluster.nodes[leader].start()
      try await room.cluster.nodes[other].start()
      _ = try? await waiting.value
      try await retried { _ = try await room.logs[0].append(ServerSentEvent(data: "again")) }
      for reader in readers { try await reader.text(upTo: "data: again\n\n", within: 40) }
    }
  }

  @Test func `a node is cut off with its servers: they leave it, and nothing is lost or twice`()
    async throws
  {
    try await withRoom { room in
      var readers: [WireClient] = []
      for port in room.ports {
        let reader = try await WireClient.get("/events", port: port)
        try await reader.text(upTo: "\r\n\r\n")
        readers.append(reader)
      }
      let enough = Signal()
      let publishing = try await publish(room, until: enough)
      try await readers[0].text(upTo: "data: 0.50\n\n")
      let before = try await number(of: readers[0])
      // Both are connected to the first that takes them in.
      await room.cluster.isolate(0)
      for reader in readers {
        try await reader.text(within: 60) { text in
          (lines("id", in: text).last.flatMap { CountedID($0)?.number } ?? 0) > before + 100
        }
      }
      await room.cluster.join()
      enough.give()
      let kept = try await publishing.value
      var last = ""
      try await retried {
        last = try await room.logs[0].append(ServerSentEvent(data: "the end"))
      }
      for reader in readers {
        let text = try await reader.text(upTo: "the end\n\n", within: 40)
        #expect(
          lines("id", in: text).compactMap { CountedID($0)?.number }
            == Array(1...(CountedID(last)?.number ?? 0)))
        #expect(Set(lines("data", in: text)) == Set(kept + ["the end"]))
      }
    }
  }

  @Test func `all three nodes are killed and started again: nothing acknowledged is lost`()
    async throws
  {
    try await withRoom { room in
      var kept: [String] = []
      for number in 1...50 {
        kept.append(try await room.logs[number % 2].append(ServerSentEvent(data: "\(number)")))
      }
      for node in room.cluster.nodes { await node.kill() }
      // Nobody is there: what was acknowledged is still read, from the servers' memory.
      let reader = try await WireClient.get(
        "/events", port: room.ports[0], "Last-Event-ID: \(kept[0])")
      try await reader.text(upTo: "data: 50\n\n")
      for node in room.cluster.nodes { try await node.start() }
      var last = ""
      try await retried { last = try await room.logs[1].append(ServerSentEvent(data: "51")) }
      // A server that was not there before finds all of it in the log.
      var configuration = StreamServer.Configuration()
      configuration.port = 0
      let addresses = try NATSAddress.list(room.cluster.addresses)
      configuration.engine = { JetStreamEngine(JetStreamEngine.Configuration(addresses)) }
      let server = StreamServer(configuration)
      let port = try await server.start()
      let text = try await WireClient.get("/events?from=earliest", port: port)
        .text(upTo: "data: 51\n\n", within: 40)
      await server.stop()
      #expect(lines("id", in: text) == kept + [last])
      #expect(lines("data", in: text) == (1...51).map(String.init))
      let heard = try await reader.text(upTo: "data: 51\n\n", within: 40)
      #expect(lines("id", in: heard) == Array(kept.dropFirst()) + [last])
    }
  }

  @Test
  func
    `a leader is cut off with a server that publishes nothing: its readers hear the news all the same`()
    async throws
  {
    try await withRoom { room in
      let leader = try await room.leader()
      let all = room.cluster.nodes.map(\.url)
      var configuration = StreamServer.Configuration()
      configuration.port = 0
      let addresses = try NATSAddress.list(
        ([all[leader]] + all.filter { $0 != all[leader] }).joined(separator: ","))
      configuration.engine = { JetStreamEngine(JetStreamEngine.Configuration(addresses)) }
      let server = StreamServer(configuration)
      let port = try await server.start()
      let reader = try await WireClient.get("/events", port: port)
      let first = try await room.logs[0].append(ServerSentEvent(data: "first"))
      try await reader.text(upTo: "data: first\n\n")
      await room.cluster.isolate(leader)
      var second = ""
      try await retried { second = try await room.logs[0].append(ServerSentEvent(data: "second")) }
      // The old leader still says that it leads, and that nothing has come since.
      let text = try await reader.text(upTo: "data: second\n\n", within: 40)
      #expect(lines("id", in: text) == [first, second])
      #expect(!text.contains("history-gap"))
      await server.stop()
    }
  }

  @Test func `who resumes at a server whose node lags behind is told of no gap`() async throws {
    try await withRoom { room in
      // Both servers are on the first node, which dies before the second event.
      let one = try await room.logs[0].append(ServerSentEvent(data: "one"))
      let follower = try await room.leader() == 0 ? 1 : 0
      await room.cluster.nodes[follower].kill()
      let two = try await room.logs[0].append(ServerSentEvent(data: "two"))
      // It is back, and the one that could tell it what it missed is cut off.
      try await room.cluster.nodes[follower].start()
      let leader = try await room.leader()
      await room.cluster.isolate(leader)
      var three = ""
      try await retried { three = try await room.logs[0].append(ServerSentEvent(data: "three")) }
      await room.cluster.join()
      var newestID = three
      for port in room.ports {
        let reader = try await WireClient.get("/events", port: port, "Last-Event-ID: \(two)")
        let text = try await reader.text(upTo: "data: three\n\n", within: 40)
        #expect(lines("id", in: text).first == three)
        #expect(!text.contains("history-gap"))
        let newest = try await WireClient.get("/events", port: port, "Last-Event-ID: \(newestID)")
        try await newest.text(upTo: "\r\n\r\n")
        let id = try await room.logs[0].append(ServerSentEvent(data: "to \(port)"))
        let rest = try await newest.text(upTo: "data: to \(port)\n\n", within: 40)
        #expect(lines("id", in: rest) == [id])
        newestID = id
      }
      #expect(one != two)
    }
  }

  /// The number of the event that a reader has heard last.
  private func number(of reader: WireClient) async throws -> Int {
    try #require(lines("id", in: reader.text).last.flatMap { CountedID($0)?.number })
  }

  /// Tries until it works; a minute at most.
  private func retried(_ body: () async throws -> Void) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      do { return try await body() } catch {
        guard ContinuousClock.now < deadline else { throw error }
      }
    }
  }
}

/// Something that was not so, and then is.
private final class Flag: Sendable {
  private let state = Atomic(false)

  var isRaised: Bool { state.load(ordering: .relaxed) }

  func raise() { state.store(true, ordering: .relaxed) }
}
