import EventServer
import EventStream
import Synchronization

/// Carries the store's changes to the stream, each once and in order.
struct TodoFeed: Sendable {
  /// The type of the event that says: changes are missing, read the list anew.
  static let gap = "history-gap"
  /// The type of the event that says how late changes are heard, in seconds.
  static let delay = "delay"

  let store: any TodoStore
  let channel: EventChannel
  let notices: Notices
  let tap: (@Sendable (TodoServer.Happening) -> Void)?
  private let progress: TodoProgress

  /// Makes the feed of a store whose newest change is this one.
  ///
  /// What the memory of its channel does not hold is looked up in the database.
  init(
    _ store: any TodoStore, newest: ChangeID, notices: Notices,
    tap: (@Sendable (TodoServer.Happening) -> Void)? = nil
  ) {
    let progress = TodoProgress(newest)
    self.store = store
    self.notices = notices
    self.tap = tap
    self.progress = progress
    channel = EventChannel(path: TodoServer.streamPath, newestID: newest.text) {
      id, newest, limit in
      guard let newest = ChangeID(newest) else { return nil }
      guard let id else { return try await Self.replay(store, after: nil, upTo: newest, limit) }
      guard let id = ChangeID(id), try await store.holds(id) else { return nil }
      guard id.position <= newest.position else {
        // The reader comes from another server on this database, which was told before us.
        await progress.wait(for: id.position)
        throw EventChannel.JoinAgain()
      }
      return try await Self.replay(store, after: id.position, upTo: newest, limit)
    }
  }

  /// How late changes are heard; zero where the database rings.
  var delay: Duration { progress.delay }

  /// Puts the latest changes before `newest` into the channel's memory, so that the readers who
  /// come back after a restart, all at once, do not go to the database one by one.
  func recall(upTo newest: ChangeID) async throws {
    var position = max(newest.position - EventChannel.historyLimit, 0)
    while position < newest.position {
      let entries = try await store.changes(after: position, limit: StoreLimits.batch)
      for entry in entries where entry.id.position <= newest.position {
        switch entry {
        case .change(let change): publish(change)
        case .odd(let row): publish(row)
        }
      }
      guard let last = entries.last else { return }
      position = last.id.position
    }
  }

  /// Publishes every change after `newest` until the task is cancelled.
  func follow(after newest: ChangeID) async {
    await store.follow(after: newest.position) { news in
      switch news {
      case .changes(let changes):
        for change in changes {
          tap?(.row(change))
          publish(change)
        }
        if let last = changes.last { progress.reach(last.id) }
      case .odd(let row):
        publish(row)
        progress.reach(row.id)
      case .gap(let id):
        publishGap(id)
        progress.reach(id)
      case .rings(let rings): publishDelay(rings ? .zero : PostgresStore.pollInterval)
      case .lost(let reason): tap?(.lost(reason: reason))
      case .found: tap?(.found)
      }
    }
  }

  private func publish(_ change: TodoChange) {
    do { try channel.publish(Self.event(change)) } catch {
      // A text was written past us that no event can carry; `GET /todos` shows it.
      publish(OddChange(change.id, "\(error)"))
    }
  }

  private func publish(_ row: OddChange) {
    notices.say(row.sentence)
    publishGap(row.id)
  }

  private func publishGap(_ id: ChangeID) { _ = try? channel.publish(Self.gap(id)) }

  /// Tells the pages, and the server's tap.
  private func publishDelay(_ delay: Duration) {
    progress.hear(after: delay)
    let seconds = delay.components.seconds
    tap?(.notice(seconds == 0 ? Self.rings : Self.isSilent(store.name)))
    // With the newest id once more: to resume behind it brings this again, which does no harm.
    _ = try? channel.publish(
      ServerSentEvent(
        event: Self.delay, id: progress.newest.text, data: #"{"seconds":\#(seconds)}"#))
  }

  private static let rings = "the database rings again: changes are heard at once"

  private static func isSilent(_ database: String) -> String {
    "nothing rings at \(database): changes are looked for every second. A pooler before it (like "
      + "PgBouncer) must lend its connections by the session, or give --database the server's own "
      + "address"
  }

  static func event(_ change: TodoChange) -> ServerSentEvent {
    ServerSentEvent(event: "todo", id: change.id.text, data: change.data)
  }

  static func gap(_ id: ChangeID) -> ServerSentEvent {
    ServerSentEvent(event: gap, id: id.text, data: #"{"newest":"\#(id.text)"}"#)
  }

  /// A page of what came after a position; `nil` when the database does not hold all of it.
  static func replay(
    _ store: any TodoStore, after position: Int?, upTo newest: ChangeID, _ limit: Int
  ) async throws(TodoStoreError) -> [ServerSentEvent]? {
    let entries = try await store.changes(after: position ?? 0, limit: limit)
      .filter { $0.id.position <= newest.position }
    if let position, position < newest.position, entries.first?.id.position != position + 1 {
      return nil
    }
    return entries.map { entry in
      switch entry {
      case .change(let change): event(change)
      case .odd(let row): gap(row.id)
      }
    }
  }
}
