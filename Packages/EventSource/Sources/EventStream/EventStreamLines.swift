/// The lines of an event stream, each with what it is: for showing how a stream was written.
///
/// ``EventStreamParser`` tells what a stream means. This tells of every line where it ends and by
/// which bytes, which field it is, and what its value is, by the same rules (HTML 9.2.5 and 9.2.6);
/// a byte order mark at the very beginning is no part of the first line. However the bytes are cut,
/// the lines are the same.
///
/// ```swift
/// var lines = EventStreamLines()
/// for line in lines.consume(Array("id: 1\r\n: hi\ndata".utf8)) {
///   print(line.field as Any, String(decoding: line.value, as: UTF8.self), line.end)
/// }
/// // Optional(id) 1 carriageReturnLineFeed
/// // nil hi lineFeed
/// ```
public struct EventStreamLines: Sendable {
  /// A field that means something (HTML 9.2.6); every other one is ignored.
  public enum Field: String, Sendable, Hashable, CaseIterable {
    case data, event, id, retry
  }

  /// What ends a line.
  public enum End: Sendable, Hashable {
    case lineFeed, carriageReturn, carriageReturnLineFeed
    /// Nothing: the stream was cut off in the line, or the line still grows.
    case none

    /// The bytes of it.
    public var bytes: [UInt8] {
      switch self {
      case .lineFeed: [.lineFeed]
      case .carriageReturn: [.carriageReturn]
      case .carriageReturnLineFeed: [.carriageReturn, .lineFeed]
      case .none: []
      }
    }
  }

  /// A line of a stream.
  public struct Line: Sendable, Hashable {
    /// Its bytes, without its end; no more of them than the limit.
    public let bytes: [UInt8]
    /// How many of its bytes are not kept, for they lie beyond the limit.
    public let omitted: Int
    /// What ended it.
    public let end: End
    /// Whether a byte order mark stood before it.
    public let followsByteOrderMark: Bool

    /// Makes a line.
    public init(
      bytes: [UInt8], omitted: Int = 0, end: End, followsByteOrderMark: Bool = false
    ) {
      self.bytes = bytes
      self.omitted = omitted
      self.end = end
      self.followsByteOrderMark = followsByteOrderMark
    }
  }

  /// The byte order mark in UTF-8.
  public static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private let limit: Int
  private let waitsForLineFeed: Bool
  private var kept: [UInt8] = []
  private var omitted = 0
  private var followsMark = false
  /// How much of a byte order mark the stream began with; nil once that is settled.
  private var markLength: Int? = 0
  /// The last byte was a CR: an LF right after it belongs to it.
  private var sawReturn = false

  /// Begins before the first byte of a stream.
  ///
  /// - Parameters:
  ///   - limit: How many bytes of a line are kept; those beyond are counted.
  ///   - waitsForLineFeed: Whether a line that ends at a CR is told of only when the next byte has
  ///     shown whether an LF belongs to the end. When false, it is told of at once, as an event is
  ///     dispatched at once, and its end is the CR alone.
  public init(limit: Int = .max, waitsForLineFeed: Bool = true) {
    self.limit = max(limit, 0)
    self.waitsForLineFeed = waitsForLineFeed
  }

  /// The lines that these bytes complete.
  public mutating func consume(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var rest = skippingByteOrderMark(bytes[...])
    while let byte = rest.first {
      if sawReturn {
        sawReturn = false
        if waitsForLineFeed {
          lines.append(take(byte == .lineFeed ? .carriageReturnLineFeed : .carriageReturn))
        }
        if byte == .lineFeed { rest.removeFirst() }
        continue
      }
      let text = rest.prefix { !$0.endsLine }
      keep(text)
      rest = rest[text.endIndex...]
      switch rest.popFirst() {
      case .carriageReturn?:
        sawReturn = true
        if !waitsForLineFeed { lines.append(take(.carriageReturn)) }
      case _?: lines.append(take(.lineFeed))
      case nil: break
      }
    }
    return lines
  }

  /// The line that has no end yet, to look at; nil when nothing of one has come.
  public var partial: Line? {
    kept.isEmpty
      ? nil : Line(bytes: kept, omitted: omitted, end: .none, followsByteOrderMark: followsMark)
  }

  /// The stream is over: the line that was not told of, if there is one.
  ///
  /// It ends at the CR that was the last byte, or at nothing; a parser discards the latter.
  public mutating func finish() -> Line? {
    if sawReturn, waitsForLineFeed {
      sawReturn = false
      return take(.carriageReturn)
    }
    return kept.isEmpty ? nil : take(.none)
  }

  private mutating func keep(_ text: ArraySlice<UInt8>) {
    let room = text.prefix(limit - kept.count)
    kept += room
    omitted += text.count - room.count
  }

  private mutating func take(_ end: End) -> Line {
    defer { (kept, omitted, followsMark) = ([], 0, false) }
    return Line(bytes: kept, omitted: omitted, end: end, followsByteOrderMark: followsMark)
  }

  private mutating func skippingByteOrderMark(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard var length = markLength else { return bytes }
    var rest = bytes
    while length < Self.byteOrderMark.count, rest.first == Self.byteOrderMark[length] {
      rest.removeFirst()
      length += 1
    }
    followsMark = length == Self.byteOrderMark.count
    let isUndecided = rest.isEmpty && !followsMark
    markLength = isUndecided ? length : nil
    // What looked like one and was none begins the first line.
    if !isUndecided, !followsMark { keep(Self.byteOrderMark[..<length]) }
    return rest
  }
}

extension EventStreamLines.Line {
  /// Whether it is the blank line that ends a block.
  public var isBlank: Bool { bytes.isEmpty && end != .none }

  /// Whether it is a comment: it begins with a colon.
  public var isComment: Bool { bytes.first == .colon }

  /// What stands before the first colon; all of it where there is none.
  public var name: ArraySlice<UInt8> { bytes.prefix { $0 != .colon } }

  /// What follows the first colon, without the one space that may stand there.
  public var value: ArraySlice<UInt8> {
    let value = bytes[name.endIndex...].dropFirst()
    return value.first == .space ? value.dropFirst() : value
  }

  /// The field that it is, by its name; names are compared literally.
  public var field: EventStreamLines.Field? {
    let name = name
    return EventStreamLines.Field.allCases.first { name.elementsEqual($0.rawValue.utf8) }
  }

  /// The reconnection time that it sets: digits, and nothing else, do.
  public var reconnectionTime: Duration? {
    guard field == .retry else { return nil }
    return Array(value).withUnsafeBytes { EventBlock.number($0) }.map { .milliseconds($0) }
  }

  /// Whether it is this field; or it has no end yet, and what there is of it may become its name.
  public func mayBe(_ wanted: EventStreamLines.Field) -> Bool {
    if field == wanted { return true }
    return end == .none && !bytes.isEmpty && !bytes.contains(.colon)
      && wanted.rawValue.utf8.starts(with: bytes)
  }
}

extension EventStreamLines {
  /// Finds the values of one field where they lie, for programs that look for little in much.
  ///
  /// Nothing is copied or kept: a line that has no end yet is to be given again, with what follows
  /// it. A byte order mark is not looked for.
  ///
  /// - Parameters:
  ///   - bytes: What to look in.
  ///   - field: The field whose values are wanted.
  ///   - found: Is called with each value, which is valid only during the call.
  /// - Returns: How many of the bytes belong to lines that have ended.
  public static func scan(
    _ bytes: UnsafeRawBufferPointer, for field: Field, _ found: (UnsafeRawBufferPointer) -> Void
  ) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    var start = 0
    while true {
      let end = lineEnd(in: base, from: start, to: bytes.count)
      guard end < bytes.count else { return start }
      if let value = base.value(of: field, in: start..<end) { found(base.bytes(value)) }
      start = end + 1
    }
  }
}
