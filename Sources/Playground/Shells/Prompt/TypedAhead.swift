import Synchronization

/// The text that the next prompt begins with.
final class TypedAhead: Sendable {
  private let state = Mutex("")

  var text: String {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
