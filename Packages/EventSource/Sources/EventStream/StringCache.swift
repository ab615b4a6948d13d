/// Makes strings of the views, and the same string only once where streams repeat themselves.
struct StringCache: Sendable {
  private var type = Repeated()
  private var lastEventID = Repeated()

  mutating func item(_ view: ItemBytes) -> EventStreamParser.Item {
    switch view {
    case .event(let event):
      .event(
        MessageEvent(
          type: event.type.isEmpty ? "message" : type.string(event.type),
          data: String(utf8: event.data),
          lastEventID: event.lastEventID.isEmpty ? "" : lastEventID.string(event.lastEventID)))
    case .comment(let text): .comment(String(utf8: text))
    case .retry(let time): .retry(time)
    }
  }

  /// A string and the bytes it was made of.
  private struct Repeated {
    private var bytes: [UInt8] = []
    private var text = ""

    mutating func string(_ view: UnsafeRawBufferPointer) -> String {
      let isSame = bytes.count == view.count && bytes.withUnsafeBytes { $0.holdsSame(as: view) }
      if !isSame {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: view)
        text = String(utf8: view)
      }
      return text
    }
  }
}

extension String {
  /// The text of UTF-8 bytes, U+FFFD where they are none (the standard's "UTF-8 decode").
  ///
  /// Nearly all that streams send is ASCII, which is known to be text once it is seen to be ASCII.
  init(utf8 bytes: UnsafeRawBufferPointer) {
    let units = bytes.assumingMemoryBound(to: UInt8.self)
    if #available(macOS 26, iOS 26, watchOS 26, tvOS 26, visionOS 26, *), bytes.isASCII {
      self = String(
        copying: unsafe UTF8Span(
          unchecked: Span(_unsafeElements: units), isKnownASCII: true))
    } else {
      self = String(decoding: units, as: UTF8.self)
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether these are the bytes of `other`, which is as long.
  ///
  /// The last word overlaps the one before it, so that no byte is looked at by itself.
  @inline(__always)
  fileprivate func holdsSame(as other: UnsafeRawBufferPointer) -> Bool {
    guard let mine = baseAddress, let theirs = other.baseAddress else { return true }
    func differs<Word: FixedWidthInteger & BitwiseCopyable>(_ position: Int, _: Word.Type) -> Bool {
      mine.loadUnaligned(fromByteOffset: position, as: Word.self)
        != theirs.loadUnaligned(fromByteOffset: position, as: Word.self)
    }
    if count >= 8 {
      var position = 0
      while position &+ 8 < count {
        if differs(position, UInt64.self) { return false }
        position &+= 8
      }
      return !differs(count &- 8, UInt64.self)
    }
    if count >= 4 { return !differs(0, UInt32.self) && !differs(count &- 4, UInt32.self) }
    for position in 0..<count where differs(position, UInt8.self) { return false }
    return true
  }

  /// Whether no byte has its highest bit set; the last vector overlaps the one before it.
  @inline(__always)
  fileprivate var isASCII: Bool {
    typealias Vector = SIMD16<UInt8>
    guard let bytes = baseAddress else { return true }
    guard count >= Vector.scalarCount else { return allSatisfy { $0 < 0x80 } }
    var all = bytes.loadUnaligned(
      fromByteOffset: count &- Vector.scalarCount, as: Vector.self)
    var position = 0
    while position &+ Vector.scalarCount < count {
      all |= bytes.loadUnaligned(fromByteOffset: position, as: Vector.self)
      position &+= Vector.scalarCount
    }
    let words = unsafeBitCast(all, to: SIMD2<UInt64>.self)
    return (words[0] | words[1]) & 0x8080_8080_8080_8080 == 0
  }
}
