#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A numeric address of either family, as its bytes.
struct IPAddress: Hashable, Sendable {
  private let bytes: [UInt8]

  /// Reads `127.0.0.1` or `::1`; nil for a name.
  init?(_ text: some StringProtocol) {
    var four = in_addr()
    var six = in6_addr()
    let text = String(text)
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: four) { Array($0) }
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      bytes = withUnsafeBytes(of: six) { Array($0) }
    } else {
      return nil
    }
  }

  /// Whether it is of this machine itself.
  var isLoopback: Bool {
    if bytes.count == 4 { return bytes[0] == 127 || bytes == [0, 0, 0, 0] }
    let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF, 127]
    return bytes == Array(repeating: 0, count: 15) + [1] || bytes.starts(with: mapped)
      || bytes == Array(repeating: 0, count: 16)
  }

  /// Whether it lies in the network of so many leading bits.
  func begins(like network: IPAddress?, bits: Int) -> Bool {
    guard let network, network.bytes.count == bytes.count, (0...bytes.count * 8).contains(bits)
    else { return false }
    for (position, (own, other)) in zip(bytes, network.bytes).enumerated() {
      let left = min(max(bits - position * 8, 0), 8)
      let mask = UInt8(truncatingIfNeeded: 0xFF00 >> left)
      if own & mask != other & mask { return false }
    }
    return true
  }
}

extension StreamURL {
  /// Whether the host is an address and no name.
  var isAddress: Bool { IPAddress(host) != nil }

  /// Whether it leads to this machine itself: a loopback address, `localhost`, `*.localhost`.
  var isLoopback: Bool {
    if let address = IPAddress(host) { return address.isLoopback }
    let name = host.last == "." ? host.dropLast() : host[...]
    return name == "localhost" || name.hasSuffix(".localhost")
  }

  /// The path without the query.
  var path: String { String(target.prefix { $0 != "?" }) }
}
