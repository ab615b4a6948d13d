public import EventServer

/// Where a node of the engine listens, and as whom to come: `nats://[USER:PASSWORD@]HOST[:PORT]`.
public struct NATSAddress: Sendable, Hashable {
  /// The port where none is given: 4222.
  public static let port = 4_222

  /// What a node is told of who comes.
  public enum Credentials: Sendable, Hashable {
    /// Nothing.
    case none
    /// A name and a password.
    case user(String, password: String)
    /// A token alone.
    case token(String)
  }

  /// A name, or an address without brackets.
  public let host: String
  /// 1 to 65,535.
  public let port: Int
  /// As whom to come.
  public let credentials: Credentials

  /// The address of a node.
  public init(host: String, port: Int = NATSAddress.port, credentials: Credentials = .none) {
    (self.host, self.port, self.credentials) = (host, port, credentials)
  }

  /// The addresses of a list with commas between them, each `nats://…` or, after the first, without it.
  ///
  /// - Throws: ``EngineError``, which says what an address looks like.
  public static func list(_ text: String) throws(EngineError) -> [NATSAddress] {
    var list: [NATSAddress] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      list.append(try NATSAddress(part, isFirst: list.isEmpty))
    }
    return list
  }

  private static let scheme = "nats://"

  private init(_ text: Substring, isFirst: Bool) throws(EngineError) {
    guard text.hasPrefix(Self.scheme) || (!isFirst && !text.contains("://")) else {
      if text.hasPrefix("tls://") {
        throw EngineError(
          "TLS to an engine is not spoken here: keep engine and servers on a network of their own, "
            + "and give nats://HOST:PORT")
      }
      throw Self.wrong(text)
    }
    var rest = text.hasPrefix(Self.scheme) ? text.dropFirst(Self.scheme.utf8.count) : text
    credentials = Self.credentials(&rest)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    var name = rest
    var digits: Substring?
    if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      name = rest[rest.index(after: rest.startIndex)..<end]
      let tail = rest[rest.index(after: end)...]
      guard tail.isEmpty || tail.hasPrefix(":") else { throw Self.wrong(text) }
      digits = tail.isEmpty ? nil : tail.dropFirst()
    } else if let colon = rest.firstIndex(of: ":") {
      name = rest[..<colon]
      digits = rest[rest.index(after: colon)...]
    }
    let port = digits.map { Int($0) ?? 0 } ?? Self.port
    let isName = !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x2F }
    guard isName, (1...65_535).contains(port) else { throw Self.wrong(text) }
    host = String(name)
    self.port = port
  }

  /// Takes what stands before the last `@`, which a password may hold itself.
  private static func credentials(_ rest: inout Substring) -> Credentials {
    guard let end = rest.lastIndex(of: "@") else { return .none }
    let words = rest[..<end]
    rest = rest[rest.index(after: end)...]
    guard let colon = words.firstIndex(of: ":") else { return .token(String(words)) }
    return .user(
      String(words[..<colon]), password: String(words[words.index(after: colon)...]))
  }

  private static func wrong(_ text: Substring) -> EngineError {
    // Never with what stands before the @.
    let shown = text.lastIndex(of: "@").map { "…" + text[$0...] } ?? String(text)
    return EngineError(
      "'\(shown)' is no address of an engine: give nats://HOST:PORT, or several with commas between "
        + "them")
  }
}

extension NATSAddress: CustomStringConvertible {
  /// The address to show: without credentials.
  public var description: String {
    "\(Self.scheme)\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }
}
