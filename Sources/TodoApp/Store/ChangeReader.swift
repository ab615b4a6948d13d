/// Reads the changes in order and sees when some are missing: the same for every store.
struct ChangeReader {
  /// What one look at the database brought.
  struct Page: Sendable {
    /// The position of the newest change there is.
    var newest: Int
    /// The next changes after the asked position, at most ``StoreLimits/batch``.
    var changes: [TodoChange]
  }

  /// Everything up to here has been told.
  private(set) var position: Int
  /// The database was away when we last looked.
  private(set) var isLost = false

  init(position: Int) { self.position = position }

  /// Tells all that is new, batch by batch.
  mutating func drain<Failure>(
    _ receive: (StoreNews) async -> Void,
    from read: (Int) async throws(Failure) -> Page
  ) async throws(Failure) {
    while !Task.isCancelled {
      let page = try await read(position)
      if isLost {
        isLost = false
        await receive(.found)
      }
      for news in take(page) { await receive(news) }
      if page.changes.count < StoreLimits.batch { return }
    }
  }

  /// The database is away: said once, until it answers again.
  mutating func lose(_ reason: String, _ receive: (StoreNews) async -> Void) async {
    guard !isLost, !Task.isCancelled else { return }
    isLost = true
    await receive(.lost(reason: reason))
  }

  /// Takes a page and returns what it means to a follower.
  mutating func take(_ page: Page) -> [StoreNews] {
    var news: [StoreNews] = []
    // Another database stands at this address: its order began anew, below ours.
    if page.newest < position {
      position = page.newest
      return [.gap(position: position)]
    }
    guard let first = page.changes.first, let last = page.changes.last else { return [] }
    if first.position > position + 1 { news.append(.gap(position: first.position - 1)) }
    news.append(.changes(page.changes))
    position = last.position
    return news
  }
}
