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

extension Shard {
  /// Writes a comment on every stream when nothing was written for `period`, again and again.
  func beat(every period: Duration) {
    loop.eventLoop.assertInEventLoop()
    lastWrite = schedule.now
    plan(period)
  }

  private func plan(_ period: Duration) {
    schedule.at(lastWrite + period) { [weak self] in
      guard let self else { return }
      loop.eventLoop.execute {
        let now = self.schedule.now
        if self.lastWrite + period <= now {
          self.lastWrite = now
          for stream in Array(self.direct) + Array(self.queued) {
            stream.interject(.heartbeat)
          }
        }
        self.plan(period)
      }
    }
  }
}
