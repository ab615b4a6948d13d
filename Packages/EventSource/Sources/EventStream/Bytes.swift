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
/// This is where a parser spends its time on long lines, so it looks at sixteen bytes at once.
/// Both sides of a comparison are vectors: against a scalar the compiler makes a loop of it.
@inline(__always)
func lineEnd(in bytes: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
  let lineFeeds = SIMD16(repeating: UInt8.lineFeed)
  let returns = SIMD16(repeating: UInt8.carriageReturn)
  var position = start
  while position &+ 16 <= end {
    let block = bytes.loadUnaligned(fromByteOffset: position, as: SIMD16<UInt8>.self)
    let hits = unsafeBitCast(
      (block .== lineFeeds) .| (block .== returns), to: SIMD2<UInt64>.self)
    if hits[0] | hits[1] != 0 {
      return hits[0] != 0
        ? position &+ UInt64(littleEndian: hits[0]).trailingZeroBitCount / 8
        : position &+ 8 &+ UInt64(littleEndian: hits[1]).trailingZeroBitCount / 8
    }
    position &+= 16
  }
  while position < end, !bytes.load(fromByteOffset: position, as: UInt8.self).endsLine {
    position &+= 1
  }
  return position
}
