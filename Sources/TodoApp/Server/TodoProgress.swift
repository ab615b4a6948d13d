import Synchronization

/// How far the changes have been published in this process.
final class TodoProgress: Sendable {
  private let position: Mutex<Int>
  private let bell = Wakes()

  init(_ position: Int) { self.position = Mutex(position) }

  /// Everything up to here is in the channel.
  func reach(_ position: Int) {
    self.position.withLock { $0 = position }
    bell.wake()
  }

  /// Returns when everything up to here is in the channel.
  func wait(for position: Int) async {
    for await _ in bell.calls() where self.position.withLock({ $0 >= position }) { return }
  }
}
