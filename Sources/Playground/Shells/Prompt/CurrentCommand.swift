import Synchronization

/// The command that runs at the moment, if one does.
///
/// It has the turn: no line comes from the terminal until it is handed back. One that comes from
/// elsewhere meanwhile, from a speaker's phone, waits for it.
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
      let before = state.task
      state.task = Task {
        await withTaskCancellationHandler {
          await before?.value
        } onCancel: {
          before?.cancel()
        }
        await work()
        // Whoever waits for this one hands back the turn for both.
        if self.forget(number) { thenHandBack() }
      }
    }
  }

  /// A command has ended; false when another has its place already.
  private func forget(_ number: Int) -> Bool {
    state.withLock { state in
      guard state.number == number else { return false }
      state.task = nil
      return true
    }
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
