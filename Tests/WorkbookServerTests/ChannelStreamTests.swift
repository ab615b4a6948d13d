import EventServer
import EventStream
import Glibc
import NIOCore
import NIOPosix
import Platform
import Testing
import WireDriver
import WorkbookServer

@Suite(.timeLimit(.minutes(2))) struct ChannelStreamTests {
  private func publish(_ count: Int, to channel: EventChannel?) throws {
    for number in 1...count {
      try channel?.publish(ServerSentEvent(data: "event \(number)"))
    }
  }

  /// The ids of the events in a body.
  private func ids(_ text: String) -> [String] { ids(Array(text.utf8)) }

  /// Looks for line ends with memchr, since a debug build walks 16 MB for seconds.
  private func ids(_ bytes: [UInt8]) -> [String] {
    bytes.withUnsafeBytes { bytes in
      var ids: [String] = []
      var rest = bytes[...]
      while let base = rest.base.baseAddress,
        let end = memchr(base + rest.startIndex, 0x0A, rest.count)
      {
        let line = rest[rest.startIndex..<(UnsafeRawPointer(end) - base)]
        if line.starts(with: "id: ".utf8) {
          ids.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        }
        rest = rest[(line.endIndex + 1)...]
      }
      return ids
    }
  }

  @Test func `every subscriber gets every event from then on`() async throws {
    try await withServer { server, port in
      try publish(3, to: server.channel())
      let first = try await WireClient.get("/events", port: port)
      try await first.text(upTo: "\r\n\r\n")
      try publish(1, to: server.channel())
      let second = try await WireClient.get("/events", port: port)
      try await second.text(upTo: "\r\n\r\n")
      try publish(2, to: server.channel())
      #expect(
        ids(try await first.text(upTo: "id: e-6\ndata: event 2\n\n")) == ["e-4", "e-5", "e-6"])
      #expect(ids(try await second.text(upTo: "id: e-6\ndata: event 2\n\n")) == ["e-5", "e-6"])
    }
  }

  @Test
  func
    `in portions of two, with comings, goings and one who does not read, each gets each event once`()
    async throws
  {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    var configuration = StreamServer.Configuration()
    configuration.eventLoopGroup = group
    configuration.portionSize = 2
    configuration.historyLimit = 2000
    try await withServer(configuration) { server, port in
      func open() async throws -> WireClient {
        let client = try await WireClient.get("/events?from=earliest", port: port)
        try await client.text(upTo: "\r\n\r\n")
        return client
      }
      var clients: [WireClient] = []
      for _ in 0..<9 { clients.append(try await open()) }
      // Its kernel's buffers are full after some hundred of these events.
      let sleeper = try await WireClient(
        port: port, "GET /events?from=earliest HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n",
        reads: false, receiveBuffer: 4096)
      let channel = server.channel()
      let padding = String(repeating: "x", count: 3000)
      let publishing = Task {
        for _ in 1...1000 {
          try channel?.publish(ServerSentEvent(data: padding))
          await Task.yield()
        }
      }
      for round in 0..<20 {
        await clients.remove(at: round % clients.count).close()
        for _ in 0..<2 { clients.append(try await open()) }
      }
      try await publishing.value
      try channel?.publish(ServerSentEvent(data: "last"))
      try await sleeper.startReading()
      let expected = (1...1001).map { "e-\($0)" }
      for client in clients + [sleeper] {
        try await client.wait(within: 60) { bytes, _ in
          bytes.suffix(12).elementsEqual("data: last\n\n".utf8)
            || bytes.suffix(14).starts(with: "data: last\n\n".utf8)
        }
        #expect(ids(client.bytes) == expected)
        await client.close()
      }
    }
    try await group.shutdownGracefully()
  }

  @Test func `Last-Event-ID goes on where it was`() async throws {
    try await withServer { server, port in
      try publish(5, to: server.channel())
      let client = try await WireClient.get("/events", port: port, "Last-Event-ID: e-3")
      try await client.text(upTo: "id: e-5\ndata: event 5\n\n")
      try publish(1, to: server.channel())
      #expect(ids(try await client.text(upTo: "id: e-6\n")) == ["e-4", "e-5", "e-6"])
    }
  }

  @Test(arguments: [" x", "x ", "\t x \t"])
  func `an id with spaces around it resumes, though no header keeps them`(id: String) async throws {
    try await withServer { server, port in
      try server.channel()?.publish(ServerSentEvent(id: id, data: "a"))
      let newest = try await WireClient.get("/events", port: port, "Last-Event-ID: \(id)")
      try await newest.text(upTo: "\r\n\r\n")
      try publish(1, to: server.channel())
      #expect(ids(try await newest.text(upTo: "data: event 1\n\n")) == ["e-1"])
      let older = try await WireClient.get("/events", port: port, "Last-Event-ID: \(id)")
      #expect(ids(try await older.text(upTo: "data: event 1\n\n")) == ["e-1"])
    }
  }

  @Test func `from=earliest replays all that is kept`() async throws {
    var configuration = StreamServer.Configuration()
    configuration.historyLimit = 3
    try await withServer(configuration) { server, port in
      try publish(5, to: server.channel())
      let client = try await WireClient.get("/events?from=earliest", port: port)
      #expect(ids(try await client.text(upTo: "id: e-5\n")) == ["e-3", "e-4", "e-5"])
    }
  }

  @Test(arguments: ["e-2", "unknown", "e-999", "e-0", "2", "f-5", "e-05"])
  func `an id that is gone or unknown is told once, with the newest id`(id: String) async throws {
    var configuration = StreamServer.Configuration()
    configuration.historyLimit = 3
    try await withServer(configuration) { server, port in
      try publish(6, to: server.channel())
      let client = try await WireClient.get("/events", port: port, "Last-Event-ID: \(id)")
      let gap =
        "event: history-gap\nid: e-6\ndata: {\"lastEventId\":\"\(id)\",\"newest\":\"e-6\"}\n\n"
      try await client.text(upTo: gap)
      try publish(1, to: server.channel())
      #expect(ids(try await client.text(upTo: "id: e-7\n")) == ["e-6", "e-7"])
    }
  }

  @Test func `the newest id has missed nothing`() async throws {
    try await withServer { server, port in
      try publish(2, to: server.channel())
      let client = try await WireClient.get("/events", port: port, "Last-Event-ID: e-2")
      try await client.text(upTo: "\r\n\r\n")
      try publish(1, to: server.channel())
      #expect(ids(try await client.text(upTo: "id: e-3\n")) == ["e-3"])
    }
  }

  @Test func `ids of the publisher are opaque, and do not disturb the counting`() async throws {
    try await withServer { server, port in
      let channel = server.channel()
      #expect(try channel?.publish(ServerSentEvent(id: "b-7", data: "x")) == "b-7")
      #expect(try channel?.publish(ServerSentEvent(data: "x")) == "e-1")
      #expect(try channel?.publish(ServerSentEvent(id: "40", data: "x")) == "40")
      #expect(try channel?.publish(ServerSentEvent(data: "x")) == "e-2")
      #expect(try channel?.publish(ServerSentEvent(id: "f-40", data: "x")) == "f-40")
      // One of the channel's own numbers is not given out again.
      #expect(try channel?.publish(ServerSentEvent(id: "e-7", data: "x")) == "e-7")
      #expect(try channel?.publish(ServerSentEvent(id: "e-3", data: "x")) == "e-3")
      #expect(try channel?.publish(ServerSentEvent(data: "x")) == "e-8")
      let client = try await WireClient.get("/events", port: port, "Last-Event-ID: b-7")
      #expect(
        ids(try await client.text(upTo: "id: e-8\n"))
          == ["e-1", "40", "e-2", "f-40", "e-7", "e-3", "e-8"])
    }
  }

  // MARK: Two lives

  @Test(arguments: ["2", "1", "5", "0"])
  func `a cursor of another life is told of one gap, however far this one has counted`(
    number: String
  ) async throws {
    let lives = [try #require(Epoch("a")), try #require(Epoch("b"))]
    for life in lives {
      var configuration = StreamServer.Configuration()
      configuration.channels = ["news"]
      configuration.port = 0
      configuration.epoch = { life }
      let server = StreamServer(configuration)
      let port = try await server.start()
      for name in [nil, "news"] {
        try publish(3, to: server.channel(name))
        let client = try await WireClient.get(
          name.map { "/events/\($0)" } ?? "/events", port: port, "Last-Event-ID: c-\(number)")
        try await client.text(upTo: "event: history-gap\nid: \(life)-3\n")
        try publish(1, to: server.channel(name))
        let text = try await client.text(upTo: "id: \(life)-4\n")
        #expect(ids(text) == ["\(life)-3", "\(life)-4"])
        #expect(text.ranges(of: "history-gap").count == 1)
      }
      await server.stop()
    }
  }

  @Test func `each start of a server is a life of its own`() async throws {
    var configuration = StreamServer.Configuration()
    configuration.port = 0
    let server = StreamServer(configuration)
    var ids: [CountedID] = []
    for _ in 1...2 {
      _ = try await server.start()
      let id = try #require(server.channel()).publish(ServerSentEvent(data: "a"))
      ids.append(try #require(CountedID(id)))
      await server.stop()
    }
    #expect(ids.map(\.number) == [1, 1])
    #expect(ids[0].epoch != ids[1].epoch)
  }

  @Test func `a gap before the first event gives a cursor from which nothing is lost`()
    async throws
  {
    try await withServer { server, port in
      let client = try await WireClient.get("/events", port: port, "Last-Event-ID: other-9")
      try await client.text(
        upTo: "id: e-0\ndata: {\"lastEventId\":\"other-9\",\"newest\":\"e-0\"}\n\n")
      await client.close()
      try publish(2, to: server.channel())
      let back = try await WireClient.get("/events", port: port, "Last-Event-ID: e-0")
      #expect(ids(try await back.text(upTo: "id: e-2\n")) == ["e-1", "e-2"])
    }
  }

  @Test func `the cursor before the first event has missed nothing while there is none`()
    async throws
  {
    try await withServer { server, port in
      let client = try await WireClient.get("/events", port: port, "Last-Event-ID: e-0")
      try await client.text(upTo: "\r\n\r\n")
      try publish(1, to: server.channel())
      let text = try await client.text(upTo: "id: e-1\n")
      #expect(ids(text) == ["e-1"])
      #expect(!text.contains("history-gap"))
    }
  }

  // MARK: One id twice

  @Test func `who comes with an id that was given twice goes on behind the earliest`()
    async throws
  {
    try await withServer { server, port in
      for data in ["a", "b", "c"] {
        try server.channel()?.publish(ServerSentEvent(id: "7", data: data))
      }
      let client = try await WireClient.get("/events", port: port, "Last-Event-ID: 7")
      let text = try await client.text(upTo: "data: c\n\n")
      #expect(ids(text) == ["7", "7"])
      #expect(!text.contains("data: a\n"))
    }
  }

  @Test func `the earliest is the earliest of those that are kept`() async throws {
    var configuration = StreamServer.Configuration()
    configuration.historyLimit = 4
    try await withServer(configuration) { server, port in
      // Kept are the last four: 7, x, 7, 8.
      for id in ["7", "x", "7", "x", "7", "8"] {
        try server.channel()?.publish(ServerSentEvent(id: id, data: "of \(id)"))
      }
      let seven = try await WireClient.get("/events", port: port, "Last-Event-ID: 7")
      #expect(ids(try await seven.text(upTo: "id: 8\n")) == ["x", "7", "8"])
      for id in ["9", "10"] { try server.channel()?.publish(ServerSentEvent(id: id, data: id)) }
      let later = try await WireClient.get("/events", port: port, "Last-Event-ID: 7")
      #expect(ids(try await later.text(upTo: "id: 10\n")) == ["8", "9", "10"])
      let gone = try await WireClient.get("/events", port: port, "Last-Event-ID: x")
      try await gone.text(upTo: "event: history-gap\nid: 10\n")
    }
  }

  @Test func `channels are apart`() async throws {
    var configuration = StreamServer.Configuration()
    configuration.channels = ["news", "weather"]
    try await withServer(configuration) { server, port in
      let news = try await WireClient.get("/events/news", port: port)
      try await news.text(upTo: "\r\n\r\n")
      try server.channel("weather")?.publish(ServerSentEvent(data: "rain"))
      try server.channel("news")?.publish(ServerSentEvent(data: "late"))
      let text = try await news.text(upTo: "data: late\n\n")
      #expect(!text.contains("rain"))
    }
  }

  @Test func `retry is announced once, before everything else`() async throws {
    var configuration = StreamServer.Configuration()
    configuration.retry = 1500
    try await withServer(configuration) { server, port in
      try publish(1, to: server.channel())
      let client = try await WireClient.get("/events?from=earliest", port: port)
      let text = try await client.text(upTo: "event 1\n\n")
      #expect(
        text.split(separator: "\r\n\r\n", maxSplits: 1)[1].hasPrefix(
          "17\r\n: welcome\nretry: 1500\n\n\r\n"))
      #expect(text.split(separator: "retry:").count == 2)
    }
  }

  @Test(arguments: ["/events", "/events?from=earliest", "/events/news"])
  func `every stream has something to read with its head`(path: String) async throws {
    var configuration = StreamServer.Configuration()
    configuration.channels = ["news"]
    configuration.heartbeat = .zero
    try await withServer(configuration) { _, port in
      let client = try await WireClient.get(path, port: port)
      try await client.text(upTo: "\r\n\r\na\r\n: welcome\n\r\n")
    }
  }

  @Test func `a quiet stream gets a comment after 15 s`() async throws {
    let clock = ManualClock()
    var configuration = StreamServer.Configuration()
    configuration.clock = clock
    try await withServer(configuration) { _, port in
      let client = try await WireClient.get("/events", port: port)
      try await client.text(upTo: "\r\n\r\n")
      clock.advance(by: .seconds(15))
      try await client.text(upTo: ": heartbeat\n")
    }
  }

  @Test func `a stream whose peer goes away is forgotten at once`() async throws {
    let ended = Signal()
    var configuration = StreamServer.Configuration()
    configuration.tap = { if case .ended = $0 { ended.give() } }
    try await withServer(configuration) { server, port in
      let client = try await WireClient.get("/events", port: port)
      try await client.text(upTo: "\r\n\r\n")
      #expect(server.openStreams == 1)
      await client.close()
      await ended.wait()
      #expect(server.openStreams == 0)
      #expect(server.channel()?.subscriberCount == 0)
    }
  }

  @Test func `a stream on a connection kept alive outlives the request, and what follows it`()
    async throws
  {
    let ended = Signal()
    var configuration = StreamServer.Configuration()
    configuration.tap = { if case .ended = $0 { ended.give() } }
    try await withServer(configuration) { server, port in
      let client = try await WireClient.get("/nope", port: port)
      try await client.text(upTo: "there is nothing at /nope")
      try await client.send(
        "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\nGET /more HTTP/1.1\r\nHo")
      try await client.text(upTo: "text/event-stream")
      try await client.send("st: localhost\r\n\r\n")
      try publish(2, to: server.channel())
      try await client.text(upTo: "id: e-2\ndata: event 2\n\n")
      #expect(server.openStreams == 1)
      await client.close()
      await ended.wait()
      #expect(server.openStreams == 0)
    }
  }

  @Test func `a channel keeps nothing for the last reader of a loop once it is cut`() async throws {
    try await withServer { server, port in
      let stalled = try await WireClient(
        port: port, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n", reads: false,
        receiveBuffer: 4096)
      try await eventually { server.openStreams == 1 }
      let channel = try #require(server.channel())
      let data = String(repeating: "x", count: 256 << 10)
      // One pass for each event, so that the reader is cut in the middle of one.
      while server.status().droppedForSlowness == 0 {
        try channel.publish(ServerSentEvent(data: data))
        try await eventually { channel.isIdle || server.status().lagging == 1 }
      }
      try channel.publish(ServerSentEvent(data: "nobody is there"))
      try await eventually { channel.isIdle }
      await stalled.close()
    }
  }

  @Test(arguments: [(true, 1000), (false, 640)])
  func `a slow reader is cut at its limit, resumes without loss, and harms nobody`(
    direct: Bool, events: Int
  ) async throws {
    var configuration = StreamServer.Configuration()
    configuration.writesDirectly = direct
    try await withServer(configuration) { server, port in
      let stalled = try await WireClient(
        port: port, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n", reads: false,
        receiveBuffer: 4096)
      let healthy = try await WireClient.get("/events", port: port)
      try await healthy.text(upTo: "\r\n\r\n")
      try await eventually { server.openStreams >= 2 }
      let data = String(repeating: "x", count: 16_000)
      for number in 1...events {
        try server.channel()?.publish(ServerSentEvent(data: data))
        // A publisher that waits for its good reader, so that only the stalled one is slow.
        if number % 20 == 0 {
          try await healthy.wait(within: 20) { bytes, _ in bytes.count > number * 16_000 }
        }
      }
      try await eventually { server.openStreams <= 1 }
      #expect(server.status().droppedForSlowness == 1)
      try await stalled.startReading()
      let before = ids(try await stalled.bytesToEnd())
      #expect(before == (0..<before.count).map { "e-\($0 + 1)" })
      let last = try #require(before.last)
      let resumed = try await WireClient.get("/events", port: port, "Last-Event-ID: \(last)")
      let heard = try #require(CountedID(last)).number
      let rest = events - heard
      try await resumed.wait(within: 20) { bytes, _ in bytes.count > rest * 16_010 }
      #expect(ids(resumed.bytes).first == "e-\(heard + 1)")
      #expect(ids(resumed.bytes).count == rest)
      #expect(ids(healthy.bytes).count == events)
    }
  }
}
