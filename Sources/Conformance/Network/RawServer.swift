import NIOCore
import NIOPosix
import Synchronization

/// A listening socket of 127.0.0.1 that hands out its connections.
package final class RawServer: Sendable {
  package let port: Int
  private let tls: TLSEnd?
  private let accept: @Sendable (RawConnection) -> Void
  private let state: Mutex<(listener: (any Channel)?, open: [RawConnection])>

  private init(
    port: Int, tls: TLSEnd?, listener: any Channel,
    accept: @escaping @Sendable (RawConnection) -> Void
  ) {
    self.port = port
    self.tls = tls
    self.accept = accept
    state = Mutex((listener, []))
  }

  /// Listens on a free port; `accept` is called on an event loop.
  package static func start(
    tls: TLSEnd? = nil, _ accept: @escaping @Sendable (RawConnection) -> Void
  ) async throws -> RawServer {
    let made = Shared<RawServer?>(nil)
    let listener = try await listen(on: 0, tls) { connection in
      made.current?.admit(connection)
    }
    let server = RawServer(
      port: listener.localAddress?.port ?? 0, tls: tls, listener: listener, accept: accept)
    made.with { $0 = server }
    return server
  }

  private func admit(_ connection: RawConnection) {
    state.withLock { $0.open.append(connection) }
    accept(connection)
  }

  private static func listen(
    on port: Int, _ tls: TLSEnd?, _ admit: @escaping @Sendable (RawConnection) -> Void
  ) async throws -> any Channel {
    try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.backlog, value: 256)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        let connection = RawConnection(channel)
        return channel.eventLoop.makeCompletedFuture {
          try tls?.beginAsServer(on: channel)
          try channel.pipeline.syncOperations.addHandler(Arrivals(connection))
          admit(connection)
        }
      }
      .bind(host: "127.0.0.1", port: port).get()
  }

  /// Listens no more, for a time; connections that stand go on.
  func goAway() async {
    let listener = state.withLock { state in
      defer { state.listener = nil }
      return state.listener
    }
    try? await listener?.close().get()
  }

  /// Listens again on the same port.
  func comeBack() async {
    let listener = try? await Self.listen(on: port, tls) { [self] in admit($0) }
    state.withLock { $0.listener = listener }
  }

  /// Ends everything.
  package func stop() async {
    await goAway()
    for connection in state.withLock(\.open) { await connection.close() }
  }
}
