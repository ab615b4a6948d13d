import EventStream
import Glibc
import Hummingbird
import NIOCore
import NIOEmbedded
import Platform
import Testing

@testable import EventServer

/// From phase to phase, on one end of a pair of sockets.
///
/// What goes through Hummingbird is not here: that needs a task, and so a real connection.
@Suite struct PhaseTests {
  /// A connection of a server that does not listen.
  private final class Bench {
    let events = EventChannel(path: "/events", epoch: Epoch("e") ?? .random())
    let loop = EmbeddedEventLoop()
    let server: RoutedServer
    let connection: Connection
    private var peer: CInt

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
      var ends: [CInt] = [-1, -1]
      try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
      peer = ends[1]
      connection = Connection(
        server: server, loop: try #require(server.loops.first), number: 1, descriptor: ends[0])
      connection.arrive()
      #expect(phase == "head")
    }

    deinit { close(peer) }

    var phase: String {
      switch connection.phase {
      case .head: "head"
      case .requests: "requests"
      case .stream(let stream): stream.state == .open ? "stream" : "stream that ends"
      case .ended: "ended"
      }
    }

    func receive(_ text: String) throws {
      let bytes = Array(text.utf8)
      try #require(send(peer, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count)
      connection.read()
    }

    /// What went out since it was asked last, or so much of it.
    func sent(_ most: Int = .max) throws -> String {
      loop.run()
      var (bytes, piece) = ([UInt8](), [UInt8](repeating: 0, count: 4_096))
      while bytes.count < most {
        let count = recv(peer, &piece, piece.count, CInt(MSG_DONTWAIT))
        guard count > 0 else { break }
        bytes += piece[..<count]
      }
      return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the peer has not seen the end.
    var isOpen: Bool {
      var byte: UInt8 = 0
      return recv(peer, &byte, 1, CInt(MSG_DONTWAIT) | CInt(MSG_PEEK)) != 0
    }

    /// The peer closes.
    func leave() {
      close(peer)
      peer = -1
      connection.read()
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
    bench.leave()
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

  @Test func `what a socket has no room for waits, and nothing overtakes it`() throws {
    let bench = try Bench()
    try bench.receive("GET /events" + Self.request)
    let stream = try #require(bench.connection.phase.stream)
    let data = String(repeating: "x", count: 100_000)
    for _ in 0..<9 { try bench.events.publish(ServerSentEvent(data: data)) }
    bench.loop.run()
    #expect(stream.unsent > 0)
    #expect(bench.server.status().lagging == 1)
    stream.interject(.heartbeat)
    try bench.events.publish(ServerSentEvent(data: "last"))
    var text = ""
    while stream.unsent > 0 || stream.subscription?.isDirect == false {
      text += try bench.sent(100_000)
      stream.flush()
    }
    text += try bench.sent()
    #expect(text.contains(": heartbeat") && text.hasSuffix("id: e-10\ndata: last\n\n\r\n"))
    #expect(text.matches(of: /id: e-[0-9]+/).map(\.output) == (1...10).map { "id: e-\($0)" })
    #expect(bench.server.status().lagging == 0)
  }

  @Test func `a comment on a full socket takes its stream out of the pass`() throws {
    let bench = try Bench()
    try bench.receive("GET /events" + Self.request)
    let stream = try #require(bench.connection.phase.stream)
    #expect(stream.subscription?.isDirect == true)
    let comment = EventFrame(text: ServerSentEvent.comment(String(repeating: "c", count: 100_000)))
    while stream.unsent == 0 { stream.interject(comment) }
    #expect(stream.subscription?.isDirect == false)
    try bench.events.publish(ServerSentEvent(data: "after"))
    var text = ""
    while stream.subscription?.isDirect == false {
      text += try bench.sent(100_000)
      stream.flush()
    }
    text += try bench.sent()
    #expect(text.hasSuffix("c\n\r\n15\r\nid: e-1\ndata: after\n\n\r\n"))
  }

  @Test func `an end waits for what the socket had no room for`() throws {
    let bench = try Bench()
    try bench.receive("GET /events" + Self.request)
    let stream = try #require(bench.connection.phase.stream)
    let comment = EventFrame(text: ServerSentEvent.comment(String(repeating: "c", count: 100_000)))
    while stream.unsent == 0 { stream.interject(comment) }
    stream.finish(reason: "it is over")
    #expect(bench.phase == "stream that ends")
    var text = ""
    while bench.phase != "ended" {
      text += try bench.sent(100_000)
      stream.flush()
    }
    text += try bench.sent()
    #expect(text.hasSuffix("c\n\r\n0\r\n\r\n"))
    #expect(bench.isOpen == false)
  }

  @Test func `streams of one second begin with the same bytes, unless their plans differ`() throws {
    let bench = try Bench()
    let loop = try #require(bench.server.loops.first)
    let channel = StreamPlan.Feed.channel(path: "/events", .live)
    let first = EventFrame(text: ServerSentEvent.comment("a"))
    func opening(_ plan: StreamPlan, _ date: String, _ first: EventFrame? = nil) -> String {
      String(decoding: loop.opening(plan, date: date, first: first, name: "s"), as: UTF8.self)
    }
    let plain = opening(StreamPlan(feed: channel), "one", first)
    #expect(opening(StreamPlan(feed: channel), "one", first) == plain)
    #expect(plain.hasPrefix("HTTP/1.1 200 OK\r\ndate: one\r\nserver: s\r\n"))
    #expect(plain.hasSuffix("Transfer-Encoding: chunked\r\n\r\n4\r\n: a\n\r\n"))
    #expect(opening(StreamPlan(feed: channel), "two", first).contains("date: two"))
    var other = StreamPlan(feed: channel, isChunked: false)
    #expect(opening(other, "two", first).hasSuffix("charset=utf-8\r\n\r\n: a\n"))
    other.extraHeaders = [HeaderLine("vary", "origin")]
    #expect(opening(other, "two").hasSuffix("charset=utf-8\r\nvary: origin\r\n\r\n"))
    other.contentType = "text/plain"
    #expect(opening(other, "two").contains("content-type: text/plain\r\n"))
    other.isChunked = true
    #expect(opening(other, "two").contains("connection: keep-alive\r\n"))
    other.closes = true
    #expect(opening(other, "two").contains("connection: close\r\n"))
  }

  @Test func `HEAD is a stream that ends at once`() throws {
    let bench = try Bench()
    try bench.receive("HEAD /events" + Self.request)
    #expect(try bench.sent().hasSuffix("Transfer-Encoding: chunked\r\n\r\n"))
    #expect(bench.phase == "ended")
    #expect(bench.isOpen == false)
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
