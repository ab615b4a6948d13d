// The bytes that mean something in an event stream.

extension UInt8 {
  static let null: UInt8 = 0x00
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let colon: UInt8 = 0x3A

  var endsLine: Bool { self == .lineFeed || self == .carriageReturn }
}

/// Where the next CR or LF lies in `bytes` from `start` on; `end` when there is none.
///
/// Eight bytes at a time: this is where a parser spends its time on long lines. Subtracting
/// 0x0E from every byte borrows into the top bit of those below it, of which CR and LF are two;
/// what the guess catches besides (a tab, a borrow from the byte before) is looked at singly.
func lineEnd(in bytes: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
  var position = start
  while position &+ 8 <= end {
    let word = UInt64(
      littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    var suspects = (word &- 0x0E0E_0E0E_0E0E_0E0E) & ~word & 0x8080_8080_8080_8080
    while suspects != 0 {
      let candidate = position &+ suspects.trailingZeroBitCount / 8
      if bytes.load(fromByteOffset: candidate, as: UInt8.self).endsLine { return candidate }
      suspects &= suspects &- 1
    }
    position &+= 8
  }
  while position < end {
    if bytes.load(fromByteOffset: position, as: UInt8.self).endsLine { return position }
    position &+= 1
  }
  return end
}
