import Glibc
import NIOCore
import NIOPosix

/// A listening socket, which takes connections only while there is room for them.
///
/// The rest waits in the kernel's queue: none is taken only to be reset. NIO binds it and closes it;
/// the connections are taken past NIO, since most of them become streams, which need no channel.
///
/// Belongs to its event loop and is touched only there, which makes it safe to share.
final class Listener: @unchecked Sendable {
  /// How long nothing is accepted when the process has no descriptor left all the same: 100 ms.
  static let pause = TimeAmount.milliseconds(100)
  /// How many connections may wait to be accepted, as far as the system goes along: 4,096.
  static let backlog: Int32 = 4_096

  let descriptor: CInt
  private let channel: any Channel
  private let loop: LoopState
  private let server: RoutedServer
  private var isClosed = false
  /// The loop of the next connection.
  private var turn = 0

  private init(
    _ channel: any Channel, _ descriptor: CInt, _ loop: LoopState, _ server: RoutedServer
  ) {
    (self.channel, self.descriptor, self.loop, self.server) = (channel, descriptor, loop, server)
  }

  /// Binds a socket; it takes no connection before it is opened.
  static func bind(to address: SocketAddress, of server: RoutedServer) async throws -> Listener {
    guard let loop = server.loops.first else { throw ChannelError.operationUnsupported }
    let channel = try await ServerBootstrap(group: loop.eventLoop)
      .serverChannelOption(.backlog, value: backlog)
      .serverChannelOption(.autoRead, value: false)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .bind(to: address).get()
    let descriptor = try await loop.eventLoop.submit {
      try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
        of: NIOBSDSocket.Handle.self
      ) { $0 }
    }.get()
    guard let descriptor else { throw ChannelError.operationUnsupported }
    return Listener(channel, descriptor, loop, server)
  }

  var port: Int? { channel.localAddress?.port }

  /// Takes connections from now on.
  func open() async { try? await loop.eventLoop.submit { self.goOn() }.get() }

  /// Takes no more, and gives up the socket.
  func close() async {
    try? await loop.eventLoop.submit {
      self.isClosed = true
      self.loop.forget(self.descriptor)
    }.get()
    try? await channel.close()
  }

  /// Takes some of the connections that wait.
  func accept() {
    loop.eventLoop.assertInEventLoop()
    guard !isClosed else { return }
    var others: [[(descriptor: CInt, number: Int)]] = server.loops.map { _ in [] }
    defer { handOut(others) }
    for _ in 0..<server.burst {
      guard let accepted = RawSocket.accept(from: descriptor) else {
        if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) { rest() }
        // Another one is told of by the poller, and of this one too if it was a mere mishap.
        return
      }
      let number = server.accepted()
      turn = (turn + 1) % server.loops.count
      if server.loops[turn] === loop {
        server.welcome(accepted, number, on: loop)
      } else {
        others[turn].append((accepted, number))
      }
    }
    if !server.hasRoom { waitForRoom() }
  }

  private func handOut(_ accepted: [[(descriptor: CInt, number: Int)]]) {
    for (loop, accepted) in zip(server.loops, accepted) where !accepted.isEmpty {
      loop.eventLoop.execute { [server] in
        for (descriptor, number) in accepted { server.welcome(descriptor, number, on: loop) }
      }
    }
  }

  private func goOn() {
    loop.eventLoop.assertInEventLoop()
    guard !isClosed else { return }
    if server.hasRoom { loop.follow(self) } else { waitForRoom() }
  }

  private func waitForRoom() {
    loop.forget(descriptor)
    server.counters.whenOneCloses { self.loop.eventLoop.execute { self.goOn() } }
    // A connection may have closed in between, before this was on the list.
    if server.hasRoom { goOn() }
  }

  /// The process is out of descriptors, whatever it counts.
  private func rest() {
    loop.forget(descriptor)
    loop.eventLoop.scheduleTask(in: Self.pause) { self.goOn() }
  }
}
