/// The value of a field while its event is incomplete.
///
/// As long as the value lies in one piece in the chunk at hand, it is only a range of that
/// chunk: nothing is copied. ``keep(from:)`` copies it out before the chunk goes away.
struct FieldBytes: Sendable {
  /// Storage above this size is given back once the event is done.
  static let idleCapacity = 64 << 10

  private var lower = 0
  private var upper = 0
  private var storage: [UInt8] = []
  private var isBorrowed = false

  init(_ text: String = "") { storage = Array(text.utf8) }

  var count: Int { isBorrowed ? upper &- lower : storage.count }

  /// The bytes as text, once they are kept.
  var string: String { storage.withUnsafeBytes { String(utf8: $0) } }

  mutating func borrow(_ range: Range<Int>) {
    lower = range.lowerBound
    upper = range.upperBound
    isBorrowed = true
  }

  /// Becomes what `other` is; `other` may be anything afterwards.
  mutating func take(_ other: inout FieldBytes) {
    isBorrowed = other.isBorrowed
    lower = other.lower
    upper = other.upper
    if !isBorrowed { swap(&storage, &other.storage) }
  }

  mutating func clear() {
    isBorrowed = false
    if storage.isEmpty { return }
    storage.removeAll(keepingCapacity: storage.capacity <= Self.idleCapacity)
  }

  /// Adds a line feed and then the bytes, in storage of our own.
  mutating func appendLine(_ bytes: UnsafeRawBufferPointer, from chunk: UnsafeRawPointer) {
    keep(from: chunk)
    storage.append(.lineFeed)
    storage.append(contentsOf: bytes)
  }

  /// Copies a borrowed value out of `chunk`, which may then go away.
  mutating func keep(from chunk: UnsafeRawPointer) {
    guard isBorrowed else { return }
    storage.removeAll(keepingCapacity: true)
    storage.append(contentsOf: UnsafeRawBufferPointer(start: chunk + lower, count: upper - lower))
    isBorrowed = false
  }

  /// Calls `body` with the bytes; they are valid only during the call.
  @inline(__always)
  func withBytes<R>(
    in chunk: UnsafeRawPointer, _ body: (UnsafeRawBufferPointer) -> R
  ) -> R {
    if isBorrowed {
      return body(UnsafeRawBufferPointer(start: chunk + lower, count: upper &- lower))
    }
    return storage.withUnsafeBytes { body($0) }
  }
}
