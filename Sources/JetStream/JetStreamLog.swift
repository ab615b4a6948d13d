import EventServer
import EventStream
import FoundationEssentials

/// A channel's log that a stream of an engine keeps, for all servers on it.
final class JetStreamLog: ChannelLog {
  /// The pause before it is sent again: 100 ms, the time in which a leader may be found.
  static let publishPause = Duration.milliseconds(100)
  /// After how many answers in a row that did not come a node is left.
  static let unansweredLimit = 3

  let channel: EventChannel
  let reader: LogReader
  /// What the stream is made with, when somebody has deleted it.
  private let configuration: StreamConfiguration
  private let publishLimit: Duration
  private let told: @Sendable (JetStreamEngine.Happening) -> Void
  /// When a leader last answered anybody here.
  private let leaderAnswered: @Sendable () -> Void
  /// The node answers for a leader that hears no majority, or for none.
  private let leaderIsAlone: @Sendable () -> Void

  init(
    _ reader: LogReader, _ configuration: StreamConfiguration, path: String, historyLimit: Int,
    publishLimit: Duration,
    told: @escaping @Sendable (JetStreamEngine.Happening) -> Void,
    leaderAnswered: @escaping @Sendable () -> Void,
    leaderIsAlone: @escaping @Sendable () -> Void
  ) {
    self.reader = reader
    self.configuration = configuration
    self.publishLimit = publishLimit
    self.told = told
    self.leaderAnswered = leaderAnswered
    self.leaderIsAlone = leaderIsAlone
    let place = reader.place
    channel = EventChannel(
      path: path, historyLimit: historyLimit, epoch: place.epoch,
      newestID: place.last > 0 ? place.id : nil, memoryHoldsAll: true
    ) { id, newest, limit in
      try await reader.replay(after: id, upTo: newest, limit: limit)
    }
  }

  /// How large the block of an event may be.
  private var eventLimit: Int {
    min(reader.api.client.info?.maxPayload ?? .max, StreamConfiguration.messageLimit)
      - StreamConfiguration.headerReserve
  }

  // MARK: Publishing

  func append(
    _ event: ServerSentEvent, key: PublicationKey?
  ) async throws(PublishError) -> String {
    guard event.id == nil else { throw .ownID }
    let payload: [UInt8]
    do { payload = try StoredEvent.payload(of: event) } catch { throw .malformed(error) }
    guard payload.count <= eventLimit else { throw .tooLarge(limit: eventLimit) }
    let before = reader.place.last
    let kept = try await publish(payload, key: key?.text ?? UUID().uuidString)
    // A number that was given out before is of another life of the stream, of which nothing is known
    // here yet; unless the event is an old one.
    if !kept.isRepeated, kept.number <= before { _ = await reader.mailbox.check(proof: true) }
    let id = CountedID(reader.place.epoch, kept.number)
    // Who publishes and then opens a stream here finds the event behind it, as in memory.
    await reader.reach(id)
    return id.description
  }

  private func publish(
    _ payload: [UInt8], key: String
  ) async throws(PublishError) -> StreamAPI.Acknowledgement {
    let deadline = ContinuousClock.now + publishLimit
    var unanswered = 0
    var reason = ""
    repeat {
      do {
        let kept = try await reader.api.publish(payload, key: key, to: reader.name)
        leaderAnswered()
        if !reason.isEmpty { told(.published(channel: channel.path, after: reason)) }
        return kept
      } catch {
        reason = error.description
        switch error {
        case .refused(let refusal):
          if refusal.number == StreamAPIError.messageTooLarge { throw .tooLarge(limit: eventLimit) }
          if refusal.code < 500, refusal.number != StreamAPIError.repeatOnItsWay {
            throw .refused(refusal.description)
          }
        case .onTheWay(.unanswered):
          unanswered += 1
          if unanswered.isMultiple(of: Self.unansweredLimit) {
            reader.api.client.leave("it left \(unanswered) publications unanswered")
          }
          continue
        // Deleted, perhaps: then it is made again.
        case .onTheWay(.nobody): reader.mailbox.want(proof: true)
        case .onTheWay: break
        }
      }
      do { try await Task.sleep(for: Self.publishPause) } catch { break }
    } while ContinuousClock.now < deadline
    throw .unavailable(reason: reason)
  }

  // MARK: Following

  /// The engine could not be asked, or its answer was another life's; what was to be done is to be
  /// begun anew.
  private struct Again: Error {
    /// Whether the stream is another one now: what waits to be heard may be of the one before.
    var isAnotherLife = false
  }

  /// The pause before something is looked into again: 200 ms.
  static let againPause = Duration.milliseconds(200)
  /// The pause before a node is asked again that may lag behind: 50 ms.
  static let lagPause = Duration.milliseconds(50)

  /// Takes what is heard to the channel until the mailbox is closed.
  func follow() async {
    for await _ in reader.mailbox.rings {
      guard let work = reader.mailbox.take() else { continue }
      let isDone = await carryOut(work)
      for waiter in work.waiters { waiter.resume(returning: isDone) }
      guard isDone else {
        try? await Task.sleep(for: Self.againPause)
        reader.mailbox.want(proof: true, tail: true)
        continue
      }
    }
  }

  /// Returns when what the stream keeps is in the channel, so that who resumes at once finds it there.
  ///
  /// Whether it could be brought there.
  func catchUp() async -> Bool { await reader.mailbox.check(proof: true) }

  /// Asks the leader whether it is there.
  func askLeader() async {
    guard let info = try? await reader.api.info(reader.name) else { return }
    reader.note(info)
    if info.isOfMajority { leaderAnswered() } else { leaderIsAlone() }
  }

  private func carryOut(_ work: LogMailbox.Work) async -> Bool {
    var rest = work.messages[...]
    var isProven = work.wantsProof
    do {
      if work.wantsProof { try await prove() }
      while let message = rest.first {
        if reader.place.hearing(message).isNews {
          try await hear(message)
        } else if !isProven {
          // Fetched before it came, or of another life: looked into once for all of them, and before
          // the next one is taken for one of this.
          try await prove()
          isProven = true
          continue
        }
        rest.removeFirst()
      }
      if work.wantsTail { try await lookAtEnd() }
      return true
    } catch {
      guard error.isAnotherLife else {
        reader.mailbox.putBack(rest)
        return false
      }
      // Numbers of two lives cannot be told apart: what this one has is fetched.
      reader.mailbox.dropMessages()
      do throws(Again) {
        try await lookAtEnd()
        return true
      } catch { return false }
    }
  }

  private func hear(_ message: StoredMessage) async throws(Again) {
    if message.number > reader.place.last + 1 { try await fill(upTo: message.number - 1) }
    if reader.place.hearing(message) == .next { deliver(message) }
  }

  private func deliver(_ message: StoredMessage) {
    var place = reader.place
    place.pass(message)
    let event = StoredEvent.event(of: message.payload, id: place.id)
    do {
      guard let event else { throw PublishError.refused("it is not one event") }
      try channel.publish(event)
      reader.move(to: place)
    } catch {
      tellGap(at: place, "what stands under its number no stream can carry: \(error)")
    }
  }

  /// Tells all readers that events are missing, and goes on from here.
  private func tellGap(at place: LogPlace, _ why: String) {
    let before = channel.newestID ?? place.id
    _ = try? channel.publish(EventChannel.gap(lastEventID: before, newest: place.id))
    reader.move(to: place)
    told(.gap(channel: channel.path, reason: why))
  }

  /// Fetches what was not heard.
  private func fill(upTo end: Int) async throws(Again) {
    let epoch = reader.place.epoch
    let start = reader.place.last
    while reader.place.epoch == epoch, reader.place.last < end {
      let next = reader.place.last + 1
      let page = next...min(end, next + LogReader.fetchLimit - 1)
      for (number, result) in zip(page, await reader.fetch(page)) {
        switch result {
        case .success(let message?): deliver(message)
        case .success(nil): try await pass(missing: number)
        case .failure: throw Again()
        }
        // Past a gap the page is another.
        guard reader.place.last == number, reader.place.epoch == epoch else { break }
      }
    }
    let count = reader.place.last - start
    if count > 0, reader.place.epoch == epoch {
      told(.fetched(channel: channel.path, count: count))
    }
  }

  /// What one node has not: it may lag behind, or the event is gone, which its leader knows.
  private func pass(missing number: Int) async throws(Again) {
    let info: StreamInfo
    let isGone: Bool
    do {
      info = try await reader.api.info(reader.name)
      guard info.isOfMajority else { throw Again() }
      leaderAnswered()
      isGone =
        if info.first > number { false } else {
          try await reader.api.lacks(number, in: reader.name)
        }
    } catch { throw Again() }
    reader.note(info)
    var place = reader.place
    switch place.finding(info) {
    case .anew, .shorter:
      reader.mailbox.want(proof: true)
      throw Again()
    case .trimmed: tellGap(at: LogPlace(before: info), "they are kept no longer")
    case .asKnown:
      guard isGone else {
        do { try await Task.sleep(for: Self.lagPause) } catch { throw Again() }
        return
      }
      place.skip(to: number)
      tellGap(at: place, "somebody deleted one")
    }
  }

  // MARK: Whether it is still the same

  /// Makes sure that the stream has the event that was heard last, and goes by its leader if not.
  private func prove() async throws(Again) {
    let place = reader.place
    var isAnother = false
    if place.last > 0, let mark = place.mark {
      let found: StoredMessage?
      do { found = try await reader.api.message(place.last, in: reader.name) } catch {
        // A stream that is gone has nobody to say so: its leader does.
        return try await goByLeader(isAnother: false)
      }
      if found?.mark == mark { return }
      isAnother = found != nil
    }
    try await goByLeader(isAnother: isAnother)
  }

  /// Looks for events at the end that nobody said.
  private func lookAtEnd() async throws(Again) {
    let newest: StoredMessage?
    do { newest = try await reader.api.newest(in: reader.name) } catch {
      return try await goByLeader(isAnother: false)
    }
    let place = reader.place
    guard let newest, newest.number >= place.last else {
      return try await goByLeader(isAnother: false)
    }
    if newest.number > place.last { return try await fill(upTo: newest.number) }
    guard let mark = place.mark else {
      var place = place
      place.mark = newest.mark
      return reader.move(to: place)
    }
    if mark != newest.mark { try await goByLeader(isAnother: true) }
  }

  /// Asks the leader what the stream has become, and makes it again when it is gone.
  private func goByLeader(isAnother: Bool) async throws(Again) {
    let info: StreamInfo
    do {
      do { info = try await reader.api.info(reader.name) } catch {
        guard case .refused(let refusal) = error, refusal.number == StreamAPIError.notFound else {
          throw Again()
        }
        info = try await reader.api.create(configuration)
      }
    } catch { throw Again() }
    reader.note(info)
    // One that is alone knows less than was told here: that is no gap.
    guard info.isOfMajority else { throw Again() }
    leaderAnswered()
    let place = reader.place
    let finding = place.finding(info, isAnother: isAnother)
    if let next = place.place(after: finding, info) {
      switch finding {
      case .anew: tellGap(at: next, "the stream was made again")
      case .shorter: tellGap(at: next, "the stream came back shorter than it was")
      case .trimmed, .asKnown: tellGap(at: next, "they are kept no longer")
      }
      if next.epoch != place.epoch || finding == .shorter { throw Again(isAnotherLife: true) }
    }
    try await fill(upTo: info.last)
  }
}
