import Synchronization

/// Counts what is done, from whatever task.
package final class Count: Sendable {
  private let value: Atomic<Int>
  let total: Int

  package init(from start: Int = 0, to total: Int) {
    value = Atomic(start)
    self.total = total
  }

  var done: Int { value.load(ordering: .relaxed) }

  /// One more; returns how many there are.
  package func add() -> Int { value.add(1, ordering: .relaxed).newValue }
}
