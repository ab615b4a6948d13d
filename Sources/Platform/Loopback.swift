/// The names of this machine for itself.
///
/// The rule decides whom a server on a loopback address answers (DNS rebinding), where a page may
/// be sent, and what a lesson may connect to.
public enum Loopback {
  /// Whether a host is this machine: `localhost`, what ends so (RFC 6761, 6.3), an address that
  /// begins with 127, or `::1`, with or without brackets.
  public static func holds(_ host: String) -> Bool {
    let name = canonical(host)
    if name == "localhost" || name.hasSuffix(".localhost") { return true }
    if name == "::1" || name == "[::1]" { return true }
    let numbers = name.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
  }

  /// A name in small letters, and without the dot that may end one (RFC 3986, 3.2.2).
  public static func canonical(_ name: String) -> String {
    let name = name.lowercased()
    return name.count > 1 && name.hasSuffix(".") && !name.hasSuffix("..")
      ? String(name.dropLast()) : name
  }
}
