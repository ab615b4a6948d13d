public import EventStream
import NIOCore

/// One stream of a ``PersonalFeed``: a little log, which keeps what its client has not got yet.
///
/// An event without an id takes the stream's next number: 1, 2, 3. Belongs to its event loop: use it
/// in the calls that hand it over, and nowhere else.
public final class PersonalStream: StreamFeed {
  /// Where it is served.
  let path: String
  private let connection: Connection
  /// Made for the first event: many streams wait long for it.
  private var log: EventLog?
  private var number: Int

  init(_ feed: PersonalFeed, on connection: Connection, after lastEventID: String?) {
    path = feed.path
    self.connection = connection
    number = feed.first(lastEventID)
  }

  /// Has the feed begin with it.
  func begin() { connection.server.personal[path]?.begin(self) }

  // MARK: For the feed

  /// The time since the server started, by its clock.
  public var now: Duration { connection.server.schedule.now }

  /// The longest silence that the server allows on a stream; zero: any.
  public var heartbeat: Duration { connection.server.heartbeat }

  /// Whether a fault keeps it from going on at the moment.
  public var isHeld: Bool { connection.phase.stream?.isHeld ?? true }

  /// Does `work` at this time by the server's clock, unless the stream has ended by then.
  public func at(_ time: Duration, _ work: @escaping @Sendable (PersonalStream) -> Void) {
    connection.server.schedule.at(time) { [weak connection] in
      connection?.onStream { stream in
        if let feed = stream.subscription?.feed as? PersonalStream { work(feed) }
      }
    }
  }

  /// Sends an event; without an id it takes the next number.
  ///
  /// What the socket does not take waits in the log. A client that is ``EventChannel/lagLimit``
  /// behind is cut.
  /// - Throws: ``PublishError/malformed(_:)``; then no number is spent.
  public func publish(_ event: ServerSentEvent) throws(PublishError) {
    connection.loop.eventLoop.assertInEventLoop()
    guard let stream = connection.phase.stream, stream.state == .open else { return }
    var event = event
    let id = event.id ?? String(number)
    let isCounted = event.id == nil
    event.id = id
    let frame: EventFrame
    do { frame = try EventFrame(event) } catch { throw .malformed(error) }
    if isCounted { number += 1 }
    if log == nil {
      log = EventLog(historyLimit: 0, byteLimit: 0)
      log?.addLoop()
    }
    if let position = stream.subscription?.position { log?.need(position, onLoop: 0) }
    log?.append(id: id, framed: frame.framed, text: frame.text)
    stream.serve()
  }

  /// Writes the comment that keeps a quiet stream alive.
  public func keepAlive() { connection.phase.stream?.interject(.heartbeat) }

  // MARK: For the stream

  var upcomingID: String? { String(number) }

  func next(for stream: OpenStream, _ subscription: Subscription) -> Feeding {
    guard let log else { return .nothing }
    let batch = log.batch(from: subscription.position, to: .max, byteLimit: Shard.passLimit)
    guard let batch else { return .gone }
    return batch.entries.isEmpty ? .nothing : .events(batch)
  }

  func lag(of stream: OpenStream, _ subscription: Subscription) -> Int {
    guard let log else { return stream.unsent }
    return log.published - log.publishedBefore(subscription.position) + stream.unsent
  }

  func demote(_ stream: OpenStream) {}
  func remove(_ stream: OpenStream) {}
}
