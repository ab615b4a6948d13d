// The one file of the tests that knows TLS.

import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// Answers every secure connection with the same bytes, and closes it.
final class SecureServer {
  static let certificates = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Certificates").path
  private let channel: any Channel

  var port: Int { channel.localAddress?.port ?? 0 }

  init(certificate: String, answer: String) async throws {
    let file = "\(Self.certificates)/\(certificate).pem"
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(file).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: file, format: .pem)))
    configuration.applicationProtocols = ["http/1.1"]
    let context = try NIOSSLContext(configuration: configuration)
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(NIOSSLServerHandler(context: context))
          try pipeline.addHandler(Answer(answer))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  func stop() async throws { try await channel.close() }

  private final class Answer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let answer: String

    init(_ answer: String) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let bytes = context.channel.allocator.buffer(string: answer)
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.writeAndFlush(wrapOutboundOut(bytes)).whenComplete { _ in
        bound.value.close(promise: nil)
      }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      context.close(promise: nil)
    }
  }
}
