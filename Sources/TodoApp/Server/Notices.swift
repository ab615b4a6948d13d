import Synchronization

/// What the operator of the server is to know, each sentence once.
final class Notices: Sendable {
  /// How many sentences are remembered; after that all are forgotten, and may be said again.
  static let limit = 1_000

  private let tap: (@Sendable (TodoServer.Happening) -> Void)?
  private let said = Mutex<Set<String>>([])

  init(_ tap: (@Sendable (TodoServer.Happening) -> Void)?) { self.tap = tap }

  /// Says it, unless it was said before.
  func say(_ sentence: String) {
    let isNew = said.withLock { said in
      if said.count >= Self.limit { said = [] }
      return said.insert(sentence).inserted
    }
    if isNew { tap?(.notice(sentence)) }
  }

  /// A list, after what is left out of it was said.
  func heard(_ list: TodoList) -> TodoList {
    for row in list.odd { say(row.sentence) }
    return list
  }
}
