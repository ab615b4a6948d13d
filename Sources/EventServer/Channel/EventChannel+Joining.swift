public import EventStream
import NIOCore
import Synchronization
import VisibleText

/// How a stream comes into a channel.
extension EventChannel {
  /// The event that says, once, that what came after an id is not to be had, and where the channel
  /// stands now.
  public static func gap(lastEventID: String, newest: String) -> ServerSentEvent {
    let data =
      "{\"lastEventId\":\(JSONText.quoted(lastEventID)),\"newest\":\(JSONText.quoted(newest))}"
    return ServerSentEvent(event: "history-gap", id: newest, data: data)
  }

  /// Where a new subscriber begins.
  enum Join {
    /// At this position; everything from there on is in memory.
    case at(Int)
    /// At this position, after being told that what it asked for is not to be had.
    case gap(asked: String, newest: String, Int)
    /// At this position, after what the replay has between `after` and `newest`.
    case replay(after: String?, newest: String, Int)

    var position: Int {
      switch self {
      case .at(let position), .gap(_, _, let position), .replay(_, _, let position): position
      }
    }
  }

  /// Serves this channel on these event loops from now on.
  func attach(to loops: [LoopState], _ schedule: Schedule, portionSize: Int) {
    let shards = loops.enumerated().map { number, loop in
      Shard(
        channel: self, loop: loop, number: number, schedule: schedule,
        portionSize: portionSize)
    }
    state.withLock { state in
      state.shards = shards
      for _ in shards { state.log.addLoop() }
    }
  }

  /// The subscribers of this channel on one event loop.
  func shard(on loop: LoopState) -> Shard? {
    state.withLock { $0.shards.first { $0.loop === loop } }
  }

  /// Where a subscriber with this wish begins, and the position after the newest event.
  func join(_ resume: StreamPlan.Resume, shard: Int) -> (Join, next: Int) {
    state.withLock { state in
      state.subscribers += 1
      let join = self.join(resume, state)
      state.log.need(join.position, orLessOnLoop: shard)
      return (join, state.log.next)
    }
  }

  /// A subscriber has gone.
  func leave() { state.withLock { $0.subscribers -= 1 } }

  private func join(_ resume: StreamPlan.Resume, _ state: State) -> Join {
    let next = state.log.next
    switch resume {
    case .live: return .at(next)
    case .earliest:
      guard replay != nil, !memoryHoldsAll, let newest = state.newestID else {
        return .at(state.log.oldest)
      }
      return .replay(after: nil, newest: newest, next)
    case .after(let id): return join(after: id, state)
    }
  }

  private func join(after id: String, _ state: State) -> Join {
    let next = state.log.next
    if let position = state.log.position(after: id) { return .at(position) }
    // Around a header's value HTTP takes the spaces away.
    if id == state.standing || id == state.standing.trimmingSpaces { return .at(next) }
    if id == state.beginning, state.log.oldest == 0 { return .at(0) }
    // Also before the first event that was heard here: it may come from where others were.
    if replay != nil { return .replay(after: id, newest: state.standing, next) }
    return .gap(asked: id, newest: state.standing, next)
  }

  /// The position after the newest event.
  var next: Int { state.withLock { $0.log.next } }

  /// The events from `position` on; nil when they are gone.
  func batch(from position: Int, to end: Int = .max, byteLimit: Int) -> EventLog.Batch? {
    state.withLock { $0.log.batch(from: position, to: end, byteLimit: byteLimit) }
  }

  /// How many bytes had been published before the event at `position`.
  func publishedBefore(_ position: Int) -> Int {
    state.withLock { $0.log.publishedBefore(position) }
  }

  /// Notes the lowest position that a loop's subscribers still need.
  func need(_ position: Int, onLoop loop: Int) {
    state.withLock { $0.log.need(position, onLoop: loop) }
  }
}
