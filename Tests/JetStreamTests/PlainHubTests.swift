import EventServer
import EventStream
import OutsideServers
import Synchronization
import Testing
import WireDriver
import WorkbookServer

@testable import JetStream

/// The engine without its log: what it does, and what it loses.
@Suite(
  .enabled(if: EngineRoom.program != nil, EngineRoom.missing), .serialized,
  .timeLimit(.minutes(1)))
struct PlainHubTests {
  private func withServer(
    _ room: EngineRoom, relayed: Bool = false,
    tap: (@Sendable (JetStreamEngine.Happening) -> Void)? = nil,
    _ body: (StreamServer, Int) async throws -> Void
  ) async throws {
    var configuration = StreamServer.Configuration()
    configuration.port = 0
    var engine = room.engine(relayed: relayed)
    engine.timing = EngineRoom.impatient
    engine.tap = tap
    configuration.engine = { [engine] in PlainHub(engine) }
    let server = StreamServer(configuration)
    let port = try await server.start()
    do { try await body(server, port) } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  @Test func `what is published reaches every server that listens, and what a cut takes is lost`()
    async throws
  {
    try await EngineRoom.with { room in
      try await withServer(room) { one, _ in
        let connections = Counter()
        try await withServer(room, relayed: true) { happening in
          if case .connected = happening { connections.add() }
        } _: { _, port in
          let reader = try await WireClient.get("/events", port: port)
          try await reader.text(upTo: "\r\n\r\n")
          let log = try #require(one.log())
          _ = try await log.append(ServerSentEvent(data: "1"))
          try await reader.text(upTo: "data: 1\n\n")
          await room.relay.set(.cut)
          _ = try await log.append(ServerSentEvent(data: "2"))
          await room.relay.set(.open)
          try await eventually { connections.count == 2 }
          _ = try await log.append(ServerSentEvent(data: "3"))
          let text = try await reader.text(upTo: "data: 3\n\n")
          // Nothing says that one is missing: the numbers are the server's own.
          #expect(lines("data", in: text) == ["1", "3"])
          #expect(lines("id", in: text).compactMap { CountedID($0)?.number } == [1, 2])
        }
      }
    }
  }

  @Test func `an id of one server means nothing at another`() async throws {
    try await EngineRoom.with { room in
      try await withServer(room) { one, _ in
        try await withServer(room) { _, port in
          let id = try #require(await one.log()?.append(ServerSentEvent(data: "1")))
          let reader = try await WireClient.get("/events", port: port, "Last-Event-ID: \(id)")
          #expect(try await reader.text(upTo: "\"}\n\n").contains("event: history-gap\n"))
        }
      }
    }
  }
}

/// How often something happened.
private final class Counter: Sendable {
  private let value = Atomic(0)

  var count: Int { value.load(ordering: .relaxed) }

  func add() { value.add(1, ordering: .relaxed) }
}
