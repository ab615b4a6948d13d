public import EventServer

/// What `--engine` names: the nodes, and which half of them is used.
public struct EngineAddress: Sendable, Hashable {
  /// Where the nodes listen; at least one.
  public let nodes: [NATSAddress]
  /// Whether they pass on and keep nothing: see ``PlainHub``.
  public let isPlain: Bool

  /// What comes before the nodes of a hub that keeps nothing.
  private static let plainScheme = "nats-plain://"
  private static let scheme = "nats://"

  /// The engine that a text names: `nats://HOST:PORT[,…]`, or `nats-plain://` and the same.
  ///
  /// - Throws: ``EngineError``, which says what an address looks like.
  public init(_ text: String) throws(EngineError) {
    isPlain = text.hasPrefix(Self.plainScheme)
    let list = isPlain ? Self.scheme + text.dropFirst(Self.plainScheme.utf8.count) : text
    nodes = try NATSAddress.list(list)
  }

  /// The same nodes, passing on and keeping nothing.
  public static func plain(_ nodes: String) -> String {
    plainScheme + nodes.dropFirst(scheme.utf8.count)
  }

  /// An engine there, which is not connected yet; `tap` sees what it does.
  public func engine(
    tap: @escaping @Sendable (JetStreamEngine.Happening) -> Void
  ) -> any ChannelEngine {
    var configuration = JetStreamEngine.Configuration(nodes)
    configuration.tap = tap
    return isPlain ? PlainHub(configuration) : JetStreamEngine(configuration)
  }
}
