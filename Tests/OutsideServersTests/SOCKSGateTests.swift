import NIOCore
import NIOPosix
import Testing

@testable import OutsideServers

/// The gate before a browser, spoken to byte by byte.
@Suite(.timeLimit(.minutes(1))) struct SOCKSGateTests {
  /// Sends what a client of SOCKS sends, and returns all that came until the end.
  private func exchange(
    _ gate: SOCKSGate, _ parts: [[UInt8]]
  ) async throws -> [UInt8] {
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .connect(host: "127.0.0.1", port: gate.port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { incoming, outgoing in
      for part in parts { try await outgoing.write(ByteBuffer(bytes: part)) }
      var came: [UInt8] = []
      for try await bytes in incoming { came += bytes.readableBytesView }
      return came
    }
  }

  private static func request(_ address: [UInt8], _ port: Int, command: UInt8 = 1) -> [UInt8] {
    [5, command, 0] + address + [UInt8(port >> 8), UInt8(port & 0xFF)]
  }

  private static let here: [UInt8] = [1, 127, 0, 0, 1]

  /// A server that says what it got, in brackets, and closes.
  private func echo() async throws -> any Channel {
    try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Answering())
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  private final class Answering: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let text = "[\(String(buffer: unwrapInboundIn(data)))]"
      let channel = context.channel
      context.writeAndFlush(NIOAny(ByteBuffer(string: text))).whenComplete { _ in
        channel.close(promise: nil)
      }
    }
  }

  @Test(arguments: [here, [3, 9] + Array("localhost".utf8)])
  func `it leads to this machine, whatever its name, byte for byte`(address: [UInt8]) async throws {
    let (gate, server) = (try await SOCKSGate.start(), try await echo())
    let port = try #require(server.localAddress?.port)
    let came = try await exchange(
      gate, [[5, 1, 0], Self.request(address, port) + Array("hello".utf8)])
    #expect(came.prefix(12) == [5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    #expect(String(decoding: came.dropFirst(12), as: UTF8.self) == "[hello]")
    try await server.close()
    await gate.stop()
  }

  @Test func `a request that comes a byte at a time is the same request`() async throws {
    let (gate, server) = (try await SOCKSGate.start(), try await echo())
    let port = try #require(server.localAddress?.port)
    let bytes = [5, 1, 0] + Self.request(Self.here, port) + Array("x".utf8)
    let came = try await exchange(gate, bytes.map { [$0] })
    #expect(String(decoding: came.dropFirst(12), as: UTF8.self) == "[x]")
    try await server.close()
    await gate.stop()
  }

  @Test(
    arguments: [
      (request([1, 192, 0, 2, 1], 80), 2), (request([3, 11] + Array("example.org".utf8), 80), 2),
      (request([4] + Array(repeating: 7, count: 16), 80), 2), (request(here, 1), 5),
      (request(here, 80, command: 2), 7),
    ] as [([UInt8], UInt8)])
  func `another machine, nobody's port and another command are refused`(
    request: [UInt8], code: UInt8
  ) async throws {
    let gate = try await SOCKSGate.start()
    let came = try await exchange(gate, [[5, 1, 0], request])
    #expect(came == [5, 0, 5, code, 0, 1, 0, 0, 0, 0, 0, 0])
    await gate.stop()
  }

  @Test func `while a page is shown at a port nobody there is asked, and afterwards again`()
    async throws
  {
    let (gate, server) = (try await SOCKSGate.start(), try await echo())
    let port = try #require(server.localAddress?.port)
    let get = Self.request(Self.here, port) + Array("GET / HTTP/1.1\r\n\r\n".utf8)
    let page = try await gate.showing("<p>ours", atPort: port) {
      try await exchange(gate, [[5, 1, 0], get])
    }
    #expect(String(decoding: page, as: UTF8.self).hasSuffix("\r\n\r\n<p>ours"))
    let after = try await exchange(gate, [[5, 1, 0], get])
    #expect(String(decoding: after.dropFirst(12), as: UTF8.self).hasPrefix("[GET / "))
    try await server.close()
    await gate.stop()
  }
}
