import ArgumentParser
import TodoApp

/// What the options of every command that starts a server have in common.
enum ServerOptions {
  /// Refuses what is no port number.
  static func validate(port: Int) throws {
    guard (0...65535).contains(port) else {
      throw ValidationError("\(port) is no port: give a number from 0 (any free one) to 65535")
    }
  }

  /// Refuses what is no address at first sight; the system knows the rest.
  static func validate(host: String) throws {
    if host.isEmpty {
      throw ValidationError("--host is empty: give an address of this machine, as 127.0.0.1")
    }
  }

  /// Refuses a reconnection time that no client takes.
  static func validate(retry: Int?) throws {
    if let retry, retry < 0 { throw ValidationError("--retry is 0 ms or more, not \(retry)") }
  }

  /// Refuses what no client would ever send as its `Host`, but for its port.
  static func validate(allowedHosts names: [String]) throws {
    for name in names where !isHostName(name) {
      throw ValidationError(
        "'\(name)' is no name of a host: give it without scheme, port and path, as app.example")
    }
  }

  /// Letters, digits, hyphens and dots, or an IPv6 address without its brackets.
  private static func isHostName(_ text: String) -> Bool {
    // One colon would stand before a port.
    let colons = text.count { $0 == ":" }
    if colons > 0 { return colons > 1 && text.allSatisfy { $0.isHexDigit || ":.".contains($0) } }
    return text.contains { $0 != "." }
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._".utf8.contains(byte)
        }
      }
  }

  /// Refuses what no browser would ever send as its `Origin`, and credentials from anywhere: a
  /// browser would not hand on the answer.
  static func validate(cors origins: [String], withCredentials: Bool = false) throws {
    if withCredentials, origins.isEmpty {
      throw ValidationError("--cors-credentials says what pages may send: give --cors, too")
    }
    if withCredentials, origins.contains("*") {
      throw ValidationError(
        "--cors-credentials does not go with --cors *: name the origins, as https://example.org")
    }
    for origin in origins where !isOrigin(origin) {
      throw ValidationError(
        "'\(origin)' is no origin: give a scheme and a host, as https://example.org, or *")
    }
  }

  /// A scheme, a host and perhaps a port, in small letters and without a path.
  private static func isOrigin(_ text: String) -> Bool {
    if text == "*" || text == "null" { return true }
    guard let scheme = text.firstRange(of: "://"), !text[..<scheme.lowerBound].isEmpty else {
      return false
    }
    let host = text[scheme.upperBound...]
    return !host.isEmpty && text == text.lowercased()
      && host.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"/?#@".utf8.contains($0) }
  }

  /// Where a server is: an IPv6 address stands in brackets there.
  static func url(host: String, port: Int) -> String {
    host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
  }

  /// Refuses a database that would be taken for a file, and is none.
  static func validate(database: String?) throws {
    guard let database else { return }
    if database.isEmpty || (database.contains("://") && !TodoDatabase.isPostgres(database)) {
      throw ValidationError(
        "'\(database)' is no database: give a file, ':memory:' or a postgres:// URL")
    }
  }
}
