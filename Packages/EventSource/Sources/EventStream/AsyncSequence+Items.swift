extension AsyncSequence {
  /// The items of an event stream whose bytes come in buffers, from whatever transport.
  ///
  /// ```swift
  /// for try await case .event(let event) in chunks.eventStreamItems() {
  ///   print(event.type, event.data)
  /// }
  /// ```
  ///
  /// An item is there as soon as the buffer has come that completes it. Nothing is connected anew:
  /// begin the next stream with the `lastEventID` of the iterator, or of the last event.
  /// - Parameters:
  ///   - lastEventID: The last event ID string to begin with.
  ///   - eventSizeLimit: How many bytes one event may have.
  /// - Returns: A sequence that throws what this one throws, and ``EventStreamError`` for an event
  ///   past the limit, after the items before it.
  public func eventStreamItems(
    lastEventID: String = "", eventSizeLimit: Int = EventStreamParser.eventSizeLimit
  ) -> EventStreamItems<Self> where Element: Collection, Element.Element == UInt8 {
    EventStreamItems(
      base: self,
      parser: EventStreamParser(lastEventID: lastEventID, eventSizeLimit: eventSizeLimit))
  }

  /// The items of an event stream that comes byte by byte, as from `URLSession`'s `bytes`.
  ///
  /// Bytes are handed to the parser line by line, so that an event is there at the byte that ends it.
  /// - Parameters:
  ///   - lastEventID: The last event ID string to begin with.
  ///   - eventSizeLimit: How many bytes one event may have.
  /// - Returns: A sequence that throws what this one throws, and ``EventStreamError`` for an event
  ///   past the limit, after the items before it.
  public func eventStreamItems(
    lastEventID: String = "", eventSizeLimit: Int = EventStreamParser.eventSizeLimit
  ) -> EventStreamItems<LinewiseBytes<Self>> where Element == UInt8 {
    EventStreamItems(
      base: LinewiseBytes(base: self),
      parser: EventStreamParser(lastEventID: lastEventID, eventSizeLimit: eventSizeLimit))
  }
}

/// The items of an event stream that another sequence brings in buffers.
public struct EventStreamItems<Base: AsyncSequence>: AsyncSequence
where Base.Element: Collection, Base.Element.Element == UInt8 {
  /// What a stream says.
  public typealias Element = EventStreamParser.Item

  let base: Base
  let parser: EventStreamParser

  /// Begins at the sequence's own beginning.
  public func makeAsyncIterator() -> Iterator {
    Iterator(base: base.makeAsyncIterator(), parser: parser)
  }

  /// Parses a buffer when the items of the one before have been asked for.
  public struct Iterator: AsyncIteratorProtocol {
    private var base: Base.AsyncIterator
    private var parser: EventStreamParser
    private var items: ArraySlice<EventStreamParser.Item> = []
    private var problem: EventStreamError?

    init(base: Base.AsyncIterator, parser: EventStreamParser) {
      self.base = base
      self.parser = parser
    }

    /// The last event ID string of what was read so far, to be sent as `Last-Event-ID`.
    public var lastEventID: String { parser.lastEventID }
    /// The reconnection time that the stream asked for, if it did.
    public var reconnectionTime: Duration? { parser.reconnectionTime }

    /// The next item; nil at the end of the stream, which discards an event that it cuts off.
    public mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws -> EventStreamParser.Item? {
      while true {
        if let item = items.popFirst() { return item }
        if let problem { throw problem }
        guard let bytes = try await base.next(isolation: actor) else { return nil }
        parse(bytes)
      }
    }

    /// The next item; nil at the end of the stream, which discards an event that it cuts off.
    public mutating func next() async throws -> EventStreamParser.Item? {
      try await next(isolation: nil)
    }

    private mutating func parse(_ bytes: Base.Element) {
      var items: [EventStreamParser.Item] = []
      do throws(EventStreamError) {
        let bytes = Array(bytes)
        try parser.consume(bytes.span.bytes) { items.append($0) }
      } catch {
        problem = error
      }
      self.items = items[...]
    }
  }
}

extension EventStreamItems: Sendable where Base: Sendable {}

/// Bytes in buffers that each end where a line may end.
public struct LinewiseBytes<Base: AsyncSequence>: AsyncSequence where Base.Element == UInt8 {
  /// The bytes up to a CR or an LF, which is the last of them.
  public typealias Element = [UInt8]

  /// A line that is longer comes in pieces of this size, so that the parser's limit holds.
  static var longestPiece: Int { 64 << 10 }

  let base: Base

  /// Begins at the sequence's own beginning.
  public func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator()) }

  /// Collects bytes up to the end of a line.
  public struct Iterator: AsyncIteratorProtocol {
    var base: Base.AsyncIterator

    /// The next bytes; nil at the end.
    public mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws -> [UInt8]? {
      var bytes: [UInt8] = []
      while let byte = try await base.next(isolation: actor) {
        bytes.append(byte)
        if byte.endsLine || bytes.count == LinewiseBytes.longestPiece { return bytes }
      }
      return bytes.isEmpty ? nil : bytes
    }

    /// The next bytes; nil at the end.
    public mutating func next() async throws -> [UInt8]? { try await next(isolation: nil) }
  }
}

extension LinewiseBytes: Sendable where Base: Sendable {}
