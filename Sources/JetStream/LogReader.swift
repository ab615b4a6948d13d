import EventServer
import EventStream
import Synchronization

/// Where a follower stands, for all who ask: readers that resume, publishers that wait for their own.
final class LogReader: Sendable {
  /// How many events are fetched at once: 100.
  static let fetchLimit = 100
  /// How long a reader is held who comes with an id that only the engine can know: 15 s; then its stream
  /// is closed, and it comes again.
  static let patience = Duration.seconds(15)

  let api: StreamAPI
  let name: StreamName
  let mailbox: LogMailbox

  fileprivate struct Waiter {
    var id: CountedID
    var since: ContinuousClock.Instant
    var continuation: CheckedContinuation<Void, Never>
  }
  private struct State {
    var place: LogPlace
    var info: StreamInfo
    var waiters: [Waiter] = []
  }
  private let state: Mutex<State>

  init(_ api: StreamAPI, _ name: StreamName, _ mailbox: LogMailbox, _ info: StreamInfo) {
    self.api = api
    self.name = name
    self.mailbox = mailbox
    state = Mutex(State(place: LogPlace(before: info), info: info))
  }

  // MARK: The place

  var place: LogPlace { state.withLock { $0.place } }

  /// What the engine said of the stream last.
  var info: StreamInfo { state.withLock { $0.info } }

  func note(_ info: StreamInfo) { state.withLock { $0.info = info } }

  /// A leader was chosen, or lost.
  func note(leader: String?) { state.withLock { $0.info.cluster?.leader = leader } }

  func move(to place: LogPlace) {
    let reached = state.withLock { state in
      state.place = place
      let reached = state.waiters.filter { !$0.isAhead(of: place) }
      if !reached.isEmpty { state.waiters.removeAll { !$0.isAhead(of: place) } }
      return reached
    }
    for waiter in reached { waiter.continuation.resume() }
  }

  /// Returns when the follower has come to this event, or has not for a second or two.
  func reach(_ id: CountedID) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        let waiter = Waiter(id: id, since: .now, continuation: continuation)
        guard waiter.isAhead(of: state.place) else { return true }
        state.waiters.append(waiter)
        return false
      }
      if isThere { continuation.resume() }
    }
  }

  /// Lets those go on who have waited for longer than a while.
  func giveUp(before moment: ContinuousClock.Instant) {
    let late = state.withLock { state in
      let late = state.waiters.filter { $0.since < moment }
      if !late.isEmpty { state.waiters.removeAll { $0.since < moment } }
      return late
    }
    for waiter in late { waiter.continuation.resume() }
  }

  // MARK: Readers that resume

  /// The channel's ``EventChannel/Replay``: what came after an id that is not in memory.
  func replay(
    after id: String?, upTo newest: String, limit: Int
  ) async throws -> [ServerSentEvent]? {
    // All that is kept is in memory, so that nobody comes without an id.
    guard let id = id.flatMap({ CountedID($0) }) else { return nil }
    if id.epoch != place.epoch || id.number > place.last {
      // The reader comes from another server on this engine, which was told before us; or from another
      // life. Which, the engine knows.
      let deadline = ContinuousClock.now + Self.patience
      while true {
        if await mailbox.check(proof: id.epoch != place.epoch) {
          let place = place
          if id.epoch == place.epoch, id.number <= place.last { throw EventChannel.JoinAgain() }
          // The end was asked for at any node, and one that was away lags behind: the leader knows.
          if let info = try? await api.info(name), info.isOfMajority,
            info.epoch != id.epoch || info.last < id.number
          {
            return nil
          }
        }
        guard ContinuousClock.now < deadline else { throw EngineIsAway() }
        try await Task.sleep(for: JetStreamLog.againPause)
      }
    }
    guard let newest = CountedID(newest), newest.epoch == id.epoch, newest.number > id.number else {
      return nil
    }
    let end = min(newest.number, id.number + min(limit, EventChannel.replayPage))
    var events: [ServerSentEvent] = []
    for result in await fetch(id.number + 1...end) {
      // What is gone is told of as a gap, even if the one after it is still there.
      guard let message = try result.get() else { return nil }
      let id = CountedID(id.epoch, message.number).description
      guard let event = StoredEvent.event(of: message.payload, id: id) else { return nil }
      events.append(event)
    }
    return events
  }

  /// What the stream has under these numbers, in their order.
  func fetch(
    _ numbers: ClosedRange<Int>
  ) async -> [Result<StoredMessage?, NATSProblem>] {
    var found: [Result<StoredMessage?, NATSProblem>] = []
    for start in stride(from: numbers.lowerBound, through: numbers.upperBound, by: Self.fetchLimit)
    {
      let page = start...min(start + Self.fetchLimit - 1, numbers.upperBound)
      found += await withTaskGroup(of: (Int, Result<StoredMessage?, NATSProblem>).self) { group in
        for number in page {
          group.addTask { [api, name] in
            do throws(NATSProblem) {
              return (number, .success(try await api.message(number, in: name)))
            } catch {
              return (number, .failure(error))
            }
          }
        }
        var results = [Result<StoredMessage?, NATSProblem>](
          repeating: .failure(.unanswered), count: page.count)
        for await (number, result) in group { results[number - page.lowerBound] = result }
        return results
      }
    }
    return found
  }
}

extension LogReader.Waiter {
  fileprivate func isAhead(of place: LogPlace) -> Bool {
    id.epoch == place.epoch && id.number > place.last
  }
}

/// The engine could not be asked: the reader comes back, and is told then.
struct EngineIsAway: Error, CustomStringConvertible {
  var description: String { "the engine is away" }
}
