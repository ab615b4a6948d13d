import Synchronization

/// The command that runs at the moment, if one does.
final class CurrentCommand: Sendable {
  private let task = Mutex<Task<Void, Never>?>(nil)

  func start(_ work: @escaping @Sendable () async -> Void) {
    task.withLock { task in
      task = Task {
        await work()
        self.task.withLock { $0 = nil }
      }
    }
  }

  /// Whether one runs.
  var isRunning: Bool { task.withLock { $0 != nil } }

  /// Cancels it; false when nothing runs.
  func cancel() -> Bool {
    task.withLock { task in
      task?.cancel()
      return task != nil
    }
  }
}
