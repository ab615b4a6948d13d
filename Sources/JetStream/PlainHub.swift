public import EventServer
import EventStream
import FoundationEssentials
import Synchronization

/// The same engine without its log: a publish-subscribe hub, as it stands behind many streams, and here to
/// be seen failing.
///
/// What is published reaches the servers that listen at that moment, and nobody keeps it. Each server
/// numbers what it hears in an epoch of its own, so that who comes from another one is told of a gap; and
/// what a cut takes is missing without a word.
public final class PlainHub: ChannelEngine {
  /// What an engine is told: its addresses, how patient it is, who sees it.
  private let configuration: JetStreamEngine.Configuration
  private let keeping = Mutex<Task<Void, Never>?>(nil)
  private let client: NATSClient
  private let post: HubPost

  /// What begins the subjects of channels.
  static let prefix = "hub."

  /// Makes one that is not connected.
  public init(_ configuration: JetStreamEngine.Configuration) {
    self.configuration = configuration
    let post = HubPost()
    self.post = post
    client = NATSClient(
      configuration.addresses, configuration.timing, subjects: [Self.prefix + ">"],
      receive: { post.receive($0) },
      changed: { [tap = configuration.tap] change in
        switch change {
        case .connected(let info, let address):
          tap?(.connected(node: info.name, address: address.description))
        case .lost(let node, let reason): tap?(.lost(node: node, reason: reason))
        }
      })
  }

  /// Connects, and makes the channels, which hold what is heard from now on.
  public func open(
    _ paths: [String], historyLimit: Int
  ) async throws(EngineError) -> [any ChannelLog] {
    let epoch = Epoch.random()
    var logs: [PlainHubLog] = []
    for path in paths {
      let name = try StreamName(path: path)
      logs.append(
        PlainHubLog(
          EventChannel(path: path, historyLimit: historyLimit, epoch: epoch), client,
          subject: Self.prefix + name.stream))
    }
    post.take(logs)
    let start = ContinuousClock.now
    while true {
      do {
        try await client.connect()
        break
      } catch {
        let isTime = ContinuousClock.now - start < configuration.timing.start
        guard isTime, !error.isFinal, !Task.isCancelled else {
          await close()
          throw EngineError(error.description)
        }
      }
      try? await Task.sleep(for: configuration.timing.attempt)
    }
    keeping.withLock { $0 = Task { [client] in await client.keepConnected() } }
    return logs
  }

  /// A hub is heard as long as there is a connection: what was not heard nobody knows.
  public var standing: EngineStanding? {
    let place = client.place
    return EngineStanding(
      address: place.address.description, node: place.node,
      deafFor: place.node == nil ? .zero : nil, reason: place.reason, logs: [])
  }

  /// Lets go of the connection.
  public func close() async {
    keeping.withLock { $0?.cancel() }
    await client.close()
    post.take([])
  }
}

/// A channel that hears what is published to a hub.
final class PlainHubLog: ChannelLog {
  let channel: EventChannel
  let subject: String
  private let client: NATSClient

  private let waiting = Mutex<[String: CheckedContinuation<String?, Never>]>([:])

  init(_ channel: EventChannel, _ client: NATSClient, subject: String) {
    self.channel = channel
    self.client = client
    self.subject = subject
  }

  /// Publishes the event, and returns when it has come back.
  func append(
    _ event: ServerSentEvent, key: PublicationKey?
  ) async throws(PublishError) -> String {
    guard event.id == nil else { throw .ownID }
    let payload: [UInt8]
    do { payload = try StoredEvent.payload(of: event) } catch { throw .malformed(error) }
    guard payload.count <= StreamConfiguration.messageLimit else {
      throw .tooLarge(limit: StreamConfiguration.messageLimit)
    }
    let name = UUID().uuidString
    let id: String? = await withCheckedContinuation { continuation in
      waiting.withLock { $0[name] = continuation }
      do {
        try client.publish(subject, payload, [NATSHeader(StoredMessage.keyHeader, name)])
        client.later { self.settle(name, nil) }
      } catch { settle(name, nil) }
    }
    guard let id else { throw .unavailable(reason: "the hub did not send it on") }
    return id
  }

  func hear(_ message: NATSMessage) {
    guard let event = StoredEvent.event(of: message.payload, id: "") else { return }
    var numbered = event
    numbered.id = nil
    let id = try? channel.publish(numbered)
    if let name = message.header(StoredMessage.keyHeader) { settle(name, id) }
  }

  private func settle(_ name: String, _ id: String?) {
    waiting.withLock { $0.removeValue(forKey: name) }?.resume(returning: id)
  }
}

/// Brings what is heard to the logs, which are made after the client.
private final class HubPost: Sendable {
  private let logs = Mutex<[String: PlainHubLog]>([:])

  func take(_ logs: [PlainHubLog]) {
    self.logs.withLock { all in
      all = Dictionary(uniqueKeysWithValues: logs.map { ($0.subject, $0) })
    }
  }

  func receive(_ message: NATSMessage) {
    logs.withLock { $0[message.subject] }?.hear(message)
  }
}
