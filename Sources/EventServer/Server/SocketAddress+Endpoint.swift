import NIOCore

extension SocketAddress {
  /// The address and port as people write them, such as `127.0.0.1:8080` or `[::1]:8080`.
  var endpoint: String {
    guard let ipAddress, let port else { return description }
    return ipAddress.contains(":") ? "[\(ipAddress)]:\(port)" : "\(ipAddress):\(port)"
  }
}
