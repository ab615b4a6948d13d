import Synchronization

/// A bell: a task that sleeps on it wakes when it was rung, however often, at least once.
final class Wakes: Sendable {
  private struct Sleepers {
    var next = 0
    var byNumber: [Int: AsyncStream<Void>.Continuation] = [:]
  }

  private let sleepers = Mutex(Sleepers())

  /// Rings until the task is cancelled; the first ring comes at once.
  func calls() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let number = sleepers.withLock { sleepers in
      sleepers.next += 1
      sleepers.byNumber[sleepers.next] = continuation
      return sleepers.next
    }
    continuation.onTermination = { [weak self] _ in
      self?.sleepers.withLock { $0.byNumber[number] = nil }
    }
    continuation.yield()
    return stream
  }

  /// Wakes every task that sleeps now, or is awake and about to sleep.
  func wake() {
    for sleeper in sleepers.withLock({ Array($0.byNumber.values) }) { sleeper.yield() }
  }
}
