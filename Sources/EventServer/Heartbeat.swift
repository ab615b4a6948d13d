import EventStream
import NIOCore

/// The comments that keep quiet streams alive.
extension RoutedServer {
  /// An empty comment: two bytes, and every client ignores it.
  static let heartbeat = EventFrame(text: ServerSentEvent.comment("heartbeat"))

  func startHeartbeats() {
    guard configuration.heartbeat > .zero else { return }
    scheduleHeartbeat()
  }

  private func scheduleHeartbeat() {
    schedule.at(schedule.now + configuration.heartbeat) { [weak self] in
      guard let self else { return }
      for loop in loops { loop.eventLoop.execute { loop.beat() } }
      scheduleHeartbeat()
    }
  }
}

extension LoopState {
  /// Writes a heartbeat on every stream.
  func beat() {
    for connection in connections where connection.isStream && !connection.isHeld {
      connection.write(RoutedServer.heartbeat)
    }
  }
}
