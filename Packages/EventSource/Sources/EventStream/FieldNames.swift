// Taking a line apart where it lies.

extension UnsafeRawPointer {
  func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: self + range.lowerBound, count: range.count)
  }

  /// The value of the line in `range` if its field is `name`: names are compared literally, and
  /// a line without a colon is a field with an empty value.
  @inline(__always)
  func value(of name: FieldName, in range: Range<Int>) -> Range<Int>? {
    let length = name.count
    guard range.count >= length, begins(with: name, at: range.lowerBound) else { return nil }
    let colon = range.lowerBound &+ length
    // What nearly every line has: two bytes at once.
    if range.count > length &+ 1,
      loadUnaligned(fromByteOffset: colon, as: UInt16.self) == FieldName.colonAndSpace
    {
      return colon &+ 2..<range.upperBound
    }
    if colon == range.upperBound { return colon..<colon }
    guard load(fromByteOffset: colon, as: UInt8.self) == .colon else { return nil }
    return valueAfterColon(at: colon, in: range)
  }

  /// Whether these bytes are the name; as many as it has lie there.
  @inline(__always)
  private func begins(with name: FieldName, at position: Int) -> Bool {
    func word() -> UInt32 { loadUnaligned(fromByteOffset: position, as: UInt32.self) }
    func last() -> UInt8 { load(fromByteOffset: position &+ 4, as: UInt8.self) }
    return switch name {
    case .data: word() == FieldName.word("data")
    case .event: word() == FieldName.word("even") && last() == UInt8(ascii: "t")
    case .id:
      loadUnaligned(fromByteOffset: position, as: UInt16.self) == FieldName.pair("i", "d")
    case .retry: word() == FieldName.word("retr") && last() == UInt8(ascii: "y")
    }
  }

  /// What follows the colon, without the one space that may stand behind it.
  @inline(__always)
  func valueAfterColon(at colon: Int, in range: Range<Int>) -> Range<Int> {
    let start = colon &+ 1
    guard start < range.upperBound, load(fromByteOffset: start, as: UInt8.self) == .space else {
      return start..<range.upperBound
    }
    return start &+ 1..<range.upperBound
  }
}

/// A field that means something (HTML 9.2.6), its name as words that one comparison takes.
typealias FieldName = EventStreamLines.Field

extension FieldName {
  /// How many bytes its name has.
  @inline(__always)
  var count: Int {
    switch self {
    case .data: 4
    case .event, .retry: 5
    case .id: 2
    }
  }

  @inline(__always)
  static var colonAndSpace: UInt16 { pair(":", " ") }

  /// Two bytes as they are loaded from memory.
  @inline(__always)
  static func pair(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> UInt16 {
    UInt16(littleEndian: UInt16(UInt8(ascii: second)) << 8 | UInt16(UInt8(ascii: first)))
  }

  /// Four bytes as they are loaded from memory.
  @inline(__always)
  static func word(_ text: StaticString) -> UInt32 {
    UnsafeRawPointer(text.utf8Start).loadUnaligned(as: UInt32.self)
  }
}
