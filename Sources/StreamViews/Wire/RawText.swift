internal import VisibleText

/// Bytes as text in which nothing is hidden.
enum RawText {
  /// The text of some bytes: CR as ␍, LF as ␊, other control characters likewise, and a byte that
  /// is no UTF-8 as `\xNN`.
  static func of(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      var decoder = UTF8()
      var iterator = rest.makeIterator()
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar):
        text.unicodeScalars.append(scalar)
        rest = rest.dropFirst(UTF8.width(scalar))
      default:
        guard let byte = rest.popFirst() else { break }
        text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return text.visible
  }
}
