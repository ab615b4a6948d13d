extension RoutedServer {
  /// What a server tells its tap, in the order in which it happens on each connection.
  ///
  /// A write is told before it is handed down, so that *sent* precedes *received* at a client of
  /// the same program. Connections are counted from 1.
  public enum Happening: Sendable, Hashable {
    /// A peer connected.
    case accepted(connection: Int, peer: String)
    /// A request head arrived.
    case request(connection: Int, method: String, target: String, headers: [HeaderLine])
    /// A response head is about to go out.
    case response(connection: Int, status: Int, headers: [HeaderLine])
    /// Text of an event stream is about to go out: what it says before any chunk framing.
    case wrote(connection: Int, bytes: [UInt8])
    /// The connection ended, and why.
    case ended(connection: Int, reason: String)
    /// Bytes came off the socket.
    case received(connection: Int, [UInt8])
    /// Bytes are about to go to the socket.
    case sent(connection: Int, [UInt8])
  }
}
