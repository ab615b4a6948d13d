internal import EventStream
internal import Terminal
internal import VisibleText

extension EventStreamLines {
  /// How much of a line is shown, in bytes; those beyond are counted, and not kept.
  static let shownLength = 240

  /// Keeps of each line what is shown of it.
  static var forShowing: EventStreamLines { EventStreamLines(limit: shownLength) }
}

/// How a line of a stream looks.
extension EventStreamLines.Line {
  /// The text, with a byte order mark that stood before it.
  var text: String {
    String(
      decoding: (followsByteOrderMark ? EventStreamLines.byteOrderMark : []) + bytes,
      as: UTF8.self)
  }

  /// The line, and a mark when it goes on in the next row.
  var markedRow: Row { end == .none ? row.appending("…", .faint) : row }

  /// The line with its field name marked, `id: 5`, and what is not shown of it.
  var row: Row {
    omitted > 0 ? markedField.appending("… and \(omitted) bytes more", .faint) : markedField
  }

  private var markedField: Row {
    if isComment { return Row(text, .faint) }
    let rest = bytes[name.endIndex...]
    if rest.isEmpty { return Row(text, end == .none ? .plain : .field) }
    let mark = followsByteOrderMark ? EventStreamLines.byteOrderMark : []
    return Row(String(decoding: mark + name, as: UTF8.self), .field)
      .appending(String(decoding: rest, as: UTF8.self))
  }

  /// How the end of the line is shown: ⏎ for the usual LF, CR and CRLF as they are.
  var sign: String {
    switch end {
    case .lineFeed: "⏎"
    case .none: "…"
    default: String(decoding: end.bytes, as: UTF8.self).visible
    }
  }

  /// Every byte of it in the open, its field name marked and its end faint.
  var rawRow: Row {
    var row = Row()
    if followsByteOrderMark { row.append(RawText.of(EventStreamLines.byteOrderMark), .faint) }
    let rest = bytes[name.endIndex...]
    if isComment {
      row.append(RawText.of(bytes), .faint)
    } else if rest.isEmpty {
      row.append(RawText.of(bytes))
    } else {
      row.append(RawText.of(name), .field)
      row.append(RawText.of(rest))
    }
    row.append(RawText.of(end.bytes), .faint)
    return row
  }
}

/// What a client makes of a line.
extension EventStreamLines.Line {
  /// Whether it is done with at its end: a comment and a reconnection time await no blank line.
  var standsAlone: Bool { end != .none && (isComment || reconnectionTime != nil) }

  /// Whether it is, or may be about to become, one of the fields that make an event.
  var beginsEvent: Bool { mayBe(.data) || mayBe(.event) || mayBe(.id) }
}
