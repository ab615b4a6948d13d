import EventServer
import EventStream

/// Carries the store's changes to the stream, each once and in order.
struct TodoFeed: Sendable {
  /// The type of the event that says: changes are missing, read the list anew.
  static let gap = "history-gap"

  let store: any TodoStore
  let channel: EventChannel
  let tap: (@Sendable (TodoServer.Happening) -> Void)?
  private let progress: TodoProgress

  /// Makes the feed of a store that stands at `newest`.
  ///
  /// What the memory of its channel does not hold is looked up in the database.
  init(
    _ store: any TodoStore, newest: Int, tap: (@Sendable (TodoServer.Happening) -> Void)? = nil
  ) {
    let progress = TodoProgress(newest)
    self.store = store
    self.tap = tap
    self.progress = progress
    channel = EventChannel(path: TodoServer.streamPath, newestID: "\(newest)") {
      id, newest, limit in
      guard let newest = Int(newest) else { return nil }
      let position = id.map { Int($0) } ?? 0
      guard let position, position >= 0 else { return nil }
      guard position <= newest else { return try await Self.catchUp(store, progress, position) }
      return try await Self.replay(store, after: id == nil ? nil : position, upTo: newest, limit)
    }
  }

  /// Puts the latest changes before `newest` into the channel's memory, so that the readers who
  /// come back after a restart, all at once, do not go to the database one by one.
  func recall(upTo newest: Int) async throws {
    var position = max(newest - EventChannel.historyLimit, 0)
    while position < newest {
      let changes = try await store.changes(after: position, limit: StoreLimits.batch)
      for change in changes where change.position <= newest { publish(change) }
      guard let last = changes.last else { return }
      position = last.position
    }
  }

  /// Publishes every change after `position` until the task is cancelled.
  func follow(after position: Int) async {
    await store.follow(after: position) { news in
      switch news {
      case .changes(let changes):
        for change in changes {
          tap?(.row(change))
          publish(change)
        }
        if let last = changes.last { progress.reach(last.position) }
      case .gap(let position):
        publishGap(position)
        progress.reach(position)
      case .lost(let reason): tap?(.lost(reason: reason))
      case .found: tap?(.found)
      }
    }
  }

  private func publish(_ change: TodoChange) {
    do { try channel.publish(Self.event(change)) } catch {
      // Somebody wrote a text past us that no event can carry; who reads the list sees it.
      publishGap(change.position)
    }
  }

  private func publishGap(_ position: Int) {
    let data = #"{"newest":"\#(position)"}"#
    _ = try? channel.publish(ServerSentEvent(event: Self.gap, id: "\(position)", data: data))
  }

  static func event(_ change: TodoChange) -> ServerSentEvent {
    ServerSentEvent(event: "todo", id: "\(change.position)", data: change.data)
  }

  /// A page of what came after a position; `nil` when the database does not hold all of it.
  static func replay(
    _ store: any TodoStore, after position: Int?, upTo newest: Int, _ limit: Int
  ) async throws(TodoStoreError) -> [ServerSentEvent]? {
    let changes = try await store.changes(after: position ?? 0, limit: limit)
      .filter { $0.position <= newest }
    if let position, position < newest, changes.first?.position != position + 1 { return nil }
    return changes.map(event)
  }

  /// A reader comes from another server on this database, which was told of a change before us.
  private static func catchUp(
    _ store: any TodoStore, _ progress: TodoProgress, _ position: Int
  ) async throws -> [ServerSentEvent]? {
    guard try await store.newest() >= position else { return nil }
    await progress.wait(for: position)
    throw EventChannel.JoinAgain()
  }
}
