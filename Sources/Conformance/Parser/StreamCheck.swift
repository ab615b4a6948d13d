import Workbook

/// Bytes for a parser, and what they mean.
public struct StreamCheck: Sendable {
  static let keys = ["stream", "events", "retry", "last-event-id"]

  /// The stream, cut where the check wants it cut.
  public var pieces: [[UInt8]]
  /// The events that it dispatches.
  public var events: [Event]
  /// The reconnection time that it sets, where that is what the check is about; 0 or more.
  public var retry: Retry?
  /// The last event ID string at its end, where that is what the check is about.
  public var lastEventID: String?

  /// What a stream does to the reconnection time.
  public enum Retry: Sendable, Equatable {
    /// It leaves it.
    case unset
    /// It sets it to so many milliseconds, or more than a 64-bit number holds.
    case milliseconds(Int)
  }

  init(_ reader: FieldReader) {
    let pieces = PiecesReader(fields: reader)
    self.pieces = pieces.pieces("stream")
    events = reader.events("events")
    if let text = reader.text("retry") {
      retry =
        text == "unset" ? .unset : .milliseconds(reader.integer("retry", in: 0...Int.max) ?? 0)
    }
    lastEventID = reader.text("last-event-id")
    if !reader.has("stream") { reader.complainMissing("stream") }
    if !reader.has("events") { reader.complainMissing("events") }
  }
}

/// What a parser said about a stream.
public struct ParserAnswer: Sendable, Equatable {
  /// The events, in their order.
  public var events: [Event]
  /// What it knows at the end, if it says so.
  public var summary: Summary?

  /// What a parser knows at the end of a stream.
  public struct Summary: Sendable, Equatable {
    /// The last event ID string.
    public var lastEventID: String
    /// The reconnection time in milliseconds, if one was set.
    public var retry: Int?

    /// Makes a summary.
    public init(lastEventID: String, retry: Int?) {
      self.lastEventID = lastEventID
      self.retry = retry
    }
  }

  /// Makes an answer.
  public init(events: [Event], summary: Summary? = nil) {
    self.events = events
    self.summary = summary
  }
}

/// A parser that is judged.
public protocol ParserSubject: Sendable {
  /// How many streams it takes side by side.
  var width: Int { get }
  /// Whether a piece costs next to nothing, so that a stream can be cut at every byte.
  var takesEveryCut: Bool { get }

  /// Feeds it a new stream, piece by piece, and ends it.
  func answer(to pieces: [[UInt8]]) async throws(SubjectProblem) -> ParserAnswer
}

/// A parser within this program.
public struct ParserInside: ParserSubject {
  /// Makes a new parser's answer of pieces.
  public var parse: @Sendable ([[UInt8]]) -> ParserAnswer

  /// Makes a subject of a closure.
  public init(_ parse: @escaping @Sendable ([[UInt8]]) -> ParserAnswer) { self.parse = parse }

  /// One at a time.
  public var width: Int { 1 }
  /// A piece costs nothing here.
  public var takesEveryCut: Bool { true }
  /// What the closure makes of the pieces.
  public func answer(to pieces: [[UInt8]]) -> ParserAnswer { parse(pieces) }
}
