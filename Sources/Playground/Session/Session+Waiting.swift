import EventClient
import EventServer
import Observations

extension Session {
  /// Waits for an observation after the given one; nil when none came within the deadline.
  func observation(
    after number: Int, within deadline: Duration = Session.effectDeadline,
    where test: @escaping @Sendable (Observation) -> Bool
  ) async -> Observation? {
    let journal = journal
    return await withTaskGroup(of: Observation?.self) { group in
      group.addTask { await journal.first(from: number + 1, where: test) }
      group.addTask {
        try? await Task.sleep(for: deadline)
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
  }

  /// Waits until the client of this program has seen what the server did, if it listens to it.
  func clientObservation(
    after number: Int, within deadline: Duration = Session.effectDeadline,
    where test: @escaping @Sendable (Happening) -> Bool
  ) async -> Observation? {
    await observation(after: number, within: deadline) { $0.side == .client && test($0.happening) }
  }

  /// How long the comment that begins a stream may be on its way; a fault may have cut it.
  private static let greetingDeadline: Duration = .milliseconds(500)

  /// Waits until the client has read the comment with which a stream of this program's server
  /// begins, if it was sent: what is judged from here on begins behind it.
  func awaitGreeting(after number: Int) async {
    if let cluster, clientListens(to: cluster.url) {
      // Of what its servers have sent nothing is told; it is the same comment, and their retry behind it.
      let last = cluster.announcesRetry ? Happening.Kind.reconnectionTime : .comment
      _ = await clientObservation(after: number, within: Self.greetingDeadline) { happening in
        switch happening {
        case .lost, .failed: true
        default: Happening.Kind(happening) == last
        }
      }
    }
    guard clientListensHere else { return }
    let line = ": \(RoutedServer.greeting)"
    let isSent = journal.observations(from: number + 1).contains { observation in
      guard observation.side == .server, case .sent(let bytes) = observation.happening else {
        return false
      }
      return String(decoding: bytes, as: UTF8.self).contains(line)
    }
    guard isSent else { return }
    _ = await clientObservation(after: number, within: Self.greetingDeadline) { happening in
      switch happening {
      case .comment, .lost, .failed: true
      default: false
      }
    }
  }

  /// Waits until the client has dispatched what was sent, or lost the stream; says so when neither
  /// happens in time.
  func awaitDispatch(
    after number: Int, where isIt: @escaping @Sendable (Happening) -> Bool
  ) async -> Observation? {
    let seen = await clientObservation(after: number) { happening in
      switch happening {
      case .lost, .failed: true
      default: isIt(happening)
      }
    }
    if seen == nil, !Task.isCancelled { say("the client has not dispatched it within 5 s") }
    return seen
  }

  /// Whether this program's client has a stream of this program's server open, and reads it.
  var clientListensHere: Bool {
    guard let server else { return false }
    return clientListens(to: server.url)
  }

  /// Whether this program's client reads a stream of the server at this address, and nothing
  /// between them collects.
  func clientListens(to address: String) -> Bool {
    guard let client, client.source.readyState == .open, !client.isPaused else { return false }
    if client.url.hasPrefix(address) { return true }
    guard let proxy, proxy.upstream == address, proxy.passesAtOnce else { return false }
    return proxy.leads(client.url)
  }
}
