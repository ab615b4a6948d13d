import Synchronization

/// Something that happens once, and can be waited for.
package final class Signal: Sendable {
  package init() {}

  private enum State { case quiet, given, waited(CheckedContinuation<Void, Never>) }
  private let state = Mutex(State.quiet)

  package func give() {
    let waiting: CheckedContinuation<Void, Never>? = state.withLock { state in
      defer { state = .given }
      if case .waited(let continuation) = state { return continuation }
      return nil
    }
    waiting?.resume()
  }

  package func wait() async {
    await withCheckedContinuation { continuation in
      let isGiven = state.withLock { state in
        if case .given = state { return true }
        state = .waited(continuation)
        return false
      }
      if isGiven { continuation.resume() }
    }
  }
}
