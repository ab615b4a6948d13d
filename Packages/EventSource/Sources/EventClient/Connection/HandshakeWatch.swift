import NIOCore

/// Stands between the socket and TLS and sees what the server's first record was.
///
/// An alert that comes first refuses all that the client has offered; one that comes after records
/// of the handshake refuses something later, such as a client without a certificate.
final class HandshakeWatch: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private static let handshakeRecord: UInt8 = 22
  private var first: UInt8?

  /// Whether the server has taken up the handshake.
  var serverHasBegun: Bool { first == Self.handshakeRecord }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if first == nil { first = unwrapInboundIn(data).readableBytesView.first }
    context.fireChannelRead(data)
  }
}
