import EventStream

/// The standard once more, as plainly as can be.
///
/// Decode everything, split into lines, follow the steps. It knows no chunks, no speed and no
/// bounds, and shares no line with the parser.
enum PlainParser {
  static func items(of bytes: [UInt8], lastEventID: String = "") -> [EventStreamParser.Item] {
    var items: [EventStreamParser.Item] = []
    var data = ""
    var type = ""
    var id = lastEventID
    for line in lines(of: decode(bytes)) {
      if line.isEmpty {
        if !data.isEmpty {
          data.unicodeScalars.removeLast()
          items.append(
            .event(
              MessageEvent(type: type.isEmpty ? "message" : type, data: data, lastEventID: id)))
        }
        data = ""
        type = ""
        continue
      }
      let colon = line.firstIndex(of: ":") ?? line.endIndex
      var value = line[colon...].dropFirst()
      if value.first == " " { value = value.dropFirst() }
      let text = String(String.UnicodeScalarView(value))
      switch String(String.UnicodeScalarView(line[..<colon])) {
      case "": items.append(.comment(text))
      case "event": type = text
      case "data": data += text + "\n"
      case "id": if !value.contains("\0") { id = text }
      case "retry":
        if !value.isEmpty, value.allSatisfy({ ("0"..."9").contains($0) }) {
          items.append(.retry(.milliseconds(Int(text) ?? .max)))
        }
      default: break
      }
    }
    return items
  }

  /// Lines with an end; what follows the last end is no line.
  private static func lines(of text: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
    var lines: [[Unicode.Scalar]] = []
    var line: [Unicode.Scalar] = []
    for (position, scalar) in text.enumerated() {
      switch scalar {
      case "\n" where position > 0 && text[position - 1] == "\r": break
      case "\r", "\n":
        lines.append(line)
        line = []
      default: line.append(scalar)
      }
    }
    return lines
  }

  /// The UTF-8 decoder of the Encoding Standard (8.1.1), with the byte order mark's own rule.
  private static func decode(_ bytes: [UInt8]) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    var (value, needed, seen): (UInt32, Int, Int) = (0, 0, 0)
    var (lower, upper): (UInt8, UInt8) = (0x80, 0xBF)
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while position < bytes.count {
      let byte = bytes[position]
      if needed == 0 {
        switch byte {
        case 0x00...0x7F: scalars.append(Unicode.Scalar(byte))
        case 0xC2...0xDF: (needed, value) = (1, UInt32(byte & 0x1F))
        case 0xE0...0xEF:
          if byte == 0xE0 { lower = 0xA0 }
          if byte == 0xED { upper = 0x9F }
          (needed, value) = (2, UInt32(byte & 0xF))
        case 0xF0...0xF4:
          if byte == 0xF0 { lower = 0x90 }
          if byte == 0xF4 { upper = 0x8F }
          (needed, value) = (3, UInt32(byte & 0x7))
        default: scalars.append("\u{FFFD}")
        }
        position += 1
        continue
      }
      let fits = (lower...upper).contains(byte)
      (lower, upper) = (0x80, 0xBF)
      guard fits else {
        (value, needed, seen) = (0, 0, 0)
        scalars.append("\u{FFFD}")
        continue
      }
      position += 1
      value = value << 6 | UInt32(byte & 0x3F)
      seen += 1
      if seen == needed {
        scalars.append(Unicode.Scalar(value) ?? "?")
        (value, needed, seen) = (0, 0, 0)
      }
    }
    return scalars
  }
}
