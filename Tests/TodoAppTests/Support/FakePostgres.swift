import NIOCore
import NIOPosix

/// A server that speaks just enough of PostgreSQL's protocol to be let in, and then misbehaves.
final class FakePostgres: Sendable {
  enum Manner: Sendable {
    /// Refuses every connection with this SQLSTATE and these words.
    case refuses(state: String, words: String)
    /// Lets everybody in, and stops in the middle of the answer to every statement with parameters.
    case stopsInTheMiddle
    /// Lets everybody in, and answers with COPY, which nobody asked for.
    case copies
    /// Takes the connection and says nothing.
    case isSilent
  }

  let connections = Collector<Void>()
  private let channel: any Channel

  init(_ manner: Manner) async throws {
    let connections = connections
    channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Talk(manner, connections))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  var url: String { "postgres://todo@127.0.0.1:\(channel.localAddress?.port ?? 0)/todos" }

  func stop() async { try? await channel.close().get() }

  private final class Talk: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let manner: Manner
    private let connections: Collector<Void>
    private var isIn = false
    private var heard = ByteBuffer()

    init(_ manner: Manner, _ connections: Collector<Void>) {
      self.manner = manner
      self.connections = connections
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      heard.writeImmutableBuffer(unwrapInboundIn(data))
      while let message = next() { answer(message, context) }
    }

    /// The next message's type, 0 for the first, which has none.
    private func next() -> UInt8? {
      let start = heard.readerIndex + (isIn ? 1 : 0)
      guard let length = heard.getInteger(at: start, as: Int32.self),
        heard.writerIndex >= start + Int(length)
      else { return nil }
      let type = isIn ? heard.getInteger(at: heard.readerIndex, as: UInt8.self) : 0
      let code = heard.getInteger(at: start + 4, as: Int32.self)
      heard.moveReaderIndex(to: start + Int(length))
      // A wish for TLS, Kerberos or a cancellation is no start.
      if !isIn, code == 80_877_103 || code == 80_877_104 { return 1 }
      if !isIn, code == 80_877_102 { return 2 }
      return type
    }

    private func answer(_ type: UInt8, _ context: ChannelHandlerContext) {
      var buffer = ByteBuffer()
      switch (type, manner) {
      case (1, _): buffer.writeString("N")
      case (2, _): break
      case (_, .isSilent): if type == 0 { connections.append(()) }
      case (0, .refuses(let state, let words)):
        connections.append(())
        message("E", "SFATAL\0VFATAL\0C\(state)\0M\(words)\0\0", &buffer)
      case (0, _):
        connections.append(())
        isIn = true
        message("R", "\0\0\0\0", &buffer)
        message("Z", "I", &buffer)
      case (UInt8(ascii: "Q"), _):
        message("C", "SET\0", &buffer)
        message("Z", "I", &buffer)
      case (UInt8(ascii: "S"), .stopsInTheMiddle):
        message("1", "", &buffer)
        message("2", "", &buffer)
        // A row that announces 64 bytes and brings three.
        buffer.writeString("D")
        buffer.writeInteger(Int32(64))
        buffer.writeBytes([0, 1, 0])
      case (UInt8(ascii: "S"), .copies):
        message("1", "", &buffer)
        message("2", "", &buffer)
        message("H", "\0\0\0", &buffer)
      default: break
      }
      context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    private func message(_ type: String, _ body: String, _ buffer: inout ByteBuffer) {
      buffer.writeString(type)
      buffer.writeInteger(Int32(4 + body.utf8.count))
      buffer.writeString(body)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      context.close(promise: nil)
    }
  }
}
