internal import EventStream
internal import Terminal

/// The newest exchanges as the rows of a pane.
///
/// The head of a message says most in its first line. Where there is no room for all of it, its
/// first lines stay and the others are counted; what came before it goes first.
struct PaneContent {
  /// Exchanges that are shortened together: the header lines of one head, or a single exchange.
  private struct Group {
    var entries: [Exchange]
    /// The rows of each.
    var parts: [[Row]]
    /// The fewest rows it takes.
    var fewest: Int

    var count: Int { parts.reduce(0) { $0 + $1.count } }
  }

  let log: ExchangeLog
  /// How an exchange is laid out.
  let rows: (Exchange) -> [Row]

  /// So many rows at most.
  func newest(_ limit: Int) -> [Row] {
    let groups = reachable(limit)
    var spare = limit - groups.reduce(0) { $0 + $1.fewest }
    var result: [[Row]] = []
    for group in groups {
      let more = min(group.count - group.fewest, max(0, spare))
      spare -= more
      result.append(shortened(group, to: group.fewest + more))
    }
    return Array(result.reversed().joined().suffix(max(0, limit)))
  }

  /// All of them, nothing shortened.
  func all() -> [Row] {
    log.entries.indices.flatMap { rows(entry($0)) }
  }

  /// The exchanges with which the stream began, once they have been let go.
  func opening() -> [Row] {
    log.opening.flatMap(rows)
  }

  // MARK: Heads

  /// The newest groups that can be seen if all of them are shortened, the newest first.
  private func reachable(_ limit: Int) -> [Group] {
    var groups: [Group] = []
    var total = 0
    var end = log.entries.endIndex
    while end > 0, total < limit {
      let group = group(endingAt: end)
      total += group.fewest
      end -= group.entries.count
      groups.append(group)
    }
    return groups
  }

  private func group(endingAt end: Int) -> Group {
    let isHead = log.entries[end - 1].isHeader
    let before = isHead ? log.entries[..<end].lastIndex { !$0.isHeader } ?? -1 : end - 2
    let entries = (before + 1..<end).map(entry)
    var group = Group(entries: entries, parts: entries.map(rows), fewest: 0)
    group.fewest = isHead ? min(1, group.count) : group.count
    return group
  }

  /// The first lines of a head, and how many more there are.
  private func shortened(_ group: Group, to count: Int) -> [Row] {
    if count >= group.count { return Array(group.parts.joined()) }
    var shown: [Row] = []
    var index = 0
    while shown.count + group.parts[index].count < count {
      shown += group.parts[index]
      index += 1
    }
    let hidden = group.entries[index...]
    let note = [Row("… and \(hidden.count) lines more", .faint)]
    return shown
      + rows(
        Exchange(
          left: hidden.contains { !$0.left.isEmpty } ? note : [],
          right: hidden.contains { !$0.right.isEmpty } ? note : []))
  }

  // MARK: The block that grows

  private func entry(_ index: Int) -> Exchange {
    var entry = log.entries[index]
    if index == log.block, let line = log.lines.partial {
      entry.left.append(line.row.appending("…", .faint))
    }
    return entry
  }
}
