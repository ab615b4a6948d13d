import Synchronization

/// What the outside and the loop share: the state, and the way to stop whatever is under way.
final class SharedState: Sendable {
  private struct State {
    var lastEventID: String
    var readyState = EventSource.ReadyState.connecting
    var hasBegun = false
    var stop: (@Sendable () -> Void)?
  }

  private let state: Mutex<State>
  /// Set by ``close()``, not by a failure: what is queued before a failure is still delivered.
  private let closed = Atomic(false)

  init(lastEventID: String) { state = Mutex(State(lastEventID: lastEventID)) }

  var isClosed: Bool { closed.load(ordering: .acquiring) }
  var readyState: EventSource.ReadyState { state.withLock(\.readyState) }

  var lastEventID: String {
    get { state.withLock(\.lastEventID) }
    set { state.withLock { $0.lastEventID = newValue } }
  }

  /// True for the first caller only.
  func begin() -> Bool {
    state.withLock { state in
      defer { state.hasBegun = true }
      return !state.hasBegun
    }
  }

  /// Changes the state; a closed source stays closed.
  func become(_ readyState: EventSource.ReadyState) {
    state.withLock { state in
      if state.readyState != .closed { state.readyState = readyState }
    }
  }

  /// Names what closing has to stop from now on; if it is closed already, that happens here.
  func onClose(_ stop: @escaping @Sendable () -> Void) {
    let isClosed = state.withLock { state in
      let isClosed = self.isClosed
      state.stop = isClosed ? nil : stop
      return isClosed
    }
    if isClosed { stop() }
  }

  func close() {
    let stop = state.withLock { state in
      state.readyState = .closed
      closed.store(true, ordering: .releasing)
      defer { state.stop = nil }
      return state.stop
    }
    stop?()
  }
}
