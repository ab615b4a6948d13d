import NIOCore

/// Shows every byte to an onlooker: what is sent before it is handed down, what is received
/// before a decoder makes sense of it.
final class TrafficTap: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let tap: @Sendable (EventSource.Traffic) -> Void

  init(_ tap: @escaping @Sendable (EventSource.Traffic) -> Void) { self.tap = tap }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    tap(.received(Array(unwrapInboundIn(data).readableBytesView)))
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    tap(.sent(Array(unwrapOutboundIn(data).readableBytesView)))
    context.write(data, promise: promise)
  }
}
