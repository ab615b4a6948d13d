/// The head of a request, as far as the gate needs to know it.
struct RequestHead: Sendable, Hashable {
  var method: String
  var target: String
  /// 0 for HTTP/1.0, 1 for HTTP/1.1.
  var minorVersion: Int = 1
  var headers: [HeaderLine] = []

  /// The target up to its query.
  var path: Substring { target[..<(target.utf8.firstIndex(of: 0x3F) ?? target.endIndex)] }

  /// The value of a header; several lines of it are joined by commas (RFC 9110, 5.3).
  subscript(_ name: String) -> String? {
    var value: String?
    for line in headers where line.name.isEqualIgnoringCase(to: name) {
      value = value.map { "\($0), \(line.value)" } ?? line.value
    }
    return value
  }

  /// The value of a query parameter, as it stands in the target; empty if only its name is there.
  func parameter(_ name: String) -> Substring? {
    guard let mark = target.utf8.firstIndex(of: 0x3F) else { return nil }
    for pair in target[target.index(after: mark)...].split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts[0] == name { return parts.count > 1 ? parts[1] : "" }
    }
    return nil
  }

  /// Whether the `Connection` header holds this token.
  func connection(says token: String) -> Bool {
    (self["connection"] ?? "").split(separator: ",").contains {
      $0.trimmingSpaces.isEqualIgnoringCase(to: token)
    }
  }
}

extension StringProtocol {
  /// Compares ASCII text without regard to capitals.
  func isEqualIgnoringCase(to other: some StringProtocol) -> Bool {
    utf8.count == other.utf8.count
      && zip(utf8, other.utf8).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
  }

  /// The text without the spaces and tabs around it.
  package var trimmingSpaces: SubSequence {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = firstIndex(where: { !isSpace($0) }),
      let last = lastIndex(where: { !isSpace($0) })
    else { return self[endIndex...] }
    return self[first...last]
  }
}

extension UInt8 {
  /// A capital letter's small one; every other byte itself.
  package var lowercasedASCII: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}

extension Substring {
  /// The text with `%41` as the byte that it stands for (RFC 3986, 2.1); what is no such sign, or
  /// makes no text, stays as it is.
  var percentDecoded: String {
    var bytes: [UInt8] = []
    var rest = utf8[...]
    while let byte = rest.popFirst() {
      let digits = String(rest.prefix(2)) ?? ""
      guard byte == UInt8(ascii: "%"), digits.utf8.count == 2, !digits.hasPrefix("+"),
        let value = UInt8(digits, radix: 16)
      else {
        bytes.append(byte)
        continue
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self) ?? String(self)
  }
}
