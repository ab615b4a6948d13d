import Glibc
import NIOCore
import Platform

/// The addresses that a host's name stands for.
enum HostAddresses {
  /// All of them, each once, in the order in which the system names them; none when it knows none.
  ///
  /// `localhost` is both loopback addresses, whatever the system says (RFC 6761, 6.3). Blocks
  /// while a name is looked up.
  static func of(_ host: String, port: Int) -> [SocketAddress] {
    if let address = try? SocketAddress(ipAddress: host, port: port) { return [address] }
    let isLocalhost = Loopback.canonical(host) == "localhost"
    let texts = isLocalhost ? ["127.0.0.1", "::1"] : numbers(of: host)
    return texts.compactMap { try? SocketAddress(ipAddress: $0, port: port) }
  }

  private static func numbers(of host: String) -> [String] {
    var hints = addrinfo()
    hints.ai_socktype = streamSocket
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    var numbers: [String] = []
    var next = list
    while let entry = next?.pointee {
      if let number = number(of: entry), !numbers.contains(number) { numbers.append(number) }
      next = entry.ai_next
    }
    return numbers
  }

  private static func number(of entry: addrinfo) -> String? {
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let status = getnameinfo(
      entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
    guard status == 0 else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static let streamSocket = CInt(SOCK_STREAM.rawValue)
}
