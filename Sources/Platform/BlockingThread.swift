import Glibc

/// Work that blocks, on a thread of its own, so that no thread of Swift's pool stands still.
public enum BlockingThread {
  /// Runs `body` on a new thread and returns what it returned.
  public static func run<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
    await withCheckedContinuation { continuation in
      detach { continuation.resume(returning: body()) }
    }
  }

  /// Runs `body` on a new thread that is not joined.
  ///
  /// A system that refuses a thread is out of everything: the program ends there.
  public static func detach(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    // The thread takes over the one reference made above.
    let status = pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
        return nil
      }, box.toOpaque())
    guard status == 0 else { fatalError("the system refused a thread") }
    pthread_detach(thread)
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
