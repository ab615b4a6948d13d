/// Reads the changes in order and sees when some are missing: the same for every store.
struct ChangeReader {
  /// What one look at the database brought.
  struct Page: Sendable {
    /// The newest change there is.
    var newest: ChangeID
    /// The next changes after the asked position, at most ``StoreLimits/batch``.
    var changes: [StoreEntry]
  }

  /// Everything up to here has been told.
  private(set) var position: Int
  /// The last change that was told; nil before the first.
  private(set) var last: ChangeID?
  /// Whether the database rings when something changes.
  private(set) var rings = true
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

  /// The database rings, or must be asked; said when it is news.
  mutating func hear(_ rings: Bool, _ receive: (StoreNews) async -> Void) async {
    guard self.rings != rings else { return }
    self.rings = rings
    await receive(.rings(rings))
  }

  /// Another database stands where ours was: what was told is not in it, and `newest` is where it
  /// begins for us.
  mutating func restart(
    at newest: ChangeID, _ receive: (StoreNews) async -> Void
  ) async {
    position = newest.position
    last = nil
    await receive(.gap(newest))
  }

  /// Takes a page and returns what it means to a follower.
  mutating func take(_ page: Page) -> [StoreNews] {
    // Another database stands at this address: its order began anew, below ours.
    if page.newest.position < position {
      position = page.newest.position
      last = nil
      return [.gap(page.newest)]
    }
    guard let first = page.changes.first?.id, let last = page.changes.last?.id else { return [] }
    var news: [StoreNews] = []
    if first.position - 1 > position {
      news.append(.gap(ChangeID(first.epoch, first.position - 1)))
    }
    var run: [TodoChange] = []
    for entry in page.changes {
      switch entry {
      case .change(let change): run.append(change)
      case .odd(let row):
        if !run.isEmpty { news.append(.changes(run)) }
        run = []
        news.append(.odd(row))
      }
    }
    if !run.isEmpty { news.append(.changes(run)) }
    position = last.position
    self.last = last
    return news
  }
}
