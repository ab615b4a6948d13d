import CEpoll
import NIOCore
import Synchronization

/// What belongs to one event loop: its connections, and the poller that watches them.
///
/// Touched only on that loop, but for the counters; that is what makes it safe to share.
final class LoopState: @unchecked Sendable {
  /// How many bytes are read at a time: 16 KiB, the largest head.
  static let readSize = HeadReader.limit

  let eventLoop: any EventLoop
  /// Every connection at a place of its own, where it stays; nil where one has gone.
  private var places: ContiguousArray<Connection?> = []
  private var freePlaces: ContiguousArray<Int> = []
  private var listeners: [Listener] = []
  private var poller: Poller?
  /// What was read last, of whichever connection.
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: readSize, alignment: 1)
  /// The beginning of the last stream: the next one most often has the same.
  var lastOpening: StreamOpening?
  /// The bytes that last asked for a stream, and what they asked for: likewise.
  var lastAsked: (bytes: [UInt8], plan: StreamPlan)?
  private let eventsOut = Atomic(0)
  private let bytesOut = Atomic(0)
  private let queued = Atomic(0)
  /// Connections that have not sent a request head yet, the oldest first.
  private var newcomers = CircularBuffer<(deadline: NIODeadline, connection: Connection)>()
  private var isWatching = false

  init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  deinit { buffer.deallocate() }

  // MARK: Connections

  /// The connections of the loop, in no particular order.
  var connections: [Connection] { places.compactMap(\.self) }

  /// Gives a connection its place, and watches it; false when the system will not.
  func add(_ connection: Connection) -> Bool {
    eventLoop.assertInEventLoop()
    if let place = freePlaces.popLast() {
      connection.place = place
      places[place] = connection
    } else {
      connection.place = places.count
      places.append(connection)
    }
    newcomers.append((.now() + connection.server.configuration.headTimeout, connection))
    watch()
    return follow(connection)
  }

  func remove(_ connection: Connection) {
    eventLoop.assertInEventLoop()
    let place = connection.place
    guard places.indices.contains(place), places[place] === connection else { return }
    places[place] = nil
    freePlaces.append(place)
    connection.place = -1
  }

  // MARK: What is ready

  /// Begins to watch; false when the process has no descriptor left.
  func open(_ watch: Watch, number: Int) -> Bool {
    eventLoop.assertInEventLoop()
    poller = Poller(watch, number: number)
    return poller != nil
  }

  /// Watches nothing any more.
  func close() {
    eventLoop.assertInEventLoop()
    (poller, listeners, lastOpening, lastAsked) = (nil, [], nil, nil)
  }

  /// Watches the connection's descriptor for what the peer sends, and its end.
  func follow(_ connection: Connection) -> Bool {
    poller?.follow(connection.descriptor, token: Self.token(of: connection)) ?? true
  }

  /// Watches it for room to write in as well.
  func followRoom(_ connection: Connection) {
    poller?.followRoom(connection.descriptor, token: Self.token(of: connection))
  }

  /// Watches the descriptor no more.
  ///
  /// Before it is closed: a program that is being started may have it for a moment, and the kernel
  /// would go on to tell of it.
  func forget(_ descriptor: CInt) { poller?.forget(descriptor) }

  func follow(_ listener: Listener) {
    eventLoop.assertInEventLoop()
    let index = listeners.firstIndex { $0 === listener } ?? listeners.count
    if index == listeners.count { listeners.append(listener) }
    poller?.listen(listener.descriptor, token: Self.firstListener + UInt64(index))
  }

  /// Looks what is ready and sees to it, until nothing is.
  func look() {
    eventLoop.assertInEventLoop()
    guard let poller else { return }
    let count = poller.look()
    for index in 0..<count { see(to: poller[index]) }
    if count > 0 { eventLoop.execute { self.look() } } else { poller.rest() }
  }

  private func see(to ready: sse_ready) {
    if ready.token >= Self.firstListener {
      return listeners[Int(ready.token - Self.firstListener)].accept()
    }
    let place = Int(ready.token & 0xFFFF_FFFF)
    // One that came before it in the same look may have ended it.
    guard let connection = places[place], Self.token(of: connection) == ready.token else { return }
    if ready.writing { connection.phase.stream?.flush() }
    if ready.reading { connection.read(toEnd: ready.ended) }
  }

  /// Names a connection by its place and its number: another one may have the place by now.
  private static func token(of connection: Connection) -> UInt64 {
    UInt64(connection.place) | UInt64(connection.number & 0x7FFF_FFFF) << 32
  }

  /// Tokens from here on name listeners.
  private static let firstListener: UInt64 = 1 << 63

  // MARK: Figures

  /// Counts deliveries.
  func wrote(events: Int, bytes: Int) {
    eventsOut.add(events, ordering: .relaxed)
    bytesOut.add(bytes, ordering: .relaxed)
  }

  /// Counts streams that are served by themselves.
  func lags(_ change: Int) { queued.add(change, ordering: .relaxed) }

  /// How many streams are served by themselves; from any thread.
  var lagging: Int { queued.load(ordering: .relaxed) }

  /// Deliveries and bytes so far; from any thread.
  var written: (events: Int, bytes: Int) {
    (eventsOut.load(ordering: .relaxed), bytesOut.load(ordering: .relaxed))
  }

  // MARK: Newcomers

  /// One timer for all newcomers: they came in order, so the first is the first to be late.
  private func watch() {
    while let first = newcomers.first,
      first.deadline <= .now() || !first.connection.isNewcomer
    {
      newcomers.removeFirst()
      first.connection.headIsLate()
    }
    guard !isWatching, let first = newcomers.first else { return }
    isWatching = true
    eventLoop.scheduleTask(deadline: first.deadline) {
      self.isWatching = false
      self.watch()
    }
  }
}
