import Synchronization

/// What a server counts, from all its event loops.
final class Counters: Sendable {
  /// Connections so far; the newest one's number.
  let connections = Atomic(0)
  /// Connections that were taken from the listener and are not closed yet.
  let open = Atomic(0)
  /// Streams that are open.
  let streams = Atomic(0)
  /// Streams that were closed because their reader was too slow.
  let dropped = Atomic(0)
  private let untilEmpty = Mutex<[CheckedContinuation<Void, Never>]>([])
  private let isAwaited = Atomic(false)
  private let atNextClose = Mutex<[@Sendable () -> Void]>([])

  func opened() { open.add(1, ordering: .sequentiallyConsistent) }

  func closed() {
    let rest = open.subtract(1, ordering: .sequentiallyConsistent).newValue
    if isAwaited.load(ordering: .sequentiallyConsistent) { tellOfClose() }
    if rest == 0 { resume() }
  }

  /// Does `action` once when the next connection closes.
  func whenOneCloses(_ action: @escaping @Sendable () -> Void) {
    atNextClose.withLock { actions in
      actions.append(action)
      isAwaited.store(true, ordering: .sequentiallyConsistent)
    }
  }

  /// Returns when no connection is open.
  func waitUntilEmpty() async {
    await withCheckedContinuation { continuation in
      untilEmpty.withLock { $0.append(continuation) }
      if open.load(ordering: .sequentiallyConsistent) == 0 { resume() }
    }
  }

  private func tellOfClose() {
    let actions = atNextClose.withLock { actions in
      defer { actions = [] }
      isAwaited.store(false, ordering: .sequentiallyConsistent)
      return actions
    }
    for action in actions { action() }
  }

  private func resume() {
    let all = untilEmpty.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    for continuation in all { continuation.resume() }
  }
}
