import EventStream
import NIOCore

/// Events that are not in memory, fetched by the channel's own replay.
extension OpenStream {
  /// Sends what came after `after` up to `newest`, a page at a time, and then lets the live
  /// events follow.
  ///
  /// The next page is fetched when the socket has taken the one before it.
  func replay(from channel: EventChannel, after: String?, newest: String) {
    assertInLoop()
    guard let source = channel.replay else { return }
    isReplaying = true
    let connection = connection
    Task { await Replaying(connection: connection, source: source).run(after, upTo: newest) }
  }

  /// Says once that what was asked for is gone, and where the channel stands now; what is published
  /// from then on follows.
  func tellGap(asked: String, newest: String) {
    assertInLoop()
    guard state == .open else { return }
    if isStalled {
      // It is the first thing to be said when the stall is over.
      isReplaying = true
      resumed = { [weak self] in
        self?.resumed = nil
        self?.tellGap(asked: asked, newest: newest)
      }
      return
    }
    let event = EventChannel.gap(lastEventID: asked, newest: newest)
    if let frame = try? EventFrame(event) { writeEvent(frame) }
    release()
  }

  /// The id was on its way when the client came with it: now it is here.
  fileprivate func joinAgain(after id: String) {
    guard let shard = subscription?.feed as? Shard else { return }
    shard.remove(self)
    isReplaying = false
    follow(shard.add(self, resume: .after(id)))
  }

  /// The replay is over: what was published meanwhile follows.
  fileprivate func release() {
    isReplaying = false
    serve()
  }

  /// Writes events until a fault silences the stream, and calls back when more may follow: with the
  /// number of those that were written, or nil when the stream has ended.
  fileprivate func write(
    _ events: ArraySlice<ServerSentEvent>, then goOn: @escaping (_ written: Int?) -> Void
  ) {
    var count = 0
    for event in events where !isStalled {
      if let frame = try? EventFrame(event) { writeEvent(frame) }
      count += 1
    }
    guard state != .ended else { return goOn(nil) }
    guard unsent > 0 || isStalled else { return goOn(count) }
    resumed = { [weak self] in
      self?.resumed = nil
      goOn(count)
    }
  }
}

/// The task that fetches a replay for one stream.
private struct Replaying {
  let connection: Connection
  let source: EventChannel.Replay

  func run(_ asked: String?, upTo newest: String) async {
    var after = asked
    while true {
      let page: [ServerSentEvent]?
      do { page = try await source(after, newest, EventChannel.replayPage) } catch {
        if error is EventChannel.JoinAgain {
          return connection.onStream { $0.joinAgain(after: asked ?? "") }
        }
        return connection.onStream { $0.connection.close(reason: "the replay failed: \(error)") }
      }
      guard let page else {
        return connection.onStream { $0.tellGap(asked: asked ?? "", newest: newest) }
      }
      guard await send(page) else { return }
      guard let last = page.last?.id, last != newest else {
        return connection.onStream { $0.release() }
      }
      after = last
    }
  }

  /// Writes a page and waits until the socket has it; false when the stream has ended.
  private func send(_ page: [ServerSentEvent]) async -> Bool {
    var rest = page[...]
    repeat {
      let piece = rest
      let written = await withCheckedContinuation { continuation in
        connection.loop.eventLoop.execute {
          guard let stream = connection.phase.stream else {
            return continuation.resume(returning: nil as Int?)
          }
          stream.write(piece) { continuation.resume(returning: $0) }
        }
      }
      guard let written else { return false }
      rest = rest.dropFirst(written)
    } while !rest.isEmpty
    return true
  }
}
