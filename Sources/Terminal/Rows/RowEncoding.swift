extension Row {
  /// The row for a file, a pipe or a terminal.
  ///
  /// - Parameter color: Whether the styles become escape sequences.
  /// - Returns: One line, without a line end.
  public func encoded(color: Bool) -> String {
    color ? joined(\.styled) : text
  }

  /// The row for the screen: columns are gone to, never padded to.
  ///
  /// Terminals disagree about how wide some characters are; a column that is addressed is right in
  /// all of them. What is in the way there is erased. Wants autowrap off.
  func painted(color: Bool) -> String {
    var result = ""
    for span in spans {
      if let column = span.column { result += "\u{1B}[\(column + 1)G\u{1B}[K" }
      result += color ? span.styled : span.text
    }
    return result
  }
}

extension Row.Span {
  fileprivate var styled: String {
    let on = style.parameters
    return on.isEmpty || text.isEmpty ? text : "\u{1B}[\(on)m\(text)\u{1B}[0m"
  }
}
