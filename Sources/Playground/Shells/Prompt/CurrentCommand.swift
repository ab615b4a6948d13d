import Synchronization

/// The command that runs at the moment, if one does.
///
/// It has the turn: no line comes from the terminal until it is handed back.
final class CurrentCommand: Sendable {
  private struct State {
    var task: Task<Void, Never>?
    var number = 0
  }

  private let state = Mutex(State())

  /// Runs a command, and hands the turn back when it has ended.
  ///
  /// It is forgotten before that: whatever line the terminal sends next finds nothing running.
  func run(
    _ work: @escaping @Sendable () async -> Void, thenHandBack: @escaping @Sendable () -> Void
  ) {
    state.withLock { state in
      state.number += 1
      let number = state.number
      state.task = Task {
        await work()
        self.forget(number)
        thenHandBack()
      }
    }
  }

  /// A command has ended; another may already have its place.
  private func forget(_ number: Int) {
    state.withLock { if $0.number == number { $0.task = nil } }
  }

  /// How long a command may take to end before it is said that it has heard.
  static let patience = Duration.milliseconds(700)

  /// Cancels it; false when nothing runs.
  ///
  /// Says that it is ending when that takes longer than ``patience``: what has started processes
  /// ends them first.
  func cancel(whenSlow say: @escaping @Sendable (String) -> Void) -> Bool {
    let number = state.withLock { state -> Int? in
      state.task?.cancel()
      return state.task == nil ? nil : state.number
    }
    guard let number else { return false }
    Task {
      try? await Task.sleep(for: Self.patience)
      let isStill = state.withLock { $0.number == number && $0.task != nil }
      if isStill { say("stopping: what it has started ends first") }
    }
    return true
  }
}
