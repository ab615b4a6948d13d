import EventStream
import Hummingbird
import NIOCore
import NIOEmbedded
import Platform
import Testing

@testable import EventServer

/// From phase to phase, on a channel without a socket.
///
/// What goes through Hummingbird is not here: that needs a task, and so a real connection.
@Suite struct PhaseTests {
  /// A connection of a server that does not listen.
  private final class Bench {
    let events = EventChannel(path: "/events", epoch: Epoch("e") ?? .random())
    let loop = EmbeddedEventLoop()
    let server: RoutedServer
    let connection: Connection
    let channel: EmbeddedChannel

    init() throws {
      var configuration = RoutedServer.Configuration()
      configuration.eventLoopGroup = loop
      configuration.clock = ManualClock()
      server = RoutedServer(
        configuration, channels: [events],
        personal: [
          PersonalFeed(path: "/own", first: { _ in 7 }) { try? $0.publish(.init(data: "a")) }
        ],
        router: Router(context: RoutedServer.Context.self))
      connection = Connection(server: server, loop: try #require(server.loops.first), number: 1)
      channel = EmbeddedChannel(handler: connection, loop: loop)
      try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
      #expect(phase == "head")
    }

    var phase: String {
      switch connection.phase {
      case .head: "head"
      case .requests: "requests"
      case .stream(let stream): stream.state == .open ? "stream" : "stream that ends"
      case .ended: "ended"
      }
    }

    func receive(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

    /// What went out since it was asked last.
    func sent() throws -> String {
      loop.run()
      var text = ""
      while let bytes = try channel.readOutbound(as: ByteBuffer.self) {
        text += String(buffer: bytes)
      }
      return text
    }
  }

  private static let request = " HTTP/1.1\r\nHost: localhost\r\n\r\n"

  @Test func `a head that asks for a channel makes a stream of it, which ends with its peer`()
    throws
  {
    let bench = try Bench()
    try bench.receive("GET /events HTTP/1.1\r\nHost: loc")
    #expect(bench.phase == "head")
    try bench.receive("alhost\r\n\r\n")
    #expect(bench.phase == "stream")
    #expect(bench.connection.isNewcomer == false)
    let opening = try bench.sent()
    #expect(opening.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(opening.hasSuffix("\r\n\r\na\r\n: welcome\n\r\n"))
    try bench.events.publish(ServerSentEvent(data: "one"))
    #expect(try bench.sent() == "13\r\nid: e-1\ndata: one\n\n\r\n")
    #expect(bench.server.openStreams == 1)
    bench.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    #expect(bench.phase == "ended")
    #expect(bench.server.openStreams == 0)
    #expect(bench.events.subscriberCount == 0)
    #expect(bench.connection.hasPeer == false)
  }

  @Test func `a personal feed has a log and a count of its own`() throws {
    let bench = try Bench()
    try bench.receive("GET /own" + Self.request)
    #expect(try bench.sent().hasSuffix("\r\n\r\na\r\n: welcome\n\r\nf\r\nid: 7\ndata: a\n\n\r\n"))
    let stream = try #require(bench.connection.phase.stream)
    let feed = try #require(stream.subscription?.feed as? PersonalStream)
    stream.arm(ArmedFault(fault: .stall, after: 0, order: 1))
    #expect(feed.isHeld)
    try feed.publish(ServerSentEvent(data: "b"))
    try feed.publish(ServerSentEvent(id: "x", data: "c"))
    #expect(try bench.sent() == "")
    #expect(feed.lag(of: stream, try #require(stream.subscription)) == 40)
    stream.arm(nil)
    #expect(try bench.sent() == "f\r\nid: 8\ndata: b\n\n\r\nf\r\nid: x\ndata: c\n\n\r\n")
    #expect(feed.upcomingID == "9")
  }

  @Test func `a reader of its own feed that is too far behind is cut`() throws {
    let bench = try Bench()
    try bench.receive("GET /own" + Self.request)
    let stream = try #require(bench.connection.phase.stream)
    let feed = try #require(stream.subscription?.feed as? PersonalStream)
    stream.arm(ArmedFault(fault: .stall, after: 0, order: 1))
    let event = ServerSentEvent(data: String(repeating: "x", count: 1 << 20))
    for _ in 0..<3 { try feed.publish(event) }
    #expect(bench.phase == "stream")
    try feed.publish(event)
    #expect(bench.phase == "ended")
    #expect(bench.server.status().droppedForSlowness == 1)
  }

  @Test func `HEAD is a stream that ends at once`() throws {
    let bench = try Bench()
    try bench.receive("HEAD /events" + Self.request)
    #expect(try bench.sent().hasSuffix("Transfer-Encoding: chunked\r\n\r\n"))
    #expect(bench.phase == "ended")
    #expect(bench.channel.isActive == false)
  }

  @Test func `what never becomes a request is answered, and that is the end`() throws {
    let bench = try Bench()
    try bench.receive(String(repeating: "a", count: HeadReader.limit + 1))
    #expect(bench.phase == "ended")
    #expect(try bench.sent().hasPrefix("HTTP/1.1 431 Request Header Fields Too Large\r\n"))
    try? bench.receive("GET /events" + Self.request)
    #expect(try bench.sent() == "")
  }

  @Test func `half a head that comes late is told so, none at all is not`() throws {
    let half = try Bench()
    try half.receive("GET")
    half.connection.headIsLate()
    #expect(try half.sent().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    let none = try Bench()
    none.connection.headIsLate()
    #expect(try none.sent() == "")
    #expect(none.phase == "ended")
    let stream = try Bench()
    try stream.receive("GET /events" + Self.request)
    stream.connection.headIsLate()
    #expect(stream.phase == "stream")
  }

  @Test func `a server that stops ends a stream as HTTP has it, and tells when to come back`()
    throws
  {
    let bench = try Bench()
    try bench.receive("GET /events" + Self.request)
    _ = try bench.sent()
    bench.connection.bidFarewell(ReconnectSpread(over: .seconds(10), count: 1))
    #expect(bench.phase == "ended")
    #expect(try bench.sent() == "d\r\nretry: 1000\n\n\r\n0\r\n\r\n")
    let early = try Bench()
    early.connection.bidFarewell(ReconnectSpread(over: .zero, count: 1))
    #expect(early.phase == "ended")
  }
}
