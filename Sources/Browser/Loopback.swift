/// The names of this machine for itself.
public enum Loopback {
  /// Whether a host is this machine: `localhost`, what ends so, or an address that begins with 127.
  public static func holds(_ host: String) -> Bool {
    if host == "localhost" || host.hasSuffix(".localhost") { return true }
    if host == "::1" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
