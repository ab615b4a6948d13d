import Synchronization

/// Gathers what happens and lets a test wait for it: no sleeping, and a deadline that names itself.
final class Collector<Element: Sendable>: Sendable {
  struct TooLate: Error, CustomStringConvertible {
    var description: String
  }

  private struct State {
    var elements: [Element] = []
    var waiters: [(Int, @Sendable ([Element]) -> Bool, CheckedContinuation<Void, Never>)] = []
    var next = 0
  }

  private let state = Mutex(State())

  var elements: [Element] { state.withLock { $0.elements } }

  func append(_ element: Element) {
    let ready = state.withLock { state in
      state.elements.append(element)
      let elements = state.elements
      let ready = state.waiters.filter { $0.1(elements) }
      state.waiters.removeAll { $0.1(elements) }
      return ready
    }
    for waiter in ready { waiter.2.resume() }
  }

  /// Returns everything gathered once `condition` holds for it.
  @discardableResult
  func wait(
    _ what: String, within limit: Duration = .seconds(20),
    until condition: @escaping @Sendable ([Element]) -> Bool
  ) async throws -> [Element] {
    let number = state.withLock { state in
      state.next += 1
      return state.next
    }
    let timer = Task {
      try await Task.sleep(for: limit)
      give(up: number)
    }
    defer { timer.cancel() }
    await withCheckedContinuation { continuation in
      let isReady = state.withLock { state in
        if condition(state.elements) { return true }
        state.waiters.append((number, condition, continuation))
        return false
      }
      if isReady { continuation.resume() }
    }
    let elements = elements
    guard condition(elements) else {
      throw TooLate(description: "waited \(limit) for \(what), saw only \(elements)")
    }
    return elements
  }

  private func give(up number: Int) {
    let waiter = state.withLock { state in
      state.waiters.firstIndex { $0.0 == number }.map { state.waiters.remove(at: $0) }
    }
    waiter?.2.resume()
  }
}
