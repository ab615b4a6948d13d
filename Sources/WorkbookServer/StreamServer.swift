public import EventServer
public import EventStream
import Hummingbird
import NIOCore
import Synchronization

/// The workbook's server: the hello-world stream at `/`, channels at `/events`.
///
/// `start()` may follow `stop()`: each start makes a new server. In memory it has an empty history,
/// whose ids are of a new ``Epoch``; from an engine, what the engine has kept.
public final class StreamServer: Sendable {
  /// Where the hello-world stream is.
  public static let helloPath = "/"

  /// The channel that is there without a name.
  public static let sharedChannel = "/events"

  /// What the server was told.
  public let configuration: Configuration

  /// A start that is under way, or a server that runs.
  private enum Stage: Sendable {
    /// By its number, so that of two starts each knows its own.
    case starting(UInt64)
    case running(Running)
  }

  /// A server, and where its events are kept.
  private struct Running: Sendable {
    var server: RoutedServer
    var engine: any ChannelEngine
    /// The logs, by the path of their channel.
    var logs: [String: any ChannelLog]
  }

  private let stage = Mutex<Stage?>(nil)

  /// Makes a server; it listens once it is started.
  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
  }

  // MARK: Start and stop

  /// Starts to listen.
  ///
  /// - Returns: The port.
  /// - Throws: ``StartError``, one sentence each.
  public func start() async throws -> Int {
    if let name = configuration.channels.first(where: { !Self.isChannelName($0) }) {
      throw StartError.badChannel(name)
    }
    let start = UInt64.random(in: .min ... .max)
    try stage.withLock { stage in
      guard stage == nil else { throw StartError.alreadyStarted }
      stage = .starting(start)
    }
    do {
      let running = try await open()
      do {
        let port = try await running.server.start()
        let isWanted = stage.withLock { stage in
          guard case .starting(start) = stage else { return false }
          stage = .running(running)
          return true
        }
        guard isWanted else { throw StartError.stopped }
        return port
      } catch {
        await running.server.stop()
        await running.engine.close()
        throw error
      }
    } catch {
      stage.withLock { stage in if case .starting(start) = stage { stage = nil } }
      throw error
    }
  }

  /// Ends every stream cleanly and returns when all is closed, within 2 s.
  public func stop() async {
    let stage = stage.withLock { stage in
      defer { stage = nil }
      return stage
    }
    guard case .running(let running) = stage else { return }
    await running.server.stop()
    await running.engine.close()
  }

  /// Whether a channel may be called so: letters, digits and `-._~`, which need no escape in a
  /// path (RFC 3986, 2.3).
  public static func isChannelName(_ name: String) -> Bool {
    !name.isEmpty && !name.allSatisfy { $0 == "." }
      && name.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~".utf8.contains(byte)
        }
      }
  }

  /// Opens the channels and makes the server that has them; it does not listen yet.
  private func open() async throws(StartError) -> Running {
    let paths = channelPaths
    let engine = configuration.engine?() ?? MemoryEngine(epoch: configuration.epoch())
    let logs: [any ChannelLog]
    do { logs = try await engine.open(paths, historyLimit: configuration.historyLimit) } catch {
      throw .engine(error)
    }
    var methods = Dictionary(uniqueKeysWithValues: paths.map { ($0, ["GET", "HEAD", "POST"]) })
    methods.merge(StreamRoutes.methods) { $1 }
    let server = RoutedServer(
      configuration.server, channels: logs.map(\.channel),
      personal: [HelloStream(configuration).feed],
      router: StreamRoutes.router(logs, engine), methods: methods)
    return Running(
      server: server, engine: engine,
      logs: Dictionary(uniqueKeysWithValues: logs.map { ($0.channel.path, $0) }))
  }

  // MARK: Open streams

  /// How many streams are open.
  public var openStreams: Int { server?.openStreams ?? 0 }

  /// The channel at `/events`, or at `/events/NAME`; nil when there is none or no server runs.
  public func channel(_ name: String? = nil) -> EventChannel? { log(name)?.channel }

  /// The log of the channel at `/events`, or at `/events/NAME`; nil when there is none or no server
  /// runs.
  public func log(_ name: String? = nil) -> (any ChannelLog)? {
    running?.logs[name.map { "\(Self.sharedChannel)/\($0)" } ?? Self.sharedChannel]
  }

  /// Sends an event on every stream at `/`, and publishes it to `/events`.
  ///
  /// Without an id it takes the next number of each stream at `/`, and of the channel.
  /// A reconnection time by itself is no event: it takes no number, and no history keeps it.
  /// - Returns: How many streams it went to.
  /// - Throws: ``PublishError``; then nothing was sent.
  @discardableResult
  public func send(_ event: ServerSentEvent) async throws -> Int {
    guard let server, let log = log() else { return 0 }
    if event.isReconnectionTimeAlone { return try await server.interject(event) }
    try await log.append(event)
    return await server.publish(event, toEachAt: Self.helloPath) + log.channel.subscriberCount
  }

  /// Writes a comment on every stream; returns how many there were.
  @discardableResult
  public func comment(_ text: String) async -> Int { await server?.comment(text) ?? 0 }

  /// Resets every stream in the middle of an event; returns how many there were.
  @discardableResult
  public func drop() async -> Int { await server?.drop() ?? 0 }

  /// Sets what is to go wrong from now on, or with nil that nothing is.
  ///
  /// - Parameters:
  ///   - fault: What goes wrong.
  ///   - events: How many events pass on each stream before it strikes; of a fault in the response
  ///     head, how many streams are answered before it does.
  ///   - connections: How many of the next streams it befalls; nil: the open ones and all to
  ///     come.
  ///   - path: The one path that it befalls, by its own order from then on; nil: every path, and
  ///     what was set for one alone is forgotten. See ``path(ofChannel:)``.
  public func setFault(
    _ fault: Fault?, after events: Int = 0, connections: Int? = nil, on path: String? = nil
  ) async {
    await server?.setFault(fault, after: events, connections: connections, on: path)
  }

  /// Where a stream is served that a user names: by its path, or a channel by its name alone.
  ///
  /// - Throws: ``FaultError/unknownChannel(_:known:)``.
  public func path(ofChannel name: String) throws(FaultError) -> String {
    let known = [Self.helloPath] + channelPaths
    let meant = [name, "\(Self.sharedChannel)/\(name)", "/\(name)"]
    guard let path = meant.first(where: known.contains) else {
      throw .unknownChannel(name, known: known)
    }
    return path
  }

  /// What the server is doing at this moment; all zero when it does not run.
  public func status() -> Status { server?.status() ?? Status() }

  /// The paths of the channels, the shared one first.
  private var channelPaths: [String] {
    let names = Set(configuration.channels).sorted()
    return [Self.sharedChannel] + names.map { "\(Self.sharedChannel)/\($0)" }
  }

  private var running: Running? {
    stage.withLock { stage in if case .running(let running) = stage { running } else { nil } }
  }

  private var server: RoutedServer? { running?.server }
}

extension ServerSentEvent {
  /// Whether it says when to come back, and nothing else.
  fileprivate var isReconnectionTimeAlone: Bool {
    retry != nil && event == nil && id == nil && data == nil
  }
}
