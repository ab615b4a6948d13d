import EventStream

/// Bytes of an event stream and what is asked about them.
///
/// The key is never believed: the real parser reads the bytes, and `sse lint` complains when the
/// pool says something else.
public struct StreamReading: Sendable, Hashable {
  /// What is asked.
  public enum Facet: String, Sendable, Hashable, CaseIterable {
    /// The data of each dispatched event.
    case events
    /// The type of each dispatched event.
    case types
    /// The `lastEventId` of each dispatched event.
    case ids
    /// How many events are dispatched.
    case count
    /// The last event ID that a reconnecting client sends; empty means no header.
    case lastEventID = "last-event-id"
    /// The reconnection time in milliseconds; empty means that none was set.
    case retry
  }

  /// The bytes.
  public let bytes: [UInt8]
  /// What is asked of them.
  public let facet: Facet

  /// Asks about bytes.
  public init(bytes: [UInt8], asking facet: Facet) {
    self.bytes = bytes
    self.facet = facet
  }

  /// Asks about text.
  public init(_ text: String, asking facet: Facet) {
    self.init(bytes: Array(text.utf8), asking: facet)
  }

  /// The right answer, as the parser of ``EventStream`` reads the bytes: one text for each event,
  /// or one alone for a facet of the whole stream.
  public var key: [String] {
    var parser = EventStreamParser()
    let items = (try? parser.consume(bytes)) ?? []
    let events = items.compactMap { item -> MessageEvent? in
      if case .event(let event) = item { event } else { nil }
    }
    switch facet {
    case .events: return events.map(\.data)
    case .types: return events.map(\.type)
    case .ids: return events.map(\.lastEventID)
    case .count: return [String(events.count)]
    case .lastEventID: return [parser.lastEventID]
    case .retry: return [parser.reconnectionTime.map { String($0.wholeMilliseconds) } ?? ""]
    }
  }
}

extension StreamReading.Facet {
  /// Whether the answer has one part for each event.
  public var isPerEvent: Bool { [.events, .types, .ids].contains(self) }
}

extension StreamReading {
  /// The bytes as lines to read, with a sign for each line end: `⏎` LF, `␍` CR, `␍⏎` CRLF.
  ///
  /// A last line without an end is followed by `⌁`, where the connection is cut. A space that
  /// begins or ends a line is shown as `␣`: it counts, and would not be seen.
  public var rows: [String] {
    var rows: [String] = []
    var row = ""
    func end(_ sign: String) { rows.append(row.showingOuterSpaces + sign) }
    for character in String(decoding: bytes, as: UTF8.self) {
      switch character {
      case "\r\n": end("␍⏎")
      case "\r": end("␍")
      case "\n": end("⏎")
      case "\u{FEFF}": row += "⟨BOM⟩"
      default:
        row.append(character)
        continue
      }
      if character != "\u{FEFF}" { row = "" }
    }
    if !row.isEmpty { end("⌁") }
    return rows
  }
}

extension String {
  /// With `␣` for each space at either end.
  fileprivate var showingOuterSpaces: String {
    let front = prefix { $0 == " " }.count
    let rest = dropFirst(front)
    let back = rest.reversed().prefix { $0 == " " }.count
    let sign = { String(repeating: "␣", count: $0) }
    return sign(front) + rest.dropLast(back) + sign(back)
  }
}
