// Taking a line apart where it lies.

extension UnsafeRawPointer {
  func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: self + range.lowerBound, count: range.count)
  }

  /// The value of the line in `range` if its field is `name`: names are compared literally, and
  /// a line without a colon is a field with an empty value.
  @inline(__always)
  func value(of name: StaticString, in range: Range<Int>) -> Range<Int>? {
    let length = name.utf8CodeUnitCount
    guard range.count >= length else { return nil }
    for index in 0..<length
    where load(fromByteOffset: range.lowerBound &+ index, as: UInt8.self) != name.utf8Start[index] {
      return nil
    }
    let colon = range.lowerBound &+ length
    if colon == range.upperBound { return colon..<colon }
    guard load(fromByteOffset: colon, as: UInt8.self) == .colon else { return nil }
    return valueAfterColon(at: colon, in: range)
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
