#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The lines of standard input, read on a thread of their own, one ahead of the reader at most.
enum InputLines {
  /// Bytes a line may have; a longer one ends the input.
  static let lineLimit = 1 << 20

  /// Each line without its end, until the end of input.
  static var standard: AsyncStream<String> {
    AsyncStream { await nextLine() }
  }

  private static func nextLine() async -> String? {
    await withCheckedContinuation { continuation in
      // `getline` blocks: a thread of the cooperative pool must not.
      DetachedThread.run { continuation.resume(returning: readLine()) }
    }
  }

  private static func readLine() -> String? {
    guard var line = Swift.readLine(strippingNewline: true), line.utf8.count <= lineLimit else {
      return nil
    }
    if line.hasSuffix("\r") { line.removeLast() }
    return line
  }
}

/// A thread that runs one closure and ends.
enum DetachedThread {
  private final class Box: Sendable {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }

  static func run(_ work: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }
    var thread = pthread_t()
    // Balanced by `takeRetainedValue` on the new thread.
    let box = Unmanaged.passRetained(Box(work)).toOpaque()
    pthread_create(
      &thread, &attributes,
      { box in
        guard let box else { return nil }
        Unmanaged<Box>.fromOpaque(box).takeRetainedValue().work()
        return nil
      }, box)
  }
}
