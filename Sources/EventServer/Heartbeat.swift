import EventStream
import NIOCore
import Synchronization

/// The comments that keep quiet streams alive.
extension EventFrame {
  /// A comment, which every client ignores and every proxy sees.
  static let heartbeat = EventFrame(text: ServerSentEvent.comment("heartbeat"))
}

extension RoutedServer {
  func startHeartbeats() {
    let period = heartbeat
    guard period > .zero else { return }
    for channel in channels.values {
      for shard in channel.state.withLock({ $0.shards }) {
        shard.loop.eventLoop.execute { shard.beat(every: period) }
      }
    }
  }
}
