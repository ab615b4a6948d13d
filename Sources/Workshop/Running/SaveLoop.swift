import Synchronization

/// Runs something at each save, and begins anew when one comes in the middle.
public struct SaveLoop: Sendable {
  /// An editor may save several files at once, or one in several moves: so long is waited for more.
  static let pause = Duration.milliseconds(40)

  /// Makes a loop.
  public init() {}

  /// Runs `work` at once and after each save, until it returns true or the task is cancelled.
  ///
  /// It is told the names of what was saved since the run before, of none the first time.
  /// A save in the middle of a run cancels that run, waits until it has ended, and begins anew.
  public func run(
    _ saves: AsyncStream<[String]>, _ work: @escaping @Sendable (_ saved: [String]) async -> Bool
  ) async {
    let (happenings, happened) = AsyncStream<Happening>.makeStream()
    let names = SavedNames()
    let listening = Task {
      for await saved in saves {
        names.add(saved)
        happened.yield(.saved)
      }
      happened.finish()
    }
    defer { listening.cancel() }
    var number = 0
    var running: Task<Void, Never>?
    func begin() {
      number += 1
      let saved = names.take()
      running = Task { [number] in
        let isDone = await work(saved)
        happened.yield(.ended(number, isDone: isDone && !Task.isCancelled))
      }
    }
    begin()
    await withTaskCancellationHandler {
      for await happening in happenings {
        switch happening {
        case .saved:
          // Of saves that came together the first has begun a run for all of them.
          guard !names.isEmpty else { continue }
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

  /// The names of what was saved and has begun no run yet.
  private final class SavedNames: Sendable {
    private let names = Mutex<[String]>([])

    var isEmpty: Bool { names.withLock(\.isEmpty) }

    func add(_ more: [String]) {
      names.withLock { names in names += more.filter { !names.contains($0) } }
    }

    func take() -> [String] {
      names.withLock { names in
        defer { names = [] }
        return names
      }
    }
  }

  private enum Happening: Sendable {
    case saved
    case ended(Int, isDone: Bool)
  }
}
