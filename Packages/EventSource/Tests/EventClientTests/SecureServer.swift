// The one file of the tests that knows TLS.

import Foundation
import NIOCore
import NIOPosix
import NIOSSL

extension SecureServer {
  /// A server that speaks no TLS but 1.1.
  static func speakingOldTLS() async throws -> SecureServer {
    try await SecureServer(certificate: "good") {
      $0.minimumTLSVersion = .tlsv1
      $0.maximumTLSVersion = .tlsv11
    }
  }

  /// A server of TLS 1.2 whose only cipher wants a key of another kind than it has.
  static func withoutCommonCipher() async throws -> SecureServer {
    try await SecureServer(certificate: "good") {
      $0.maximumTLSVersion = .tlsv12
      $0.cipherSuites = "AES128-SHA"
    }
  }

  /// A server that wants to see a certificate of the client.
  static func wantingCertificate(tls13: Bool) async throws -> SecureServer {
    try await SecureServer(certificate: "good") {
      $0.maximumTLSVersion = tls13 ? .tlsv13 : .tlsv12
      $0.trustRoots = .file(certificates + "/authority.pem")
      $0.certificateVerification = .noHostnameVerification
    }
  }
}

/// Answers every secure connection with the same bytes, and closes it.
final class SecureServer {
  static let certificates = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Certificates").path
  private let channel: any Channel

  var port: Int { channel.localAddress?.port ?? 0 }

  init(
    certificate: String, answer: String = "",
    _ configure: (inout TLSConfiguration) -> Void = { _ in }
  ) async throws {
    let file = "\(Self.certificates)/\(certificate).pem"
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(file).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: file, format: .pem)))
    configuration.applicationProtocols = ["http/1.1"]
    configure(&configuration)
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
