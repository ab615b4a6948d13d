/// Which proxy a request goes through, by the environment variables that curl reads.
///
/// `http_proxy` (in small letters alone: a server's CGI would set the other from a header),
/// `https_proxy` or `HTTPS_PROXY`, else `all_proxy` or `ALL_PROXY`; except for the hosts that
/// `no_proxy` or `NO_PROXY` names. This machine itself is never asked for through a proxy.
public struct ProxySettings: Sendable {
  private var http: Result<ProxyServer, ProxySettingsError>?
  private var https: Result<ProxyServer, ProxySettingsError>?
  private var exceptions: [String] = []

  /// No proxies.
  public init() {}

  /// Reads the variables; one that names no proxy is an error only for the request that would go through it.
  public init(environment: [String: String]) {
    func server(_ names: String...) -> Result<ProxyServer, ProxySettingsError>? {
      let name = names.first { environment[$0]?.isEmpty == false }
      guard let name, let text = environment[name] else { return nil }
      return Result { () throws(ProxySettingsError) in try ProxyServer(text, from: name) }
    }
    http = server("http_proxy", "all_proxy", "ALL_PROXY")
    https = server("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
    exceptions = (environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
      .split { $0 == "," || $0.isWhitespace }.map { $0.lowercased() }
  }

  /// Where requests for this URL go first, as `127.0.0.1:3128`; nil when they go straight.
  public func endpoint(for url: String) -> String? {
    (try? server(for: StreamURL(url)))?.endpoint
  }

  func server(for url: StreamURL) throws(ProxySettingsError) -> ProxyServer? {
    guard let server = url.isSecure ? https : http, !url.isLoopback,
      !exceptions.contains(where: { Self.excepts($0, url) })
    else { return nil }
    return try server.get()
  }

  /// Whether an entry of `no_proxy` names the host: by its name, a domain that it lies in, its
  /// address, a network in CIDR notation, or `*` for all; with a port it names that port alone.
  private static func excepts(_ entry: String, _ url: StreamURL) -> Bool {
    if entry == "*" { return true }
    if let slash = entry.firstIndex(of: "/") {
      return Int(entry[entry.index(after: slash)...]).map {
        IPAddress(url.host)?.begins(like: IPAddress(entry[..<slash]), bits: $0) ?? false
      } ?? false
    }
    var name = entry[...]
    let colons = name.filter { $0 == ":" }.count
    if colons == 1 || name.hasPrefix("["), let colon = name.lastIndex(of: ":"),
      name.last != "]"
    {
      guard Int(name[name.index(after: colon)...]) == url.port else { return false }
      name = name[..<colon]
    }
    if let address = IPAddress(name.trimmingBrackets) { return IPAddress(url.host) == address }
    name = name.drop { $0 == "*" }.drop { $0 == "." }
    if name.last == "." { name.removeLast() }
    let host = url.host.last == "." ? url.host.dropLast() : url.host[...]
    return !name.isEmpty && (host == name || host.hasSuffix("." + name) && !url.isAddress)
  }
}

/// A variable of the environment that names no proxy that can be used.
public struct ProxySettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The variable.
  public var variable: String
  /// What is wrong with its value.
  public var reason: String
  /// The one sentence to show; it does not show the value, which may have a password in it.
  public var description: String { "\(variable) names no proxy to go through: \(reason)" }
}

/// An HTTP proxy, and what it wants to hear.
struct ProxyServer: Hashable, Sendable {
  let host: String
  let port: Int
  /// The value of `Proxy-Authorization`.
  let authorization: String?

  /// As curl has it: a proxy without a port listens at this one.
  static let usualPort = 1080

  /// The host and the port, to say in a sentence.
  var endpoint: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

  init(_ text: String, from variable: String) throws(ProxySettingsError) {
    func bad(_ reason: String) -> ProxySettingsError { .init(variable: variable, reason: reason) }
    var rest = text[...]
    if let mark = rest.firstRange(of: "://") {
      let scheme = rest[..<mark.lowerBound].lowercased()
      guard scheme == "http" else {
        throw bad("it is to be http://HOST:PORT, and \(scheme):// is not spoken here")
      }
      rest = rest[mark.upperBound...]
    }
    rest = rest.prefix { !"/?#".contains($0) }
    authorization = rest.lastIndex(of: "@").map {
      "Basic " + Base64.encode(Self.credentials(rest[..<$0]))
    }
    if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    do {
      let url = try StreamURL("http://" + rest)
      host = url.host
      port = rest.trimmingBrackets.isEmpty || !Self.hasPort(rest) ? Self.usualPort : url.port
    } catch {
      throw bad(error.reason)
    }
  }

  private static func hasPort(_ authority: Substring) -> Bool {
    let end = authority[(authority.lastIndex(of: "]") ?? authority.startIndex)...]
    return end.lastIndex(of: ":").map { end.index(after: $0) != end.endIndex } ?? false
  }

  /// `name:password`, the percent encoding undone.
  private static func credentials(_ text: Substring) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return bytes.contains(UInt8(ascii: ":")) ? bytes : bytes + [UInt8(ascii: ":")]
  }
}

/// RFC 4648 4.
enum Base64 {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let number = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        let digit = digits[number >> (18 - 6 * place) & 63]
        text.append(place <= group.count ? digit : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension StringProtocol {
  fileprivate var trimmingBrackets: String {
    hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : String(self)
  }
}
