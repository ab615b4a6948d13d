public import EventServer
import FoundationEssentials
import Synchronization

/// NATS JetStream as the engine of channels: a stream for each, which several servers share.
///
/// A stream's events are heard on one plain subscription, as it sends on what it has kept
/// (*republish*); what was not heard is fetched by its number (*direct get*). There are no consumers,
/// since making one fails for seconds while a node is down (decision 0901).
public final class JetStreamEngine: ChannelEngine {
  /// How many times as long a node without a leader behind it is kept at most.
  static let leaderlessFactor = 8

  /// What the engine does, as far as this server sees it.
  public enum Happening: Sendable, Hashable {
    /// No node has taken us in yet, after so many seconds of the start; they are tried again.
    case waiting(seconds: Int, of: Int, reason: String)
    /// A node took us in.
    case connected(node: String, address: String)
    /// The connection to a node was lost, or given up; another one is looked for.
    case lost(node: String, reason: String)
    /// A node leads a channel's stream now: it gives the numbers.
    case leads(node: String, channel: String)
    /// No node can lead a channel's stream: too few are there.
    case leaderless(channel: String)
    /// Events that were not heard were fetched by their numbers.
    case fetched(channel: String, count: Int)
    /// Readers were told of a gap.
    case gap(channel: String, reason: String)
    /// An event was kept at last that had to be sent more than once.
    case published(channel: String, after: String)
  }

  /// What an engine is told when it is made.
  public struct Configuration: Sendable {
    /// Where its nodes listen.
    public var addresses: [NATSAddress]
    /// Sees what the engine does.
    public var tap: (@Sendable (Happening) -> Void)?
    /// How patient it is; tests make it less so.
    package var timing = EngineTiming()

    /// An engine with nodes at these addresses, of which there is one at least.
    public init(_ addresses: [NATSAddress]) { self.addresses = addresses }
  }

  private struct State {
    var logs: [JetStreamLog] = []
    var tasks: [Task<Void, Never>] = []
    var heard = ContinuousClock.now
    var leaderHeard = ContinuousClock.now
    /// Whether the node answers for a leader that hears no majority: it was cut off, and so are we.
    var isAlone = false
    /// How many times as long as usual a leader is waited for.
    var patience = 1
    /// When a node was left that answered nothing.
    var left = ContinuousClock.now
  }

  /// The mailboxes by the subject of what they hear, and the channels by their streams.
  private struct Directory: Sendable {
    var mailboxes: [String: LogMailbox] = [:]
    var paths: [String: String] = [:]
  }

  private let configuration: Configuration
  private let state = Mutex(State())
  private let directory: Mutex<Directory>
  private let client: NATSClient

  /// What the engine says of the lives of streams.
  static let advisories = "$JS.EVENT.ADVISORY.STREAM."

  /// Makes one that is not connected.
  public init(_ configuration: Configuration) {
    self.configuration = configuration
    let post = Post()
    client = NATSClient(
      configuration.addresses, configuration.timing,
      subjects: [StreamName.allLive, Self.advisories + ">"],
      receive: { post.engine?.receive($0) }, changed: { post.engine?.changed($0) })
    directory = Mutex(Directory())
    post.take(self)
  }

  // MARK: Opening

  /// Connects, makes the streams or finds them, and fetches what they keep.
  public func open(
    _ paths: [String], historyLimit: Int
  ) async throws(EngineError) -> [any ChannelLog] {
    do {
      let names = try paths.map { path throws(EngineError) in try StreamName(path: path) }
      let mailboxes = zip(paths, names).map { path, name in
        let mailbox = LogMailbox()
        directory.withLock { directory in
          directory.mailboxes[name.live] = mailbox
          directory.paths[name.stream] = path
        }
        return mailbox
      }
      var logs: [JetStreamLog] = []
      try await patiently { [self] () async throws(Obstacle) in
        if client.info == nil { try await connect() }
        for number in logs.count..<paths.count {
          logs.append(
            try await open(paths[number], names[number], mailboxes[number], historyLimit))
        }
      }
      state.withLock { [logs] state in
        state.logs = logs
        state.tasks.append(Task { [client] in await client.keepConnected() })
        state.tasks.append(
          Task { [weak self] in
            while let self, !Task.isCancelled {
              try? await Task.sleep(for: configuration.timing.silence)
              await self.tick()
            }
          })
      }
      for log in logs {
        try await patiently { () async throws(Obstacle) in
          guard await log.catchUp() else {
            throw Obstacle(reason: "the engine does not say what \(log.channel.path) has kept")
          }
        }
      }
      return logs
    } catch {
      await close()
      throw error
    }
  }

  /// Why an attempt to open did not succeed; whether to try again is of use.
  private struct Obstacle: Error {
    var reason: String
    var isFinal = false
  }

  private func patiently(
    _ attempt: () async throws(Obstacle) -> Void
  ) async throws(EngineError) {
    let start = ContinuousClock.now
    let limit = configuration.timing.start
    while true {
      do { return try await attempt() } catch {
        if error.isFinal { throw EngineError(error.reason) }
        let passed = ContinuousClock.now - start
        guard passed + configuration.timing.attempt < limit, !Task.isCancelled else {
          guard !Task.isCancelled else { throw EngineError("the start was given up") }
          throw EngineError(
            "\(error.reason); gave up after \(limit.components.seconds) s: is the engine running, "
              + "and is --engine its address?")
        }
        configuration.tap?(
          .waiting(
            seconds: Int(passed.components.seconds), of: Int(limit.components.seconds),
            reason: error.reason))
      }
      do { try await Task.sleep(for: configuration.timing.attempt) } catch {
        throw EngineError("the start was given up")
      }
    }
  }

  private func connect() async throws(Obstacle) {
    do { try await client.connect() } catch {
      throw Obstacle(reason: error.description, isFinal: error.isFinal)
    }
  }

  private func open(
    _ path: String, _ name: StreamName, _ mailbox: LogMailbox, _ historyLimit: Int
  ) async throws(Obstacle) -> JetStreamLog {
    let api = StreamAPI(client: client)
    let replicas = client.info?.cluster == nil ? 1 : 3
    let configuration = StreamConfiguration(name, historyLimit: historyLimit, replicas: replicas)
    let info: StreamInfo
    do { info = try await api.create(configuration) } catch {
      throw Self.obstacle(error, name, client.place.address)
    }
    let reader = LogReader(api, name, mailbox, info)
    let log = JetStreamLog(
      reader, configuration, path: path, historyLimit: historyLimit,
      publishLimit: self.configuration.timing.publish,
      told: { [tap = self.configuration.tap] in tap?($0) },
      leaderAnswered: { [weak self] in self?.leaderAnswered() },
      leaderIsAlone: { [weak self] in self?.state.withLock { $0.isAlone = true } })
    let task = Task { await log.follow() }
    state.withLock { $0.tasks.append(task) }
    return log
  }

  private static func obstacle(
    _ failure: StreamAPI.Failure, _ name: StreamName, _ address: NATSAddress
  ) -> Obstacle {
    switch failure {
    case .onTheWay(.nobody): return Obstacle(reason: NATSProblem.noJetStream(address).description)
    case .onTheWay(let problem):
      return Obstacle(reason: "\(problem) at \(address)", isFinal: problem.isFinal)
    case .refused(let error) where error.number == StreamAPIError.nameInUse:
      return Obstacle(
        reason: "the engine at \(address) has a stream \(name.stream) of another configuration, "
          + "which is left alone: give every server the same --history, or delete the stream",
        isFinal: true)
    case .refused(let error):
      return Obstacle(
        reason: "the engine at \(address) does not make the stream \(name.stream): "
          + error.description, isFinal: error.isFinal)
    }
  }

  /// Lets go of streams and connection.
  public func close() async {
    let (tasks, logs) = state.withLock { state in
      defer { (state.tasks, state.logs) = ([], []) }
      return (state.tasks, state.logs)
    }
    for task in tasks { task.cancel() }
    let mailboxes = directory.withLock { Array($0.mailboxes.values) }
    for mailbox in mailboxes { mailbox.close() }
    // What is acknowledged and not heard is heard no more.
    for log in logs { log.reader.giveUp(before: .now + .seconds(1)) }
    await client.close()
  }

  // MARK: Hearing

  private func receive(_ message: NATSMessage) {
    if message.subject.hasPrefix(Self.advisories) { return advise(message) }
    guard let stored = StoredMessage(message),
      let mailbox = directory.withLock({ $0.mailboxes[message.subject] })
    else { return }
    state.withLock { $0.heard = .now }
    mailbox.put(stored)
  }

  private func changed(_ change: NATSClient.Change) {
    switch change {
    case .connected(let info, let address):
      configuration.tap?(.connected(node: info.name, address: address.description))
      // Whatever was said meanwhile was not heard, and the stream may be another.
      for mailbox in directory.withLock({ Array($0.mailboxes.values) }) {
        mailbox.want(proof: true, tail: true)
      }
    case .lost(let node, let reason): configuration.tap?(.lost(node: node, reason: reason))
    }
  }

  /// The engine says what became of a stream: `$JS.EVENT.ADVISORY.STREAM.LEADER_ELECTED.ch_events`.
  private func advise(_ message: NATSMessage) {
    let words = message.subject.dropFirst(Self.advisories.utf8.count).split(separator: ".")
    guard words.count == 2,
      let path = directory.withLock({ $0.paths[String(words[1])] })
    else { return }
    let log = state.withLock { $0.logs.first { $0.channel.path == path } }
    switch words[0] {
    case "LEADER_ELECTED":
      guard let leader = Advisory(message.payload)?.leader else { return }
      log?.reader.note(leader: leader)
      configuration.tap?(.leads(node: leader, channel: path))
    case "QUORUM_LOST":
      log?.reader.note(leader: nil)
      configuration.tap?(.leaderless(channel: path))
    case "DELETED", "CREATED": log?.reader.mailbox.want(proof: true, tail: true)
    default: break
    }
  }

  private struct Advisory: Decodable {
    var leader: String?

    init?(_ json: [UInt8]) {
      guard let advisory = try? JSONDecoder().decode(Advisory.self, from: Data(json)) else {
        return nil
      }
      self = advisory
    }
  }

  // MARK: Whether it can be heard

  private func leaderAnswered() {
    state.withLock { state in
      state.heard = .now
      state.leaderHeard = .now
      state.isAlone = false
      state.patience = 1
    }
  }

  /// Looks after the silence of channels, of the node, and of leaders.
  private func tick() async {
    let now = ContinuousClock.now
    let timing = configuration.timing
    let (logs, heard, leaderHeard, isAlone, patience) = state.withLock {
      ($0.logs, max($0.heard, $0.left), $0.leaderHeard, $0.isAlone, $0.patience)
    }
    for log in logs {
      log.reader.giveUp(before: now - timing.silence)
      guard !log.reader.mailbox.hasHeard() else { continue }
      Task {
        if await log.reader.mailbox.check(proof: false) { state.withLock { $0.heard = .now } }
      }
    }
    guard client.info != nil else { return }
    if now - heard > timing.unanswered {
      state.withLock { $0.left = .now }
      return client.leave("it answers no request")
    }
    if now - leaderHeard > timing.silence * 2, let log = logs.first {
      Task { await log.askLeader() }
    }
    let limit = isAlone ? timing.unanswered : timing.leaderless
    if now - leaderHeard > limit * patience, configuration.addresses.count > 1 {
      state.withLock { state in
        state.leaderHeard = .now
        state.isAlone = false
        state.patience = min(patience * 2, Self.leaderlessFactor)
      }
      client.leave(
        isAlone ? "it is cut off from the others" : "no leader answers behind it")
    }
  }

  /// How the engine stands.
  public var standing: EngineStanding? {
    let (logs, heard) = state.withLock { ($0.logs, $0.heard) }
    let place = client.place
    let silence = ContinuousClock.now - heard
    return EngineStanding(
      address: place.address.description, node: place.node,
      deafFor: silence > configuration.timing.deaf ? silence : nil, reason: place.reason,
      logs: logs.map { log in
        let info = log.reader.info
        return EngineStanding.Log(
          path: log.channel.path, replicas: info.config.replicas,
          leader: info.cluster == nil ? place.node : info.cluster?.leader)
      })
  }
}

/// Where what a client hears is brought: it is made before the engine is.
private final class Post: Sendable {
  private let place = Mutex<WeakEngine>(WeakEngine())

  private struct WeakEngine: Sendable { weak var engine: JetStreamEngine? }

  var engine: JetStreamEngine? { place.withLock { $0.engine } }

  func take(_ engine: JetStreamEngine) { place.withLock { $0.engine = engine } }
}
