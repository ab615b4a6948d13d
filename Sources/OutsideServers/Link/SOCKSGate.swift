import NIOCore
import NIOPosix
import Platform
import Synchronization

/// A SOCKS server (RFC 1928) that leads to this machine and nowhere else, byte for byte.
///
/// It stands before a browser of which nothing else keeps it here; and it can answer the next requests
/// to a port by a page of ours, so that a page comes from an origin of which nobody asked for it.
public final class SOCKSGate: Sendable {
  /// What is shown at a port in place of whoever listens there: HTML.
  fileprivate let pages = Mutex<[Int: String]>([:])
  private let listener = Mutex<(any Channel)?>(nil)
  private let connections = Mutex<[ObjectIdentifier: any Channel]>([:])

  private init() {}

  /// Listens on a free port of 127.0.0.1.
  public static func start() async throws -> SOCKSGate {
    let gate = SOCKSGate()
    let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          gate.hold(channel)
          try channel.pipeline.syncOperations.addHandler(SOCKSHandler(gate))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    gate.listener.withLock { $0 = listener }
    return gate
  }

  /// Where it listens.
  public var port: Int { listener.withLock { $0?.localAddress?.port ?? 0 } }

  /// Answers every connection to this port by a page until the body ends; nobody is asked for it.
  public func showing<Value: Sendable>(
    _ page: String, atPort port: Int, while body: () async throws -> Value
  ) async rethrows -> Value {
    pages.withLock { $0[port] = page }
    defer { pages.withLock { $0[port] = nil } }
    return try await body()
  }

  /// Ends it, and every connection.
  public func stop() async {
    let listener = listener.withLock { $0 }
    try? await listener?.close().get()
    for connection in connections.withLock({ Array($0.values) }) {
      try? await connection.close().get()
    }
  }

  private func hold(_ channel: any Channel) {
    connections.withLock { $0[ObjectIdentifier(channel)] = channel }
    channel.closeFuture.whenComplete { _ in
      self.connections.withLock { $0[ObjectIdentifier(channel)] = nil }
    }
  }
}

/// A connection to the gate, on its loop, until it leads somewhere.
private final class SOCKSHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  /// How long a greeting, a request or a head may be: more than any of them is.
  private static let limit = 64 << 10
  private static let (ok, notAllowed, refused, unknownCommand): (UInt8, UInt8, UInt8, UInt8) =
    (0, 2, 5, 7)

  private enum Phase {
    case greeting, request
    /// It is being connected; what comes meanwhile is kept.
    case connecting
    /// This page is the answer to what is asked.
    case page(String)
  }

  private let gate: SOCKSGate
  private var phase = Phase.greeting
  private var bytes = ByteBuffer()

  init(_ gate: SOCKSGate) { self.gate = gate }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var more = unwrapInboundIn(data)
    bytes.writeBuffer(&more)
    guard bytes.readableBytes <= Self.limit else { return context.close(promise: nil) }
    goOn(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func goOn(_ context: ChannelHandlerContext) {
    switch phase {
    case .greeting:
      guard let count: UInt8 = bytes.getInteger(at: bytes.readerIndex + 1),
        bytes.readSlice(length: 2 + Int(count)) != nil
      else { return }
      // No authentication: who can connect is on this machine.
      context.writeAndFlush(NIOAny(ByteBuffer(bytes: [5, 0])), promise: nil)
      phase = .request
      goOn(context)
    case .request:
      guard let (command, host, port) = readRequest() else { return }
      guard command == 1 else { return answer(Self.unknownCommand, context) }
      guard Loopback.holds(host) else { return answer(Self.notAllowed, context) }
      if let page = gate.pages.withLock({ $0[port] }) {
        answer(Self.ok, context)
        phase = .page(page)
        goOn(context)
      } else {
        connect(to: host, port, context)
      }
    case .connecting: break
    case .page(let page):
      guard bytes.readableBytesView.firstRange(of: Array("\r\n\r\n".utf8)) != nil else { return }
      let text =
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
        + "Content-Length: \(page.utf8.count)\r\nConnection: close\r\n\r\n" + page
      let channel = context.channel
      context.writeAndFlush(NIOAny(ByteBuffer(string: text))).whenComplete { _ in
        channel.close(promise: nil)
      }
    }
  }

  /// Reads a request that has come whole (RFC 1928, section 4).
  private func readRequest() -> (command: UInt8, host: String, port: Int)? {
    var ahead = bytes
    guard let command = ahead.readBytes(length: 4)?[1],
      let kind: UInt8 = bytes.getInteger(at: bytes.readerIndex + 3)
    else { return nil }
    let host: String?
    switch kind {
    case 1: host = ahead.readBytes(length: 4)?.map(String.init).joined(separator: ".")
    case 3:
      host = ahead.readInteger(as: UInt8.self).flatMap { ahead.readString(length: Int($0)) }
    case 4:
      // The one address of its kind that leads here.
      host = ahead.readBytes(length: 16).map {
        $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 ? "::1" : "::"
      }
    default: host = ahead.readableBytes > 0 ? "" : nil
    }
    guard let host, let port = ahead.readInteger(as: UInt16.self) else { return nil }
    bytes = ahead
    return (command, host, Int(port))
  }

  private func answer(_ code: UInt8, _ context: ChannelHandlerContext) {
    let reply = NIOAny(ByteBuffer(bytes: [5, code, 0, 1, 0, 0, 0, 0, 0, 0]))
    guard code != Self.ok else { return context.writeAndFlush(reply, promise: nil) }
    let channel = context.channel
    context.writeAndFlush(reply).whenComplete { _ in channel.close(promise: nil) }
  }

  private func connect(to host: String, _ port: Int, _ context: ChannelHandlerContext) {
    phase = .connecting
    let near = context.channel
    let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
    let context = NIOLoopBound(context, eventLoop: context.eventLoop)
    ClientBootstrap(group: near.eventLoop)
      .channelOption(.autoRead, value: false)
      .connect(host: host, port: port)
      .whenComplete { result in
        guard case .success(let far) = result else {
          return handler.value.answer(Self.refused, context.value)
        }
        handler.value.lead(near, to: far, context.value)
      }
  }

  /// From here on nothing is looked at.
  private func lead(_ near: any Channel, to far: any Channel, _ context: ChannelHandlerContext) {
    do {
      try far.pipeline.syncOperations.addHandler(RelayEnd(to: near))
      answer(Self.ok, context)
      try near.pipeline.syncOperations.addHandler(RelayEnd(to: far))
      if bytes.readableBytes > 0 { far.writeAndFlush(bytes, promise: nil) }
      near.pipeline.syncOperations.removeHandler(context: context, promise: nil)
      far.setOption(.autoRead, value: true).whenComplete { _ in far.read() }
      if !near.isActive { far.close(promise: nil) }
    } catch {
      far.close(promise: nil)
      near.close(promise: nil)
    }
  }
}
