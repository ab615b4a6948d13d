import NIOCore
import NIOHTTP1
import NIOPosix

/// One connection, as requests that come in and parts of answers that go out.
typealias HTTPConnection = NIOAsyncChannel<
  HTTPServerRequestPart, HTTPPart<HTTPResponseHead, ByteBuffer>
>

/// Listens, and hands over connections that speak HTTP.
enum HTTPListener {
  static func open(port: Int) async throws -> NIOAsyncChannel<HTTPConnection, Never> {
    try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .bind(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(BodyBytes())
          return try HTTPConnection(wrappingChannelSynchronously: channel)
        }
      }
  }
}

/// Bodies are bytes here; NIO's encoder would take parts of files as well.
private final class BodyBytes: ChannelOutboundHandler {
  typealias OutboundIn = HTTPPart<HTTPResponseHead, ByteBuffer>
  typealias OutboundOut = HTTPServerResponsePart

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let part: HTTPServerResponsePart =
      switch unwrapOutboundIn(data) {
      case .head(let head): .head(head)
      case .body(let bytes): .body(.byteBuffer(bytes))
      case .end(let trailers): .end(trailers)
      }
    context.write(wrapOutboundOut(part), promise: promise)
  }
}
