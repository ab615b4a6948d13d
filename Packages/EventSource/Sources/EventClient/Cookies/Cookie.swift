/// One cookie, as a `Set-Cookie` has it (RFC 6265 5.2).
struct Cookie: Sendable {
  let name: String
  let value: String
  private(set) var path: String
  private(set) var isSecure = false
  /// Seconds since 1970; nil for one that lives as long as the source.
  private(set) var expiry: Int?

  /// As the header `Cookie` has it.
  var pair: String { name.isEmpty ? value : "\(name)=\(value)" }

  /// Reads a `Set-Cookie`; nil for a cookie that this response may not set.
  init?(_ line: String, from url: StreamURL, now: Int) {
    let parts = line.split(separator: ";", omittingEmptySubsequences: false).map { $0.trimmed }
    let pair = Self.halves(parts[0])
    name = pair.value == nil ? "" : pair.name
    value = pair.value ?? pair.name
    guard !(name + value).isEmpty, (name + value).utf8.count <= CookieJar.sizeLimit,
      !(name + value).utf8.contains(where: { $0 < 0x20 && $0 != 9 || $0 == 0x7F })
    else { return nil }
    path = url.defaultCookiePath
    var maxAge: Int?
    var hasDomain = false
    for part in parts.dropFirst() {
      let (attribute, given) = Self.halves(part)
      let text = given ?? ""
      switch attribute.lowercased() {
      case "path": path = text.hasPrefix("/") ? text : url.defaultCookiePath
      case "secure": isSecure = true
      case "domain" where !text.isEmpty:
        guard url.isWithin(domain: text) else { return nil }
        hasDomain = true
      case "max-age":
        if let seconds = Self.seconds(text) { maxAge = seconds }
      case "expires":
        if let date = CookieDate.secondsSince1970(text) { expiry = date }
      default: break  // HttpOnly and SameSite say something to pages only.
      }
    }
    // A Max-Age beats an Expires, in whatever order they stand.
    if let maxAge { expiry = maxAge <= 0 ? .min : now + maxAge }
    guard isAllowed(from: url, hasDomain: hasDomain) else { return nil }
  }

  /// What a name promises has to hold (RFC 6265bis 5.7), and only a safe origin sets safe cookies.
  private func isAllowed(from url: StreamURL, hasDomain: Bool) -> Bool {
    if isSecure, !url.isTrustworthy { return false }
    let prefix = name.lowercased()
    if prefix.hasPrefix("__secure-"), !isSecure { return false }
    if prefix.hasPrefix("__host-"), !isSecure || hasDomain || path != "/" { return false }
    return true
  }

  /// Whether it goes with a request for this URL.
  func fits(_ url: StreamURL) -> Bool {
    guard !isSecure || url.isTrustworthy else { return false }
    let asked = url.path
    return asked == path || asked.hasPrefix(path.hasSuffix("/") ? path : path + "/")
  }

  private static func halves(_ text: String) -> (name: String, value: String?) {
    guard let sign = text.firstIndex(of: "=") else { return (text, nil) }
    return (text[..<sign].trimmed, text[text.index(after: sign)...].trimmed)
  }

  /// Digits, with a minus perhaps; what is too many for an `Int` is a very long time.
  private static func seconds(_ text: String) -> Int? {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return text.hasPrefix("-") ? 0 : min(Int(digits) ?? .max, longestAge)
  }

  /// Browsers keep no cookie for longer than 400 days (RFC 6265bis 5.5).
  private static let longestAge = 400 * 24 * 60 * 60
}

extension StreamURL {
  /// The directory of the path (RFC 6265 5.1.4).
  fileprivate var defaultCookiePath: String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  /// Whether the host is the domain, or lies within it (RFC 6265 5.1.3).
  fileprivate func isWithin(domain: String) -> Bool {
    let domain = (domain.hasPrefix(".") ? String(domain.dropFirst()) : domain).lowercased()
    if host == domain { return true }
    // A domain of one label is a public suffix; an address has no domains.
    return domain.contains(".") && !isAddress && host.hasSuffix("." + domain)
  }

  /// Browsers trust their own machine as they do https.
  fileprivate var isTrustworthy: Bool { isSecure || isLoopback }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    var rest = self[...]
    while let first = rest.first, isBlank(first) { rest.removeFirst() }
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return String(rest)
  }
}
