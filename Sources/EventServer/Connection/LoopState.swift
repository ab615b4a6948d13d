import NIOCore
import Synchronization

/// What belongs to one event loop: its connections.
///
/// Touched only on that loop, but for the counters; that is what makes it safe to share.
final class LoopState: @unchecked Sendable {
  let eventLoop: any EventLoop
  private(set) var connections: ContiguousArray<Connection> = []
  private let eventsOut = Atomic(0)
  private let bytesOut = Atomic(0)
  private let queued = Atomic(0)
  /// Connections that have not sent a request head yet, the oldest first.
  private var newcomers = CircularBuffer<(deadline: NIODeadline, connection: Connection)>()
  private var isWatching = false

  init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  func add(_ connection: Connection) {
    eventLoop.assertInEventLoop()
    connection.place = connections.count
    connections.append(connection)
    newcomers.append((.now() + connection.server.configuration.headTimeout, connection))
    watch()
  }

  func remove(_ connection: Connection) {
    eventLoop.assertInEventLoop()
    let place = connection.place
    guard connections.indices.contains(place), connections[place] === connection else { return }
    connections.swapAt(place, connections.count - 1)
    connections.removeLast()
    if place < connections.count { connections[place].place = place }
  }

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
