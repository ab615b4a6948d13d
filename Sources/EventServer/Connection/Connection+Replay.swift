import EventStream
import NIOCore

/// Events that are not in memory, fetched by the channel's own replay.
extension Connection {
  /// Sends what came after `after` up to `newest`, a page at a time, and then lets the live
  /// events follow.
  ///
  /// The next page is fetched when the socket has taken the one before it.
  func replay(from channel: EventChannel, after: String?, newest: String) {
    loop.eventLoop.assertInEventLoop()
    guard let source = channel.replay else { return }
    isReplaying = true
    Task { await fetch(source, after: after, newest: newest) }
  }

  private func fetch(
    _ source: EventChannel.Replay, after asked: String?, newest: String
  ) async {
    var after = asked
    while true {
      let page: [ServerSentEvent]?
      do { page = try await source(after, newest, EventChannel.replayPage) } catch {
        if error is EventChannel.JoinAgain {
          return onLoop { $0.joinAgain(after: asked ?? "") }
        }
        return onLoop { $0.close(reason: "the replay failed: \(error)") }
      }
      guard let page else {
        return onLoop {
          $0.tellGap(asked: asked ?? "", newest: newest)
          $0.release()
        }
      }
      guard await send(page) else { return }
      guard let last = page.last?.id, last != newest else { return onLoop { $0.release() } }
      after = last
    }
  }

  /// Writes a page and waits until the socket has it; false when the stream has ended.
  private func send(_ page: [ServerSentEvent]) async -> Bool {
    await withCheckedContinuation { continuation in
      loop.eventLoop.execute { [self] in
        for event in page {
          if let frame = try? EventFrame(event) { writeEvent(frame) }
        }
        guard phase == .stream else { return continuation.resume(returning: false) }
        guard unsent > 0 || isStalled else { return continuation.resume(returning: true) }
        resumed = { [weak self] in
          self?.resumed = nil
          continuation.resume(returning: true)
        }
      }
    }
  }

  private func onLoop(_ work: @escaping @Sendable (Connection) -> Void) {
    loop.eventLoop.execute { work(self) }
  }

  /// The id was on its way when the client came with it: now it is here.
  private func joinAgain(after id: String) {
    guard phase == .stream, let shard = subscription?.shard else { return }
    shard.remove(self)
    isReplaying = false
    follow(shard.add(self, resume: .after(id)))
  }

  /// The replay is over: what was published meanwhile follows.
  private func release() {
    isReplaying = false
    subscription?.shard.serve(self)
  }
}
