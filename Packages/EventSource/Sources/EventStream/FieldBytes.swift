/// The value of a field while its event is incomplete.
///
/// As long as the value lies in one piece in the chunk at hand, it is only a range of that
/// chunk: nothing is copied. ``keep(from:)`` copies it out before the chunk goes away.
struct FieldBytes: Sendable {
  private var lower = 0
  private var upper = 0
  private(set) var isBorrowed = false
  /// Holds the value unless it is borrowed, and is not looked at when it is.
  private var store = ByteStore()

  init(_ text: String = "") { Array(text.utf8).withUnsafeBytes { store.append($0) } }

  var count: Int { isBorrowed ? upper &- lower : store.count }

  /// The bytes as text, once they are kept.
  var string: String { store.string }

  @inline(__always)
  mutating func borrow(_ range: Range<Int>) {
    lower = range.lowerBound
    upper = range.upperBound
    isBorrowed = true
  }

  /// Becomes what `other` is; `other` may be anything afterwards.
  @inline(__always)
  mutating func take(_ other: inout FieldBytes) {
    isBorrowed = other.isBorrowed
    lower = other.lower
    upper = other.upper
    if !isBorrowed { swap(&store, &other.store) }
  }

  @inline(__always)
  mutating func clear() {
    isBorrowed = false
    store.removeAll()
  }

  /// Adds a line feed and then the bytes, in memory of our own.
  mutating func appendLine(_ bytes: UnsafeRawBufferPointer, from chunk: UnsafeRawPointer) {
    keep(from: chunk)
    store.append(.lineFeed)
    store.append(bytes)
  }

  /// Copies a borrowed value out of `chunk`, which may then go away.
  @inline(__always)
  mutating func keep(from chunk: UnsafeRawPointer) {
    guard isBorrowed else { return }
    isBorrowed = false
    store.removeAll()
    store.append(chunk.bytes(lower..<upper))
  }

  /// Takes the memory of `line` in which the borrowed value lies, and leaves it its own.
  mutating func keep(bySwappingWith line: inout ByteStore) {
    guard isBorrowed else { return }
    isBorrowed = false
    swap(&store, &line)
    store.narrow(to: lower..<upper)
  }

  /// The bytes, if they lie in the chunk or there are none.
  @inline(__always)
  func inPlace(_ chunk: UnsafeRawPointer) -> UnsafeRawBufferPointer? {
    if isBorrowed { return chunk.bytes(lower..<upper) }
    return store.isEmpty ? UnsafeRawBufferPointer(start: nil, count: 0) : nil
  }

  /// Calls `body` with the bytes, wherever they are; they are valid only during the call.
  func withBytes(in chunk: UnsafeRawPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
    if let bytes = inPlace(chunk) { return body(bytes) }
    store.withBytes(body)
  }
}
