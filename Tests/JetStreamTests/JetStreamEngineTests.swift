import EventServer
import EventStream
import NIOCore
import NIOPosix
import OutsideServers
import Synchronization
import Testing
import WireDriver
import WorkbookServer

@testable import JetStream

/// Several servers on one real nats-server, and what becomes of it.
@Suite(
  .enabled(if: EngineRoom.program != nil, EngineRoom.missing), .serialized,
  .timeLimit(.minutes(2)))
struct JetStreamEngineTests {
  // MARK: Two servers

  @Test func `two servers on one engine are one channel, in one order`() async throws {
    try await EngineRoom.with { room in
      try await room.withServer { one, onePort in
        try await room.withServer { two, twoPort in
          let readers = [
            try await WireClient.get("/events", port: onePort),
            try await WireClient.get("/events", port: twoPort),
          ]
          for reader in readers { try await reader.text(upTo: "\r\n\r\n") }
          try await withThrowingTaskGroup(of: Void.self) { group in
            for server in [one, two] {
              group.addTask {
                for number in 1...50 {
                  _ = try await server.log()?.append(ServerSentEvent(data: "\(number)"))
                }
              }
            }
            try await group.waitForAll()
          }
          _ = try await one.log()?.append(ServerSentEvent(data: "the end"))
          let texts = [
            try await readers[0].text(upTo: "the end\n\n"),
            try await readers[1].text(upTo: "the end\n\n"),
          ]
          #expect(lines("id", in: texts[0]) == lines("id", in: texts[1]))
          #expect(lines("data", in: texts[0]) == lines("data", in: texts[1]))
          #expect(
            lines("id", in: texts[0]).compactMap { CountedID($0)?.number } == Array(1...101))
        }
      }
    }
  }

  @Test func `who resumes on the other server misses nothing, not even what it has not heard yet`()
    async throws
  {
    try await EngineRoom.with { room in
      try await room.withServer { one, _ in
        try await room.withServer(relayed: true) { two, twoPort in
          let first = try await one.log()?.append(ServerSentEvent(data: "1"))
          // The other server hears nothing from here on.
          await room.relay.set(.silent)
          let second = try await one.log()?.append(ServerSentEvent(data: "2"))
          _ = try await one.log()?.append(ServerSentEvent(data: "3"))
          let reader = try await WireClient.get(
            "/events", port: twoPort, "Last-Event-ID: \(try #require(second))")
          let other = try await WireClient.get(
            "/events", port: twoPort, "Last-Event-ID: \(try #require(first))")
          try await reader.text(upTo: "\r\n\r\n")
          await room.relay.set(.open)
          let texts = [
            try await reader.text(upTo: "data: 3\n\n"), try await other.text(upTo: "data: 3\n\n"),
          ]
          #expect(lines("data", in: texts[0]) == ["3"], "\(texts[0])")
          #expect(lines("data", in: texts[1]) == ["2", "3"], "\(texts[1])")
        }
      }
    }
  }

  @Test func `what is kept outlives every server, and so do its ids`() async throws {
    try await EngineRoom.with { room in
      var ids: [String] = []
      try await room.withServer { server, _ in
        for number in 1...5 {
          ids.append(try #require(await server.log()?.append(ServerSentEvent(data: "\(number)"))))
        }
      }
      try await room.withServer { server, port in
        let reader = try await WireClient.get("/events", port: port, "Last-Event-ID: \(ids[1])")
        let text = try await reader.text(upTo: "data: 5\n\n")
        #expect(lines("id", in: text) == Array(ids.suffix(3)))
        let next = try #require(await server.log()?.append(ServerSentEvent(data: "6")))
        #expect(CountedID(next)?.number == 6)
      }
    }
  }

  @Test func `one key is one event at all servers`() async throws {
    try await EngineRoom.with { room in
      try await room.withServer { _, onePort in
        try await room.withServer { _, twoPort in
          let key = "Idempotency-Key: k\r\n"
          let first = try id(in: try await post(#"{"data":"a"}"#, port: onePort, key))
          let again = try id(in: try await post(#"{"data":"a"}"#, port: twoPort, key))
          #expect(first == again)
          let next = try id(in: try await post(#"{"data":"b"}"#, port: twoPort))
          #expect(CountedID(next)?.number == 2)
        }
      }
    }
  }

  @Test func `an id of the publisher's own is refused, since the engine numbers`() async throws {
    try await EngineRoom.with { room in
      try await room.withServer { server, port in
        let answer = try await post(#"{"data":"a","id":"7"}"#, port: port)
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(
          answer.hasSuffix(
            "{\"error\":\"the engine numbers the events of this channel, so that all servers have "
              + "one order; leave out 'id'\"}\n"))
        #expect(server.channel()?.newestID == nil)
      }
    }
  }

  // MARK: Cut off

  @Test(arguments: [LoopbackRelay.Way.cut, .silent])
  func `a server that was cut off fetches what it has not heard, each once`(
    way: LoopbackRelay.Way
  ) async throws {
    try await EngineRoom.with { room in
      try await room.withServer { one, _ in
        try await room.withServer(relayed: true) { _, engine in
          engine.timing = EngineRoom.impatient
        } _: { two, port in
          let reader = try await WireClient.get("/events", port: port)
          try await reader.text(upTo: "\r\n\r\n")
          _ = try await one.log()?.append(ServerSentEvent(data: "1"))
          try await reader.text(upTo: "data: 1\n\n")
          await room.relay.set(way)
          for number in 2...250 {
            _ = try await one.log()?.append(ServerSentEvent(data: "\(number)"))
          }
          await room.relay.set(.open)
          let text = try await reader.text(upTo: "data: 250\n\n", within: 30)
          #expect(lines("data", in: text) == (1...250).map(String.init))
          #expect(!text.contains("history-gap"))
        }
      }
    }
  }

  @Test func `what was trimmed meanwhile is told as one gap, from which nothing is lost`()
    async throws
  {
    try await EngineRoom.with { room in
      let small = { (configuration: inout StreamServer.Configuration) in
        configuration.historyLimit = 3
      }
      try await room.withServer { configuration, _ in
        small(&configuration)
      } _: { one, _ in
        try await room.withServer(relayed: true) { configuration, _ in
          small(&configuration)
        } _: { two, port in
          let reader = try await WireClient.get("/events", port: port)
          try await reader.text(upTo: "\r\n\r\n")
          let first = try #require(try await one.log()?.append(ServerSentEvent(data: "1")))
          try await reader.text(upTo: "data: 1\n\n")
          await room.relay.set(.cut)
          for number in 2...9 {
            _ = try await one.log()?.append(ServerSentEvent(data: "\(number)"))
          }
          await room.relay.set(.open)
          let text = try await reader.text(upTo: "data: 9\n\n", within: 30)
          let epoch = try #require(CountedID(first)).epoch
          #expect(lines("id", in: text) == [1, 6, 7, 8, 9].map { "\(epoch)-\($0)" })
          #expect(
            text.contains(
              "event: history-gap\nid: \(epoch)-6\n"
                + "data: {\"lastEventId\":\"\(epoch)-1\",\"newest\":\"\(epoch)-6\"}\n\n"))
        }
      }
    }
  }

  @Test func `a deaf server says so to its balancer, and is well again when it hears`() async throws
  {
    try await EngineRoom.with { room in
      try await room.withServer { _, engine in
        engine.timing = EngineRoom.impatient
      } _: { _, port in
        func health() async throws -> String {
          try await WireClient.get("/health", port: port, "Connection: close").textToEnd()
        }
        try await polled { try await health().hasSuffix("{\"ok\":true}\n") }
        room.node.freeze()
        try await polled { try await health().hasPrefix("HTTP/1.1 503 ") }
        let status = try await WireClient.get("/status", port: port, "Connection: close")
          .textToEnd()
        #expect(status.contains(#""engine":{"address":"\#(room.node.url)","node":"#))
        #expect(!status.contains(#""deafSeconds":null"#))
        room.node.thaw()
        try await polled { try await health().hasPrefix("HTTP/1.1 200 ") }
        let well = try await WireClient.get("/status", port: port, "Connection: close").textToEnd()
        #expect(well.contains(#""node":"n0","deafSeconds":null"#))
        #expect(well.contains(#""logs":[{"path":"/events","replicas":1,"leader":"n0"}]"#))
      }
    }
  }

  /// Asks until it is so; fails after 20 s.
  private func polled(_ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while try await !condition() {
      guard ContinuousClock.now < deadline else {
        Issue.record("it did not come about")
        return
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  // MARK: A node that dies

  @Test
  func `a node is killed and started again: nothing acknowledged is lost, nothing comes twice`()
    async throws
  {
    try await EngineRoom.with { room in
      try await room.withServer { server, port in
        let reader = try await WireClient.get("/events", port: port)
        try await reader.text(upTo: "\r\n\r\n")
        let log = try #require(server.log())
        let publishing = Task {
          var ids: [String] = []
          for number in 1...300 {
            ids.append(try await log.append(ServerSentEvent(data: "\(number)")))
          }
          return ids
        }
        try await reader.text(upTo: "data: 100\n\n")
        await room.node.kill()
        try await room.node.start()
        let ids = try await publishing.value
        let text = try await reader.text(upTo: "data: 300\n\n", within: 30)
        #expect(lines("id", in: text) == ids)
        #expect(lines("data", in: text) == (1...300).map(String.init))
        #expect(Set(ids.compactMap { CountedID($0)?.epoch }).count == 1)
      }
    }
  }

  @Test func `what an engine does not take in time is 503, and known by its key afterwards`()
    async throws
  {
    try await EngineRoom.with { room in
      try await room.withServer { _, engine in
        engine.timing.publish = .milliseconds(200)
      } _: { server, port in
        await room.node.kill()
        let answer = try await post(
          #"{"data":"a"}"#, port: port, "Idempotency-Key: k\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 503 "))
        #expect(answer.lowercased().contains("\r\nretry-after: 1\r\n"))
        #expect(answer.contains("{\"error\":\"the engine did not say that it keeps the event: "))
        try await room.node.start()
        var answers: [String] = []
        try await polled {
          let answer = try await post(
            #"{"data":"a"}"#, port: port, "Idempotency-Key: k\r\n")
          answers.append(answer)
          return answer.hasPrefix("HTTP/1.1 201 ")
        }
        #expect(CountedID(try id(in: answers.last ?? ""))?.number == 1)
      }
    }
  }

  // MARK: What others do to a stream

  @Test func `a stream that somebody deletes is made again, and readers are told of one gap`()
    async throws
  {
    try await EngineRoom.with { room in
      try await room.withServer { server, port in
        let reader = try await WireClient.get("/events", port: port)
        try await reader.text(upTo: "\r\n\r\n")
        let log = try #require(server.log())
        let first = try await log.append(ServerSentEvent(data: "1"))
        _ = try await log.append(ServerSentEvent(data: "2"))
        _ = try await room.ask("$JS.API.STREAM.DELETE.ch_events")
        let next = try await log.append(ServerSentEvent(data: "3"))
        let text = try await reader.text(upTo: "data: 3\n\n")
        let old = try #require(CountedID(first)).epoch
        let new = try #require(CountedID(next)).epoch
        #expect(old != new)
        #expect(
          lines("id", in: text) == ["\(old)-1", "\(old)-2", "\(new)-0", "\(new)-1"], "\(text)")
        #expect(text.ranges(of: "history-gap").count == 1)
        // Who was away is told it, too, by whatever the server has.
        let back = try await WireClient.get("/events", port: port, "Last-Event-ID: \(first)")
        let rest = try await back.text(upTo: "data: 3\n\n")
        #expect(lines("id", in: rest) == ["\(old)-2", "\(new)-0", "\(new)-1"])
      }
      // And by a server that never knew the stream's first life.
      try await room.withServer { _, port in
        let reader = try await WireClient.get("/events", port: port, "Last-Event-ID: gone-1")
        #expect(try await reader.text(upTo: "\"}\n\n").contains("event: history-gap\n"))
      }
    }
  }

  @Test func `what others publish is heard, and what no stream can carry is told as a gap`()
    async throws
  {
    try await EngineRoom.with { room in
      try await room.withServer { server, port in
        let reader = try await WireClient.get("/events", port: port)
        try await reader.text(upTo: "\r\n\r\n")
        for payload in ["data: by another program", "no event", "data: a\n\nid: 9\ndata: b\n\n"] {
          _ = try await room.ask("ch.events", payload)
        }
        _ = try await server.log()?.append(ServerSentEvent(data: "the end"))
        let text = try await reader.text(upTo: "the end\n\n")
        #expect(lines("id", in: text).compactMap { CountedID($0)?.number } == [1, 2, 3, 4])
        #expect(text.ranges(of: "event: history-gap\n").count == 2)
        #expect(text.contains("data: by another program\n\n"))
        #expect(!text.contains("id: 9"))
      }
    }
  }

  // MARK: The start

  /// Starts a server, and returns the sentence with which it does not.
  private func refusal(
    _ configuration: JetStreamEngine.Configuration, history: Int = 1_000
  ) async -> String {
    var server = StreamServer.Configuration()
    server.port = 0
    server.historyLimit = history
    server.engine = { JetStreamEngine(configuration) }
    let unwanted = StreamServer(server)
    do {
      _ = try await unwanted.start()
      await unwanted.stop()
      Issue.record("it started")
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func `an engine that is away is waited for, visibly, and not forever`() async throws {
    let port = try LoopbackPort.free()
    var configuration = JetStreamEngine.Configuration([NATSAddress(host: "127.0.0.1", port: port)])
    configuration.timing = EngineRoom.timing
    configuration.timing.start = .milliseconds(500)
    let seen = Mutex<[JetStreamEngine.Happening]>([])
    configuration.tap = { happening in seen.withLock { $0.append(happening) } }
    let reason = "nats://127.0.0.1:\(port) was not reached (Connection refused)"
    #expect(
      await refusal(configuration)
        == "\(reason); gave up after 0 s: is the engine running, and is --engine its address?")
    #expect(seen.withLock { $0.first } == .waiting(seconds: 0, of: 0, reason: reason))
  }

  @Test func `an engine that comes in time is used`() async throws {
    try await EngineRoom.with { room in
      await room.node.stop()
      let waits = Signal()
      let starting = Task {
        try await room.withServer { _, engine in
          engine.tap = { if case .waiting = $0 { waits.give() } }
        } _: { server, _ in
          _ = try await server.log()?.append(ServerSentEvent(data: "x"))
        }
      }
      await waits.wait()
      try await room.node.start()
      try await starting.value
    }
  }

  @Test func `a start that is cancelled ends at once`() async throws {
    let port = try LoopbackPort.free()
    let waits = Signal()
    var configuration = JetStreamEngine.Configuration([NATSAddress(host: "127.0.0.1", port: port)])
    configuration.tap = { if case .waiting = $0 { waits.give() } }
    let starting = Task { [configuration] in await refusal(configuration) }
    await waits.wait()
    starting.cancel()
    #expect(await starting.value == "the start was given up")
  }

  @Test func `a NATS without JetStream is told at once`() async throws {
    var options = NATSNode.Options()
    options.hasJetStream = false
    try await EngineRoom.with(options) { room in
      #expect(
        await refusal(room.engine())
          == "the NATS at \(room.node.url) keeps no streams: start it with JetStream, as in "
          + "nats-server -js")
    }
  }

  @Test func `refused credentials are told at once, and right ones let in`() async throws {
    var options = NATSNode.Options()
    options.user = "sse:secret"
    try await EngineRoom.with(options) { room in
      var configuration = room.engine()
      let sentence =
        "the engine at \(room.node.url) refused us: Authorization Violation; give "
        + "nats://USER:PASSWORD@HOST:PORT"
      #expect(await refusal(configuration) == sentence)
      let port = room.node.options.port
      configuration.addresses = try NATSAddress.list("nats://sse:wrong@127.0.0.1:\(port)")
      #expect(await refusal(configuration) == sentence)
      let right = try NATSAddress.list("nats://sse:secret@127.0.0.1:\(port)")
      try await room.withServer { _, engine in
        engine.addresses = right
      } _: { server, _ in
        let id = try await server.log()?.append(ServerSentEvent(data: "x"))
        #expect(id != nil)
      }
    }
  }

  @Test func `a stream of another configuration is left alone, and told at once`() async throws {
    try await EngineRoom.with { room in
      try await room.withServer { server, port in
        _ = try await server.log()?.append(ServerSentEvent(data: "x"))
        #expect(
          await refusal(room.engine(), history: 7)
            == "the engine at \(room.node.url) has a stream ch_events of another configuration, "
            + "which is left alone: give every server the same --history, or delete the stream")
        let next = try #require(try await server.log()?.append(ServerSentEvent(data: "y")))
        #expect(CountedID(next)?.number == 2)
      }
    }
  }

  @Test(arguments: [
    ("SSH-2.0-OpenSSH_9.2\r\n", "it says 'SSH-2.0-OpenSSH_9.2'"),
    ("INFO {nothing\r\n", "its INFO is no JSON"),
  ])
  func `what listens there and is no NATS is told at once`(greeting: String, says: String)
    async throws
  {
    try await withListener(saying: greeting) { address in
      var configuration = JetStreamEngine.Configuration([address])
      configuration.timing = EngineRoom.timing
      #expect(
        await refusal(configuration)
          == "what listens at \(address) is no NATS server: \(says)")
    }
  }

  @Test func `a NATS that is too old is told at once`() async throws {
    let info = #"INFO {"server_name":"n","version":"2.8.4","jetstream":true}"# + "\r\n"
    try await withListener(saying: info) { address in
      #expect(
        await refusal(.init([address]))
          == "the NATS at \(address) is 2.8.4: 2.9 or newer is needed")
    }
  }

  @Test func `what listens there and says nothing is waited for, and not forever`() async throws {
    try await withListener(saying: "") { address in
      var configuration = JetStreamEngine.Configuration([address])
      configuration.timing = EngineRoom.timing
      configuration.timing.connect = .milliseconds(300)
      configuration.timing.start = .milliseconds(500)
      #expect(
        await refusal(configuration)
          == "what listens at \(address) said nothing, where a NATS server speaks first; gave up "
          + "after 0 s: is the engine running, and is --engine its address?")
    }
  }

  /// Something that accepts connections and says one thing.
  private func withListener(
    saying text: String, _ body: (NATSAddress) async throws -> Void
  ) async throws {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Greeter(text: text))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(listener.localAddress?.port)
    do { try await body(NATSAddress(host: "127.0.0.1", port: port)) } catch {
      try await listener.close()
      throw error
    }
    try await listener.close()
  }
}

/// Says one thing to whoever connects.
private final class Greeter: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let text: String

  init(text: String) { self.text = text }

  func channelActive(context: ChannelHandlerContext) {
    guard !text.isEmpty else { return }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
  }
}
