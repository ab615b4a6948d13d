/// An http or https URL, taken apart as far as a request needs it.
struct StreamURL: Hashable, Sendable, CustomStringConvertible {
  private(set) var isSecure: Bool
  /// In small letters; an IPv6 address without its brackets.
  private(set) var host: String
  private(set) var port: Int
  /// Path and query, as they go into the request line.
  private(set) var target: String

  /// Reads an absolute URL as a person types it.
  init(_ text: String) throws(EventSourceError) {
    func bad(_ reason: String) -> EventSourceError { .badURL(text, reason: reason) }
    let trimmed = text.trimmed
    guard let colon = trimmed.firstRange(of: "://") else {
      throw bad("it begins with http:// or https://")
    }
    switch trimmed[..<colon.lowerBound].lowercased() {
    case "http": isSecure = false
    case "https": isSecure = true
    case let scheme: throw bad("\(scheme) is neither http nor https")
    }
    let rest = trimmed[colon.upperBound...]
    let end = rest.firstIndex { "/\\?#".contains($0) } ?? rest.endIndex
    guard !rest[..<end].contains("@") else {
      throw bad("send a name and a password in the header Authorization")
    }
    let (host, port) = try Self.split(authority: rest[..<end], bad)
    self.host = host
    self.port = port ?? (isSecure ? 443 : 80)
    target = Self.target(String(rest[end...]))
  }

  private static func split(
    authority: Substring, _ bad: (String) -> EventSourceError
  ) throws(EventSourceError) -> (host: String, port: Int?) {
    var host = authority
    var port: Int?
    let afterBracket = authority.lastIndex(of: "]") ?? authority.startIndex
    if let colon = authority[afterBracket...].lastIndex(of: ":") {
      let digits = authority[authority.index(after: colon)...]
      host = authority[..<colon]
      if !digits.isEmpty {
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits),
          (0...65_535).contains(number)
        else { throw bad("the port is a number from 0 to 65535") }
        port = number
      }
    }
    if host.hasPrefix("["), host.hasSuffix("]") {
      let address = host.dropFirst().dropLast()
      guard address.contains(":"), address.utf8.allSatisfy(\.isAddressCharacter) else {
        throw bad("what stands in brackets is an IPv6 address")
      }
      return (address.lowercased(), port)
    }
    guard !host.isEmpty else { throw bad("the host is missing") }
    guard host.utf8.allSatisfy(\.isHostCharacter) else {
      throw bad("a host has letters a to z, digits, dots and hyphens")
    }
    return (host.lowercased(), port)
  }

  var origin: String { "\(isSecure ? "https" : "http")://\(authority)" }
  var description: String { origin + target }

  /// The host as the header `Host` has it, the port only where it is not the usual one.
  var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
  }

  /// The host and the port, to say in a sentence.
  var endpoint: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}

// MARK: References

extension StreamURL {
  /// What a `Location` means here; nil when it does not lead to an http or https URL.
  func resolving(_ reference: String) -> StreamURL? {
    let text = reference.trimmed
    if let colon = text.firstIndex(of: ":"), text[..<colon].utf8.allSatisfy(\.isSchemeCharacter),
      colon != text.startIndex
    {
      return try? StreamURL(text)
    }
    if text.hasPrefix("//") { return try? StreamURL((isSecure ? "https:" : "http:") + text) }
    var url = self
    let path = target.prefix { $0 != "?" }
    if text.hasPrefix("/") {
      url.target = Self.target(text)
    } else if text.hasPrefix("?") {
      url.target = Self.target(path + text)
    } else if !text.isEmpty, !text.hasPrefix("#") {
      let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
      url.target = Self.target(folder + text)
    }
    return url
  }

  /// Path and query as they go into a request line: no fragment, no dot segments, everything
  /// that must not stand there percent-encoded.
  private static func target(_ text: String) -> String {
    let text = text.prefix { $0 != "#" }
    let mark = text.firstIndex(of: "?") ?? text.endIndex
    let path = text[..<mark].map { $0 == "\\" ? "/" : $0 }
    let query = text[mark...]
    return removingDotSegments(String(path)).percentEncoded + String(query).percentEncoded
  }

  private static func removingDotSegments(_ path: String) -> String {
    var kept: [Substring] = []
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    for (position, segment) in segments.enumerated() {
      let isLast = position == segments.count - 1
      switch segment.lowercased() {
      case ".", "%2e": if isLast { kept.append("") }
      case "..", ".%2e", "%2e.", "%2e%2e":
        if !kept.isEmpty { kept.removeLast() }
        if isLast { kept.append("") }
      default: kept.append(segment)
      }
    }
    return "/" + kept.joined(separator: "/")
  }
}

// MARK: Characters

extension String {
  /// Without the control characters and spaces around it that come with pasting.
  fileprivate var trimmed: String {
    let isWanted = { (scalar: Unicode.Scalar) in scalar.value > 0x20 && scalar.value != 0x7F }
    guard let first = unicodeScalars.firstIndex(where: isWanted),
      let last = unicodeScalars.lastIndex(where: isWanted)
    else { return "" }
    return String(unicodeScalars[first...last])
  }

  fileprivate var percentEncoded: String {
    var encoded: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in utf8 {
      if byte <= 0x20 || byte >= 0x7F || "\"<>`{}".utf8.contains(byte) {
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      } else {
        encoded.append(byte)
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    (48...57).contains(self) || (97...122).contains(self | 0x20)
  }
  fileprivate var isHostCharacter: Bool { isLetterOrDigit || "-._~".utf8.contains(self) }
  fileprivate var isAddressCharacter: Bool { isLetterOrDigit || ":.%".utf8.contains(self) }
  fileprivate var isSchemeCharacter: Bool { isLetterOrDigit || "+-.".utf8.contains(self) }
}
