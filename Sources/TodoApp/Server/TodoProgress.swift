import Synchronization

/// How far the changes have been published in this process.
final class TodoProgress: Sendable {
  private struct State {
    var newest: ChangeID
    var delay = Duration.zero
  }

  private let state: Mutex<State>
  private let bell = Wakes()

  init(_ newest: ChangeID) { state = Mutex(State(newest: newest)) }

  /// Everything up to here is in the channel.
  var newest: ChangeID { state.withLock { $0.newest } }

  /// How late changes are heard.
  var delay: Duration { state.withLock { $0.delay } }

  /// Changes are heard so late from now on.
  func hear(after delay: Duration) { state.withLock { $0.delay = delay } }

  /// Everything up to here is in the channel.
  func reach(_ id: ChangeID) {
    state.withLock { $0.newest = id }
    bell.wake()
  }

  /// Returns when everything up to here is in the channel.
  func wait(for position: Int) async {
    for await _ in bell.calls() where newest.position >= position { return }
  }
}
