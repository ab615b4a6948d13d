public import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// A listening socket with channels for streams and a Hummingbird router for everything else.
///
/// ``StreamServer`` is one with the hello-world stream at `/`; an application makes its own:
///
/// ```swift
/// let todos = EventChannel(path: "/live-todos")
/// let router = Router(context: RoutedServer.Context.self)
/// router.get("/todos") { _, _ in … }
/// let server = RoutedServer(configuration, channels: [todos], router: router)
/// let port = try await server.start()
/// ```
///
/// `GET` on a channel's path is answered before the router is asked. No signal handlers, no
/// global state; one server starts once.
public final class RoutedServer: Sendable {
  /// How large a request body may be: 1 MiB, beyond that 413.
  public static let bodyLimit = 1 << 20
  /// Descriptors that streams must leave to the rest of the process.
  static let descriptorReserve = 200
  /// How long ``stop()`` waits for the last bytes to go out before it cuts the rest off: 1 s.
  static let stopTime = TimeAmount.seconds(1)

  let configuration: StreamServer.Configuration
  let schedule: Schedule
  let face: RequestFace
  let loops: [LoopState]
  let channels: [String: EventChannel]
  /// The block that begins every stream.
  let firstFrame: EventFrame?
  /// What there is to offer, but for what changes by the moment.
  let fixedPlace: StreamGate.Place
  private let connectionLimit: Int

  private enum Stage { case fresh, starting, running(any Channel), stopped }
  private let stage = Mutex(Stage.fresh)
  let faults = Mutex(FaultOrders())
  let counters = Counters()
  private let clock = DateLine()

  /// Makes a server; it listens once it is started.
  ///
  /// - Parameters:
  ///   - configuration: Address, clock, limits, tap; `interval` and `channels` mean nothing here.
  ///   - channels: The streams, each at its path.
  ///   - router: What answers everything else.
  ///   - methods: The methods of the router's paths; others get 405 with `Allow`. A path that is
  ///     not here is the router's for every method.
  public convenience init(
    _ configuration: StreamServer.Configuration, channels: [EventChannel],
    router: Router<Context>, methods: [String: [String]] = [:]
  ) {
    self.init(
      configuration, channels: channels, responder: router.buildResponder(), methods: methods,
      hasHello: false)
  }

  init(
    _ configuration: StreamServer.Configuration, channels: [EventChannel],
    responder: some HTTPResponder<Context>, methods: [String: [String]], hasHello: Bool
  ) {
    self.configuration = configuration
    self.channels = Dictionary(channels.map { ($0.path, $0) }) { $1 }
    schedule = Schedule(clock: configuration.clock)
    face = RequestFace(responder: responder)
    loops = configuration.eventLoopGroup.makeIterator().map { LoopState($0) }
    firstFrame = configuration.retry.map {
      EventFrame(text: Array("retry: \(max(0, $0))\n\n".utf8))
    }
    connectionLimit =
      configuration.connectionLimit
      ?? max(
        1, RawSocket.raiseDescriptorLimit() - Self.descriptorReserve)
    fixedPlace = Self.place(configuration, self.channels, methods, hasHello)
    for channel in channels { channel.attach(to: loops, schedule) }
  }

  private static func place(
    _ configuration: StreamServer.Configuration, _ channels: [String: EventChannel],
    _ methods: [String: [String]], _ hasHello: Bool
  ) -> StreamGate.Place {
    var place = StreamGate.Place()
    place.hasHello = hasHello
    place.channels = Set(channels.keys)
    place.methods = methods
    for path in channels.keys where methods[path] == nil { place.methods[path] = ["GET", "HEAD"] }
    place.host = configuration.host
    place.checksHost = StreamGate.isLocal(configuration.host)
    place.corsOrigins = configuration.corsOrigins
    return place
  }

  // MARK: Start and stop

  /// Starts to listen.
  ///
  /// - Returns: The port.
  /// - Throws: ``StartError``, one sentence each.
  public func start() async throws -> Int {
    try stage.withLock { stage in
      guard case .fresh = stage else { throw StartError.alreadyStarted }
      stage = .starting
    }
    let listener = try await listen()
    let isWanted = stage.withLock { stage in
      guard case .starting = stage else { return false }
      stage = .running(listener)
      return true
    }
    guard isWanted else {
      try? await listener.close()
      throw StartError.stopped
    }
    startHeartbeats()
    return listener.localAddress?.port ?? configuration.port
  }

  private func listen() async throws -> any Channel {
    do {
      return try await ServerBootstrap(group: configuration.eventLoopGroup)
        .serverChannelOption(.backlog, value: 4_096)
        .serverChannelOption(.maxMessagesPerRead, value: 64)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { [self] channel in accept(channel) }
        .bind(host: configuration.host, port: configuration.port).get()
    } catch {
      throw StartError(error, host: configuration.host, port: configuration.port)
    }
  }

  private func accept(_ channel: any Channel) -> EventLoopFuture<Void> {
    channel.eventLoop.makeCompletedFuture {
      guard counters.open.load(ordering: .relaxed) < connectionLimit + Self.descriptorReserve / 2,
        let loop = loops.first(where: { $0.eventLoop === channel.eventLoop })
      else { throw ChannelError.ioOnClosedChannel }
      // NIO keeps the buffer of the first read for as long as the connection lives.
      try channel.syncOptions?.setOption(
        .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Connection.readSize))
      let number = counters.connections.add(1, ordering: .relaxed).newValue
      try channel.pipeline.syncOperations.addHandler(
        Connection(server: self, loop: loop, number: number))
    }
  }

  /// Ends every stream as HTTP has it, and returns when all connections are closed.
  ///
  /// Takes no more than 2 s: whoever has not read the end by then is cut off. With a `grace`,
  /// each stream is first told a reconnection time of its own, spread over that time.
  public func stop() async {
    let before = stage.withLock { stage in
      defer { stage = .stopped }
      return stage
    }
    guard case .running(let listener) = before else { return }
    try? await listener.close()
    schedule.stop()
    let spread = Spread(over: configuration.grace, count: openStreams)
    await onEveryLoop { loop in
      for connection in loop.connections { connection.bidFarewell(spread) }
    }
    await waitUntilEmpty()
  }

  private func waitUntilEmpty() async {
    for loop in loops {
      loop.eventLoop.scheduleTask(in: Self.stopTime) {
        for connection in loop.connections { connection.close(reason: "the server stopped") }
      }
    }
    await counters.untilEmpty()
  }

  // MARK: What connections ask

  /// The shortest time between two events, or two heartbeats: 1 ms, less would be a busy loop.
  static let shortestInterval = Duration.milliseconds(1)

  var interval: Duration { max(configuration.interval, Self.shortestInterval) }
  /// Zero: none.
  var heartbeat: Duration {
    configuration.heartbeat > .zero ? max(configuration.heartbeat, Self.shortestInterval) : .zero
  }

  /// How many streams are open.
  public var openStreams: Int { counters.streams.load(ordering: .relaxed) }

  /// Whether as many connections are open as may be.
  var isFull: Bool { counters.open.load(ordering: .relaxed) > connectionLimit }

  func channel(at path: String) -> EventChannel? { channels[path] }

  func date() -> String { clock.text() }

  func opened() { counters.opened() }
  func closed() { counters.closed() }
  func streamOpened() { counters.streams.add(1, ordering: .relaxed) }
  func streamClosed() { counters.streams.subtract(1, ordering: .relaxed) }
  func droppedForSlowness() { counters.dropped.add(1, ordering: .relaxed) }
}
