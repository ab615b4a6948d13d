import Glibc
import NIOCore
import NIOPosix
import OutsideServers
import Platform
import Synchronization

/// HAProxy before the servers of a cluster, as deploy/cluster has it.
final class Balancer: Sendable {
  /// Its port.
  let port: Int
  private let program: String
  private let folder: TemporaryFolder
  private let server = Mutex<TetheredServer?>(nil)

  /// Where clients go.
  var url: String { "http://127.0.0.1:\(port)" }

  init(_ servers: [Int], program: String, in folder: TemporaryFolder) throws {
    port = try LoopbackPort.reserved()
    self.program = program
    self.folder = folder
    let lines = servers.enumerated().map { "  server s\($0 + 1) 127.0.0.1:\($1) check" }
    try folder.write(
      """
      global
        stats socket \(folder.path)/balancer.sock mode 600 level admin
      defaults
        mode http
        option http-no-delay
        option redispatch
        retries 2
        timeout connect 1s
        timeout client 60s
        timeout server 60s
      frontend clients
        bind 127.0.0.1:\(port)
        default_backend servers
      backend servers
        balance leastconn
        option httpchk
        http-check send meth GET uri /health ver HTTP/1.1 hdr Host localhost
        default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
      \(lines.joined(separator: "\n"))

      """, to: "balancer.cfg")
  }

  var isRunning: Bool { server.withLock { $0?.hasEnded == false } }

  /// Starts it; returns its process when it listens.
  func start() async throws -> Int {
    let started = try await TetheredServer.start(
      program, ["-db", "-f", "\(folder.path)/balancer.cfg"], port: port, folder: folder,
      log: "balancer.log")
    server.withLock { $0 = started }
    return started.process
  }

  func stop() async {
    let server = server.withLock { server in
      defer { server = nil }
      return server
    }
    await server?.stop()
  }

  func kill() async {
    let server = server.withLock { server in
      defer { server = nil }
      return server
    }
    await server?.kill()
  }

  /// Sends nobody to a server any more, and those who are there elsewhere.
  func drain(_ number: Int) async throws {
    try await say("set server servers/s\(number + 1) state drain")
    try await say("shutdown sessions server servers/s\(number + 1)")
  }

  /// Sends clients to a server again.
  func takeBack(_ number: Int) async throws {
    try await say("set server servers/s\(number + 1) state ready")
  }

  /// Says a line to its socket; it answers a blank line when it has done so.
  private func say(_ line: String) async throws {
    let answer = try await withChannel { channel, lines in
      try await channel.writeAndFlush(ByteBuffer(string: line + "\n")).get()
      var text = ""
      for await bytes in lines { text += String(buffer: bytes) }
      return text
    }
    let words = answer.split(whereSeparator: \.isNewline).joined(separator: " ")
    guard words.isEmpty else { throw ClusterProblem.balancer(words) }
  }

  private func withChannel(
    _ body: (any Channel, AsyncStream<ByteBuffer>) async throws -> String
  ) async throws -> String {
    let (lines, line) = AsyncStream<ByteBuffer>.makeStream()
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AnswerReader(line))
        }
      }
      .connect(unixDomainSocketPath: "\(folder.path)/balancer.sock").get()
    let answer = try await body(channel, lines)
    try? await channel.close().get()
    return answer
  }
}

/// Hands on what comes until the other side has said everything.
private final class AnswerReader: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let line: AsyncStream<ByteBuffer>.Continuation

  init(_ line: AsyncStream<ByteBuffer>.Continuation) { self.line = line }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    line.yield(unwrapInboundIn(data))
  }

  func channelInactive(context: ChannelHandlerContext) { line.finish() }
}
