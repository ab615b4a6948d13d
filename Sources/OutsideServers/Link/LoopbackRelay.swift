import NIOCore
import NIOPosix
import Synchronization

/// A port of 127.0.0.1 that leads to another one, until it is cut: for networks that fail on purpose.
public final class LoopbackRelay: Sendable {
  /// How it treats connections.
  public enum Way: Sendable, Hashable {
    /// What comes in goes on, both ways.
    case open
    /// Connections are reset, new ones at once.
    case cut
    /// Connections stay, and nothing goes on; new ones are accepted, and hear nothing: a black hole.
    case silent
    /// What those who connect say goes on; what they are answered is held up.
    case mute
  }

  /// One end of a connection: that of who has connected, or the far one.
  private struct End {
    var channel: any Channel
    var isFar: Bool
  }

  private struct State {
    var way = Way.open
    var target: Int
    var listener: (any Channel)?
    var ends: [ObjectIdentifier: End] = [:]
  }

  private let state: Mutex<State>
  private let loop = MultiThreadedEventLoopGroup.singleton.next()

  private init(target: Int) { state = Mutex(State(target: target)) }

  /// Listens on a free port, which leads to this one.
  public static func start(to target: Int, port: Int = 0) async throws -> LoopbackRelay {
    let relay = LoopbackRelay(target: target)
    let listener = try await ServerBootstrap(group: relay.loop)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.autoRead, value: false)
      .childChannelInitializer { relay.accept($0) }
      .bind(host: "127.0.0.1", port: port).get()
    relay.state.withLock { $0.listener = listener }
    return relay
  }

  /// The port that leads on.
  public var port: Int { state.withLock { $0.listener?.localAddress?.port ?? 0 } }

  /// Goes on so from now on; returns when that is so of every connection.
  public func set(_ way: Way) async {
    let ends = state.withLock { state in
      state.way = way
      return Array(state.ends.values)
    }
    for end in ends {
      if way == .cut {
        try? await end.channel.close().get()
      } else {
        try? await end.channel.setOption(.autoRead, value: way.reads(end.isFar)).get()
      }
    }
  }

  /// Ends it, and every connection.
  public func stop() async {
    await set(.cut)
    let listener = state.withLock { $0.listener }
    try? await listener?.close().get()
  }

  private func accept(_ near: any Channel) -> EventLoopFuture<Void> {
    let (way, target) = state.withLock { ($0.way, $0.target) }
    guard way != .cut else { return near.close() }
    return ClientBootstrap(group: near.eventLoop)
      .channelOption(.autoRead, value: false)
      .connect(host: "127.0.0.1", port: target)
      .flatMap { far in
        near.eventLoop.makeCompletedFuture {
          try near.pipeline.syncOperations.addHandler(RelayEnd(to: far))
          try far.pipeline.syncOperations.addHandler(RelayEnd(to: near))
          self.hold(End(channel: near, isFar: false))
          self.hold(End(channel: far, isFar: true))
        }
      }
      .flatMapError { _ in near.close() }
  }

  private func hold(_ end: End) {
    let name = ObjectIdentifier(end.channel)
    let isRead = state.withLock { state in
      state.ends[name] = end
      return state.way.reads(end.isFar)
    }
    end.channel.closeFuture.whenComplete { _ in
      self.state.withLock { $0.ends[name] = nil }
    }
    if isRead { end.channel.setOption(.autoRead, value: true).whenComplete { _ in } }
  }
}

extension LoopbackRelay.Way {
  /// Whether what an end says goes on.
  fileprivate func reads(_ isFar: Bool) -> Bool { self == .open || self == .mute && !isFar }
}
