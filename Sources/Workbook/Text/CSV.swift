/// Comma-separated values (RFC 4180), which a spreadsheet may be handed without a care.
enum CSV {
  /// A value of a row.
  enum Value {
    /// Text of anybody's; never taken for a formula.
    case text(String)
    /// A number of ours, with so many digits behind the point; nil is an empty cell.
    case number(Double?, digits: Int = 0)

    static func number(_ number: Int) -> Value { .number(Double(number)) }
  }

  /// A line of names, then a line for each row, each ended by CRLF.
  static func table(_ names: [String], _ rows: [[Value]]) -> String {
    ([names.joined(separator: ",")] + rows.map { $0.map(cell).joined(separator: ",") })
      .map { $0 + "\r\n" }.joined()
  }

  private static func cell(_ value: Value) -> String {
    switch value {
    case .text(let text): quoted(text)
    case .number(nil, _): ""
    case .number(let number?, let digits): rounded(number, digits)
    }
  }

  /// A spreadsheet runs what begins with one of these signs, also in quotes: an apostrophe before
  /// it makes it text.
  private static func quoted(_ text: String) -> String {
    let first = text.unicodeScalars.first
    let isFormula = first.map { "=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } ?? false
    let text = isFormula ? "'" + text : text
    guard text.unicodeScalars.contains(where: { ",\"\n\r\t;'".unicodeScalars.contains($0) }) else {
      return text
    }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }

  /// A number in digits, rounded.
  static func rounded(_ number: Double, _ digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let whole = Int((number * scale).rounded())
    guard digits > 0 else { return String(whole) }
    let text = String(abs(whole))
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    return (whole < 0 ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
  }
}
