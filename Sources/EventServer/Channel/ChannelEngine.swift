/// What opens the logs of channels: the memory of this process, or an engine that several share.
public protocol ChannelEngine: Sendable {
  /// Opens the logs of the channels at these paths; returns when each has what is kept.
  ///
  /// - Parameters:
  ///   - paths: Where the channels are served, like `/events`.
  ///   - historyLimit: How many events each keeps.
  /// - Returns: The logs, in the order of the paths.
  /// - Throws: ``EngineError``, one sentence, after a bounded wait; nothing is left open.
  func open(_ paths: [String], historyLimit: Int) async throws(EngineError) -> [any ChannelLog]

  /// How things stand; nil where there is nothing that could be away.
  var standing: EngineStanding? { get }

  /// Lets go of everything; an engine opens once.
  func close() async
}

/// Why an engine opened no logs; `description` is the one sentence to show.
public struct EngineError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// An error with this sentence.
  public init(_ description: String) { self.description = description }
}

/// How an engine stands.
public struct EngineStanding: Sendable, Hashable {
  /// A channel's log there.
  public struct Log: Sendable, Hashable {
    /// Where the channel is served.
    public var path: String
    /// How many nodes keep it.
    public var replicas: Int
    /// The node that gives the numbers; nil while none does.
    public var leader: String?

    /// A log that stands so.
    public init(path: String, replicas: Int, leader: String?) {
      (self.path, self.replicas, self.leader) = (path, replicas, leader)
    }
  }

  /// The address that was asked last.
  public var address: String
  /// The name of the node that this server is connected to; nil: none.
  public var node: String?
  /// For how long nothing was heard, when that is too long; nil: the server hears.
  public var deafFor: Duration?
  /// Why the last connection was lost or refused; nil where there was nothing of the kind.
  public var reason: String?
  /// The logs, by their path.
  public var logs: [Log]

  /// An engine that stands so.
  public init(
    address: String, node: String?, deafFor: Duration?, reason: String?, logs: [Log]
  ) {
    (self.address, self.node, self.deafFor) = (address, node, deafFor)
    (self.reason, self.logs) = (reason, logs)
  }
}

/// The memory of this process.
public struct MemoryEngine: ChannelEngine {
  private let epoch: Epoch

  /// An engine whose channels count in this epoch.
  public init(epoch: Epoch = .random()) { self.epoch = epoch }

  /// Makes the channels, empty.
  public func open(
    _ paths: [String], historyLimit: Int
  ) async throws(EngineError) -> [any ChannelLog] {
    paths.map {
      MemoryLog(EventChannel(path: $0, historyLimit: historyLimit, epoch: epoch))
    }
  }

  /// Memory is never away.
  public var standing: EngineStanding? { nil }

  /// Nothing to let go of.
  public func close() async {}
}
