import Synchronization

/// What a server counts, from all its event loops.
final class Counters: Sendable {
  /// Connections so far; the newest one's number.
  let connections = Atomic(0)
  /// Connections that are open.
  let open = Atomic(0)
  /// Streams that are open.
  let streams = Atomic(0)
  /// Streams that were closed because their reader was too slow.
  let dropped = Atomic(0)
  private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

  func opened() { open.add(1, ordering: .sequentiallyConsistent) }

  func closed() {
    guard open.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 else { return }
    resume()
  }

  /// Returns when no connection is open.
  func untilEmpty() async {
    await withCheckedContinuation { continuation in
      waiting.withLock { $0.append(continuation) }
      if open.load(ordering: .sequentiallyConsistent) == 0 { resume() }
    }
  }

  private func resume() {
    let all = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    for continuation in all { continuation.resume() }
  }
}
