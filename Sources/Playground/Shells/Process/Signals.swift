import Dispatch

import Glibc

/// The signals that ask a program to end, as values.
///
/// Once it is made they no longer kill the process, at least not at once: what has not ended
/// ``patience`` after the first of them, because no process reads what it still has to write
/// (`sse listen … | less`), is ended.
final class Signals: Sendable {
  /// How long a program may take to end by itself: 1.6 s.
  static let patience = DispatchTimeInterval.milliseconds(1_600)

  /// SIGINT, SIGTERM, SIGHUP, in the order in which they came.
  let received: AsyncStream<Int32>
  // Held for their lifetime only; no thread calls them once they are resumed.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

  /// Begins to receive signals.
  ///
  /// - Parameters:
  ///   - numbers: The signals.
  ///   - status: What the process exits with when it does not end by itself; nil: it is waited for.
  init(
    _ numbers: [Int32] = [SIGINT, SIGTERM, SIGHUP], orExitWith status: ((Int32) -> Int32)? = nil
  ) {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    received = stream
    // A queue of its own, which never has to wait for a thread.
    let queue = DispatchQueue(label: "signals")
    let registrations = DispatchGroup()
    sources = numbers.map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      let status = status?(number)
      source.setEventHandler {
        continuation.yield(number)
        guard let status else { return }
        // Not by way of the tasks: the one that writes may hold the only thread they have.
        queue.asyncAfter(deadline: .now() + Self.patience) { _exit(status) }
      }
      registrations.enter()
      source.setRegistrationHandler { registrations.leave() }
      source.resume()
      return source
    }
    // Dispatch registers them by and by; a signal that came before that would be lost.
    registrations.wait()
  }

  /// The next of them; nil when the task is cancelled first.
  func next() async -> Int32? {
    for await number in received { return number }
    return nil
  }

  /// Runs the work until it ends or a signal comes, which cancels it.
  /// - Returns: The work's value, and the signal that ended it if one did.
  func interrupting<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> (value: Value, signal: Int32?) {
    let task = Task { try await work() }
    let watch = Task { () -> Int32? in
      let number = await next()
      task.cancel()
      return number
    }
    defer { watch.cancel() }
    let value = try await task.value
    watch.cancel()
    return (value, await watch.value)
  }
}
