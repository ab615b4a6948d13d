import EventStream
import Glibc
public import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Platform
import Synchronization

/// A listening socket with channels for streams and a Hummingbird router for everything else.
///
/// An application makes its own:
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
  /// How long ``stop()`` waits for the last bytes to go out before it cuts the rest off: 1 s.
  static let stopTime = TimeAmount.seconds(1)

  /// The comment that begins a stream.
  public static let greeting = "welcome"
  /// How many free ports are tried that have to be free on two addresses.
  static let portAttempts = 10

  let configuration: Configuration
  let schedule: Schedule
  let bridge: HummingbirdBridge
  let loops: [LoopState]
  let channels: [String: EventChannel]
  let personal: [String: PersonalFeed]
  /// What begins every stream, so that there is something to read at once.
  private let opening: EventFrame
  /// The same without the greeting; nil: nothing.
  private let bareOpening: EventFrame?
  /// What there is to offer, but for what changes by the moment.
  let servingContext: ServingContext
  private let capacity: Capacity

  private enum Stage { case fresh, starting, running([Listener], Watch), stopped }
  private let stage = Mutex(Stage.fresh)
  let faults = Mutex(FaultOrders())
  let counters = Counters()
  private let clock = DateLine()

  /// Makes a server; it listens once it is started.
  ///
  /// - Parameters:
  ///   - configuration: Address, clock, limits, tap.
  ///   - channels: The streams that all their subscribers share, each at its path.
  ///   - personal: The streams that are fed one by one, each at its path.
  ///   - router: What answers everything else.
  ///   - methods: The methods of the router's paths; others get 405 with `Allow`. A path that is
  ///     not here is the router's for every method.
  public init(
    _ configuration: Configuration, channels: [EventChannel], personal: [PersonalFeed] = [],
    router: Router<Context>, methods: [String: [String]] = [:]
  ) {
    self.configuration = configuration
    self.channels = Dictionary(channels.map { ($0.path, $0) }) { $1 }
    self.personal = Dictionary(personal.map { ($0.path, $0) }) { $1 }
    schedule = Schedule(clock: configuration.clock)
    bridge = HummingbirdBridge(responder: router.buildResponder())
    loops = configuration.eventLoopGroup.makeIterator().map { LoopState($0) }
    let retry = configuration.retry.map { Array("retry: \(max(0, $0))\n\n".utf8) }
    opening = EventFrame(text: ServerSentEvent.comment(Self.greeting) + (retry ?? []))
    bareOpening = retry.map(EventFrame.init(text:))
    capacity = Self.capacity(configuration, loops.count)
    servingContext = ServingContext(
      configuration, channels: self.channels.keys, personal: personal, methods: methods)
    for channel in channels {
      channel.attach(to: loops, schedule, portionSize: configuration.portionSize)
    }
  }

  private static func capacity(
    _ configuration: Configuration, _ loops: Int
  ) -> Capacity {
    let capacity = Capacity(descriptors: Descriptors.raiseLimit(), loops: loops)
    return Capacity(
      limit: configuration.connectionLimit ?? capacity.limit,
      reserve: configuration.connectionReserve ?? capacity.reserve)
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
    let watch = try await beginWatch()
    let listeners: [Listener]
    do { listeners = try await listen() } catch {
      await end(watch)
      throw error
    }
    let isWanted = stage.withLock { stage in
      guard case .starting = stage else { return false }
      stage = .running(listeners, watch)
      return true
    }
    guard isWanted else {
      await close(listeners)
      await end(watch)
      throw StartError.stopped
    }
    startHeartbeats()
    for listener in listeners { await listener.open() }
    return listeners.first?.port ?? configuration.port
  }

  /// Has every event loop see what its connections' sockets do.
  private func beginWatch() async throws -> Watch {
    guard let watch = Watch() else { throw StartError.refused(String(cString: strerror(errno))) }
    watch.begin(loops.map { loop in { @Sendable in loop.eventLoop.execute { loop.look() } } })
    for (number, loop) in loops.enumerated() {
      let isOpen = try? await loop.eventLoop.submit { loop.open(watch, number: number) }.get()
      guard isOpen == true else {
        await end(watch)
        throw StartError.refused(String(cString: strerror(EMFILE)))
      }
    }
    return watch
  }

  private func end(_ watch: Watch) async {
    await onEveryLoop { $0.close() }
    watch.end()
  }

  /// Listens on every address of the host that this machine has, on one port.
  private func listen() async throws -> [Listener] {
    let addresses = HostAddresses.of(configuration.host, port: configuration.port)
    guard !addresses.isEmpty else { throw StartError.badHost(configuration.host) }
    for attempt in 1... {
      do { return try await listen(on: addresses) } catch {
        // The free port that the first address got may be taken on the second.
        let isFree = configuration.port == 0 && (error as? IOError)?.errnoCode == EADDRINUSE
        guard isFree, attempt < Self.portAttempts else {
          throw StartError(error, host: configuration.host, port: configuration.port)
        }
      }
    }
    throw StartError.badHost(configuration.host)
  }

  private func listen(on addresses: [SocketAddress]) async throws -> [Listener] {
    var listeners: [Listener] = []
    var missing: (any Error)?
    for var address in addresses {
      if let port = listeners.first?.port { address.port = port }
      do { listeners.append(try await Listener.bind(to: address, of: self)) } catch {
        missing = error
        // A name may stand for an address that this machine has not.
        let isAbsent = [EADDRNOTAVAIL, EAFNOSUPPORT].contains((error as? IOError)?.errnoCode)
        guard isAbsent else {
          await close(listeners)
          throw error
        }
      }
    }
    if let missing, listeners.isEmpty { throw missing }
    return listeners
  }

  private func close(_ listeners: [Listener]) async {
    for listener in listeners { await listener.close() }
  }

  /// A connection was taken from a listener.
  ///
  /// - Returns: Its number.
  func accepted() -> Int {
    counters.opened()
    return counters.connections.add(1, ordering: .relaxed).newValue
  }

  /// Begins to serve it, on its loop.
  func welcome(_ descriptor: CInt, _ number: Int, on loop: LoopState) {
    Connection(server: self, loop: loop, number: number, descriptor: descriptor).arrive()
  }

  /// Ends every stream as HTTP has it, and returns when all connections are closed.
  ///
  /// Takes no more than 2 s: a client that has not read the end by then is cut off. With a `grace`,
  /// each stream is first told a reconnection time of its own, spread over that time.
  public func stop() async {
    let before = stage.withLock { stage in
      defer { stage = .stopped }
      return stage
    }
    guard case .running(let listeners, let watch) = before else { return }
    await close(listeners)
    schedule.stop()
    let spread = ReconnectSpread(over: configuration.grace, count: openStreams)
    await onEveryLoop { loop in
      for connection in loop.connections { connection.bidFarewell(spread) }
    }
    await waitUntilEmpty()
    await end(watch)
  }

  private func waitUntilEmpty() async {
    for loop in loops {
      loop.eventLoop.scheduleTask(in: Self.stopTime) {
        for connection in loop.connections { connection.close(reason: "the server stopped") }
      }
    }
    await counters.waitUntilEmpty()
  }

  // MARK: What connections ask

  /// The shortest time between two events of a clock, or two heartbeats: 1 ms, less would be a busy
  /// loop.
  public static let shortestInterval = Duration.milliseconds(1)

  /// Zero: none.
  var heartbeat: Duration {
    configuration.heartbeat > .zero ? max(configuration.heartbeat, Self.shortestInterval) : .zero
  }

  /// How many streams are open.
  public var openStreams: Int { counters.streams.load(ordering: .relaxed) }

  /// Whether as many connections are open as streams may take.
  var isFull: Bool { capacity.isFull(counters.open.load(ordering: .relaxed)) }

  /// Whether more connections may be accepted.
  var hasRoom: Bool { capacity.hasRoom(counters.open.load(ordering: .sequentiallyConsistent)) }

  /// How many connections are accepted at a time.
  var burst: Int { capacity.burst }

  /// What begins a stream.
  func firstFrame(of feed: StreamPlan.Feed) -> EventFrame? {
    personal[feed.path]?.isGreeted == false ? bareOpening : opening
  }

  /// The channel that is served at this path.
  public func channel(at path: String) -> EventChannel? { channels[path] }

  func date() -> String { clock.text() }

  func closed() { counters.closed() }
  func streamOpened() { counters.streams.add(1, ordering: .relaxed) }
  func streamClosed() { counters.streams.subtract(1, ordering: .relaxed) }
  func droppedForSlowness() { counters.dropped.add(1, ordering: .relaxed) }
}
