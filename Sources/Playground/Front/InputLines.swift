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
