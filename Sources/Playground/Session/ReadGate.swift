import Synchronization

/// Lets one loop pass, or holds it until it is opened again.
final class ReadGate: Sendable {
  private struct State {
    var isShut = false
    var isRemoved = false
    var held: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  /// Whether a task that comes is held.
  var isShut: Bool { state.withLock(\.isShut) }

  /// Returns when the gate is open; false when there will be no more to let through.
  func pass() async -> Bool {
    await withCheckedContinuation { continuation in
      let goesOn = state.withLock { state in
        if state.isShut { state.held = continuation }
        return !state.isShut
      }
      if goesOn { continuation.resume() }
    }
    return state.withLock { !$0.isRemoved }
  }

  /// Holds the next one that comes.
  func shut() { state.withLock { $0.isShut = !$0.isRemoved } }

  /// Lets everything pass.
  func open() { letGo { _ in } }

  /// Lets go of what is held and holds nothing any more.
  func remove() { letGo { $0.isRemoved = true } }

  private func letGo(_ change: (inout State) -> Void) {
    let held = state.withLock { state in
      change(&state)
      state.isShut = false
      defer { state.held = nil }
      return state.held
    }
    held?.resume()
  }
}
