/// Runs something at each save, and begins anew when one comes in the middle.
public struct SaveLoop: Sendable {
  /// An editor may save several files at once, or one in several moves: so long is waited for more.
  static let pause = Duration.milliseconds(40)

  /// Makes a loop.
  public init() {}

  /// Runs `work` at once and after each save, until it returns true or the task is cancelled.
  ///
  /// A save in the middle of a run cancels that run, waits until it has ended, and begins anew.
  public func run(
    _ saves: AsyncStream<Void>, _ work: @escaping @Sendable () async -> Bool
  ) async {
    let (happenings, happened) = AsyncStream<Happening>.makeStream()
    let listening = Task {
      for await _ in saves { happened.yield(.saved) }
      happened.finish()
    }
    defer { listening.cancel() }
    var number = 0
    var running: Task<Void, Never>?
    func begin() {
      number += 1
      running = Task { [number] in
        let isDone = await work()
        happened.yield(.ended(number, isDone: isDone && !Task.isCancelled))
      }
    }
    begin()
    await withTaskCancellationHandler {
      for await happening in happenings {
        switch happening {
        case .saved:
          running?.cancel()
          await running?.value
          try? await Task.sleep(for: Self.pause)
          if Task.isCancelled { return }
          begin()
        case .ended(number, isDone: true): return
        case .ended: continue
        }
      }
    } onCancel: {
      happened.finish()
    }
    running?.cancel()
    await running?.value
  }

  private enum Happening: Sendable {
    case saved
    case ended(Int, isDone: Bool)
  }
}
