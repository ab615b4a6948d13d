import CEpoll
import Platform
import Synchronization

/// How far the clients of a load have come.
struct LoadCounts: Sendable, Equatable {
  var asked: Int
  var tried: Int
  var served: Int
  var refused: Int
}

/// What the clients of a load saw while a step was measured.
struct LoadWindow: Sendable {
  var clients: Int
  var served: Int
  var refused: Int
  var events: Int
  /// How late each event was, in milliseconds, in ascending order.
  var delays: [Double]

  var silent: Int { clients - served - refused }
}

/// Many clients of one server, on one thread of this process.
///
/// Clients stay: a step adds those that are missing. ``close()`` ends all of them.
final class StreamLoad: Sendable {
  private let commands = Mutex<[@Sendable (LoadLoop) -> Void]>([])
  private let wake: CInt

  /// Starts the thread; no client yet.
  init(port: UInt16, path: String) throws(ScalingError) {
    let poller = sse_epoll_create()
    let wake = sse_event_counter()
    guard poller >= 0, wake >= 0 else {
      throw .system(call: "an event queue", reason: systemReason())
    }
    self.wake = wake
    BlockingThread.detach { [self] in
      LoadLoop(port: port, path: path, poller: poller, wake: wake).run { loop in
        for command in takeCommands() { command(loop) }
      }
      // No other thread holds the poller, and `close()` was the last to ring.
      _ = closeDescriptor(poller)
      _ = closeDescriptor(wake)
    }
  }

  /// Opens clients until there are so many; returns before they have connected.
  func grow(to count: Int) async { await perform { $0.grow(to: count) } }

  /// How far the clients have come.
  func counts() async -> LoadCounts { await perform { $0.counts } }

  /// Begins to count events and their delays.
  func beginWindow() async { await perform { $0.beginWindow() } }

  /// Ends what ``beginWindow()`` began, with the figures.
  func endWindow() async -> LoadWindow { await perform { $0.endWindow() } }

  /// Closes every client and ends the thread; nothing may be asked afterwards.
  func close() async { await perform { $0.stop() } }

  private func perform<T: Sendable>(_ body: @escaping @Sendable (LoadLoop) -> T) async -> T {
    await withCheckedContinuation { continuation in
      commands.withLock { $0.append { continuation.resume(returning: body($0)) } }
      ringBell(wake)
    }
  }

  private func takeCommands() -> [@Sendable (LoadLoop) -> Void] {
    commands.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}
