/// Writes XML, piece by piece; whatever is text goes through ``escaped(_:)``.
enum XML {
  static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"

  /// Text in which nothing is taken for markup, with pictures for what XML cannot hold.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in held(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text with pictures for the control characters that XML has no way to write.
  static func held(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar {
          case "\t", "\n": scalar
          case ..<" ": Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
          case "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
          default: scalar
          }
        }))
  }

  /// An element on one line, of what is XML already.
  static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: String = ""
  ) -> String {
    let start = name + attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined()
    return content.isEmpty ? "<\(start)/>" : "<\(start)>\(content)</\(name)>"
  }

  /// An element around others, each on a line of its own.
  static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], around parts: [String]
  ) -> String {
    element(name, attributes, "\n" + parts.joined(separator: "\n") + "\n")
  }
}
