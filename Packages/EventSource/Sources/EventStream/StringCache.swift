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
    /// All of the bytes where they are few: their words and how many they are.
    private var short = ShortBytes()
    /// The bytes where they are not.
    private var long: [UInt8] = []
    private var text = ""

    @inline(__always)
    mutating func string(_ view: UnsafeRawBufferPointer) -> String {
      if let bytes = ShortBytes(view) {
        if bytes != short { remember(bytes, view) }
        return text
      }
      return longString(view)
    }

    @inline(__always)
    private mutating func remember(_ bytes: ShortBytes, _ view: UnsafeRawBufferPointer) {
      short = bytes
      text = String(utf8: view)
    }

    @inline(never)
    private mutating func longString(_ view: UnsafeRawBufferPointer) -> String {
      let isSame =
        short == ShortBytes() && long.count == view.count
        && long.withUnsafeBytes { $0.holdsSame(as: view) }
      if !isSame {
        short = ShortBytes()
        long.removeAll(keepingCapacity: true)
        long.append(contentsOf: view)
        text = String(utf8: view)
      }
      return text
    }
  }
}

/// Up to sixteen bytes as two words, which overlap where they are fewer.
private struct ShortBytes: Equatable {
  private var first: UInt64 = 0
  private var last: UInt64 = 0
  /// None where nothing is held.
  private var count = 0

  @inline(__always)
  init() {}

  @inline(__always)
  init?(_ view: UnsafeRawBufferPointer) {
    guard let bytes = view.baseAddress, view.count > 0, view.count <= 16 else { return nil }
    count = view.count
    if count >= 8 {
      first = bytes.loadUnaligned(as: UInt64.self)
      last = bytes.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    } else if count >= 4 {
      first = UInt64(bytes.loadUnaligned(as: UInt32.self))
      last = UInt64(bytes.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
    } else {
      first = UInt64(bytes.load(as: UInt8.self)) &+ UInt64(view[count / 2]) &<< 8
      last = UInt64(view[count &- 1])
    }
  }

  @inline(__always)
  static func == (one: Self, other: Self) -> Bool {
    (one.first ^ other.first) | (one.last ^ other.last)
      | UInt64(truncatingIfNeeded: one.count ^ other.count) == 0
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
    guard count >= Vector.scalarCount else {
      if count < 4 { return allSatisfy { $0 < 0x80 } }
      func word(_ position: Int) -> UInt32 {
        bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)
      }
      let middle = count >= 8 ? word(4) | word(count &- 8) : 0
      return (word(0) | word(count &- 4) | middle) & 0x8080_8080 == 0
    }
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
