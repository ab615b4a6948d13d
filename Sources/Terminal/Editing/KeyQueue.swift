/// The bytes that were typed and not yet asked for, as Unicode scalars.
///
/// A paste arrives in one piece; what is left of it when a line is done waits here for the next
/// prompt.
struct KeyQueue {
  private var bytes: [UInt8] = []
  private var first = 0
  /// How many of them, from the first on, were there at ``markEarly()``.
  private var early = 0
  /// Whether the scalar given out last was typed before the prompt was shown.
  private(set) var lastWasEarly = false

  /// How many bytes of typing ahead are kept; more is not read until some have been used.
  static let limit = 1 << 20

  var isEmpty: Bool { first == bytes.count }
  var isFull: Bool { bytes.count - first >= Self.limit }

  /// Whether something is left of what was typed before the prompt was shown.
  var holdsEarly: Bool { early > 0 }

  /// A prompt is shown: what is here now was typed before that.
  ///
  /// Lines with nothing in them are thrown away: at that key it was not to be seen what
  /// it would be the answer to. Text stays, and runs.
  mutating func markEarly() {
    while let end = bytes[first...].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }),
      bytes[first..<end].allSatisfy({ $0 == 0x20 })
    {
      advance(by: end + 1 - first)
    }
    early = bytes.count - first
  }

  /// Whether ``next()`` would give a scalar.
  var holdsScalar: Bool {
    var copy = self
    return copy.next() != nil
  }

  mutating func append(_ more: some Sequence<UInt8>) {
    bytes += more
  }

  mutating func removeAll() {
    bytes = []
    first = 0
    early = 0
  }

  /// The next scalar, or nil while only the beginning of one has arrived.
  ///
  /// Bytes that are no UTF-8 are passed over.
  mutating func next() -> Unicode.Scalar? {
    while first < bytes.count {
      let length = Self.length(from: bytes[first])
      guard length > 0 else {
        advance(by: 1)
        continue
      }
      guard bytes.count - first >= length else { return nil }
      var decoder = UTF8()
      var iterator = bytes[first..<(first + length)].makeIterator()
      if case .scalarValue(let scalar) = decoder.decode(&iterator) {
        lastWasEarly = early > 0
        advance(by: length)
        return scalar
      }
      advance(by: 1)
    }
    return nil
  }

  private mutating func advance(by count: Int) {
    first += count
    early = max(0, early - count)
    if first == bytes.count || first > 4096 {
      bytes.removeFirst(first)
      first = 0
    }
  }

  /// How many bytes a scalar that begins with this one has; 0 when none does.
  private static func length(from byte: UInt8) -> Int {
    switch byte {
    case 0x00..<0x80: 1
    case 0xC2..<0xE0: 2
    case 0xE0..<0xF0: 3
    case 0xF0..<0xF5: 4
    default: 0
    }
  }
}
