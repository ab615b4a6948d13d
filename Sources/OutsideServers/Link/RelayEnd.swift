import Glibc
import NIOCore
import NIOPosix

/// One end of a connection through a relay, on its loop: what comes in is handed on to the other.
///
/// An end that closes closes the other, and one that is reset resets it.
final class RelayEnd: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let other: any Channel

  init(to other: any Channel) { self.other = other }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    other.writeAndFlush(unwrapInboundIn(data), promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let other = other
    guard let options = other as? any SocketOptionProvider else {
      other.close(promise: nil)
      return context.close(promise: nil)
    }
    options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
      other.close(promise: nil)
    }
    context.close(promise: nil)
  }
}
