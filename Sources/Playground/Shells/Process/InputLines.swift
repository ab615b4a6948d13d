import Platform

/// The lines of standard input, read on a thread of their own, one ahead of the reader at most.
enum InputLines {
  /// Bytes a line may have; a longer one is a failure, and ends the input.
  static let lineLimit = 1 << 20

  /// Each line without its end, until the end of input; throws ``CommandFailure``.
  static var standard: AsyncThrowingStream<String, any Error> {
    AsyncThrowingStream { try await nextLine() }
  }

  private static func nextLine() async throws -> String? {
    try await withCheckedThrowingContinuation { continuation in
      // `getline` blocks: a thread of the cooperative pool must not.
      BlockingThread.detach { continuation.resume(with: Result(catching: readLine)) }
    }
  }

  private static func readLine() throws -> String? {
    guard var line = Swift.readLine(strippingNewline: true) else { return nil }
    if line.utf8.count > lineLimit {
      throw CommandFailure.failed(
        "a line of the input is longer than \(lineLimit) bytes: what came before it was done")
    }
    if line.hasSuffix("\r") { line.removeLast() }
    return line
  }
}
