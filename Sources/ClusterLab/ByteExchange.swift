import NIOCore
import NIOPosix

/// Says some bytes to a server that ends the connection after its answer, and reads all of that.
enum ByteExchange {
  /// How much of an answer is read: 64 KiB; what comes after it is left.
  static let answerLimit = 64 << 10

  /// The answer, as far as it came until the other side ended, or the time was over.
  ///
  /// - Throws: What NIO says when nobody can be reached there.
  static func answer(
    to bytes: String, at address: SocketAddress, within time: Duration
  ) async throws -> String {
    let (pieces, piece) = AsyncStream<ByteBuffer>.makeStream()
    let limit = TimeAmount.nanoseconds(
      time.components.seconds * 1_000_000_000 + time.components.attoseconds / 1_000_000_000)
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(limit)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AnswerReader(piece))
        }
      }
      .connect(to: address).get()
    let end = channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    defer { end.cancel() }
    return try await withTaskCancellationHandler {
      try await channel.writeAndFlush(ByteBuffer(string: bytes)).get()
      var text = ""
      for await bytes in pieces {
        text += String(buffer: bytes)
        if text.utf8.count >= answerLimit { break }
      }
      try? await channel.close().get()
      return text
    } onCancel: {
      channel.close(promise: nil)
    }
  }
}

/// Hands on what comes until the other side has said everything.
private final class AnswerReader: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let piece: AsyncStream<ByteBuffer>.Continuation

  init(_ piece: AsyncStream<ByteBuffer>.Continuation) { self.piece = piece }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    piece.yield(unwrapInboundIn(data))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { piece.finish() }
}
