// The bytes that mean something in an event stream.

extension UInt8 {
  static let null: UInt8 = 0x00
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let colon: UInt8 = 0x3A

  var endsLine: Bool { self == .lineFeed || self == .carriageReturn }
}

extension UnsafeRawBufferPointer {
  /// Whether a NUL is among the bytes; the last word overlaps the one before it.
  @inline(__always)
  var holdsNull: Bool {
    guard let bytes = baseAddress, count >= 4 else { return contains(.null) }
    func holdsNull(_ position: Int) -> Bool {
      let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)
      return (word &- 0x0101_0101) & ~word & 0x8080_8080 != 0
    }
    var position = 0
    while position &+ 4 < count {
      if holdsNull(position) { return true }
      position &+= 4
    }
    return holdsNull(count &- 4)
  }
}

/// Where the next CR or LF lies in `bytes` from `start` on; `end` when there is none.
///
/// This is where a parser spends its time. Short lines end in the first sixteen bytes as a rule. Long
/// ones are passed over 64 bytes at a time, by the least byte of every four vectors: text has few bytes
/// as low as a CR, and only where one is do the vectors have to be looked at for what it is.
@inline(__always)
func lineEnd(in bytes: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
  var position = start
  if position &+ 16 <= end {
    if let offset = LineEnds(in: bytes, at: position).first { return position &+ offset }
    position = endOfLongLine(in: bytes, from: position &+ 16, to: end)
  }
  while position < end, !bytes.load(fromByteOffset: position, as: UInt8.self).endsLine {
    position &+= 1
  }
  return position
}

/// The same by vectors: where fewer than sixteen bytes are left, they remain to be looked at.
@inline(__always)
private func endOfLongLine(in bytes: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
  var position = start
  while position &+ 64 <= end {
    if hasControls(bytes, at: position) {
      for vector in 0..<4 {
        let position = position &+ 16 &* vector
        if let offset = LineEnds(in: bytes, at: position).first { return position &+ offset }
      }
    }
    position &+= 64
  }
  while position &+ 16 <= end {
    if let offset = LineEnds(in: bytes, at: position).first { return position &+ offset }
    position &+= 16
  }
  return position
}

/// Whether one of the 64 bytes at `position` is no greater than a CR: it, an LF, a tab or the like.
@inline(__always)
private func hasControls(_ bytes: UnsafeRawPointer, at position: Int) -> Bool {
  func vector(_ offset: Int) -> SIMD16<UInt8> {
    bytes.loadUnaligned(fromByteOffset: position &+ offset, as: SIMD16<UInt8>.self)
  }
  let least = lesser(lesser(vector(0), vector(16)), lesser(vector(32), vector(48)))
  let highest = SIMD16(repeating: UInt8.carriageReturn)
  let words = unsafeBitCast(lesser(least, highest) .== least, to: SIMD2<UInt64>.self)
  return words[0] | words[1] != 0
}

/// The lesser of each pair of bytes; `pointwiseMin` compares one by one.
@inline(__always)
private func lesser(_ one: SIMD16<UInt8>, _ other: SIMD16<UInt8>) -> SIMD16<UInt8> {
  one.replacing(with: other, where: other .< one)
}

/// Which of sixteen bytes end a line.
///
/// Both sides of a comparison are vectors: against a scalar the compiler makes a loop of it.
private struct LineEnds {
  private let hits: SIMD2<UInt64>

  @inline(__always)
  init(in bytes: UnsafeRawPointer, at position: Int) {
    let block = bytes.loadUnaligned(fromByteOffset: position, as: SIMD16<UInt8>.self)
    let lineFeeds = SIMD16(repeating: UInt8.lineFeed)
    let returns = SIMD16(repeating: UInt8.carriageReturn)
    hits = unsafeBitCast(
      (block .== lineFeeds) .| (block .== returns), to: SIMD2<UInt64>.self)
  }

  /// The offset of the first.
  @inline(__always)
  var first: Int? {
    guard hits[0] | hits[1] != 0 else { return nil }
    return hits[0] != 0
      ? UInt64(littleEndian: hits[0]).trailingZeroBitCount / 8
      : 8 &+ UInt64(littleEndian: hits[1]).trailingZeroBitCount / 8
  }
}
