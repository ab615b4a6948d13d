public import EventStream
import NIOCore
import Synchronization

/// A named stream: a subscriber gets every event from then on, or from where it was.
///
/// Publish from any thread; each event is encoded once and the same bytes go to all subscribers. An
/// event without an `id` is counted and takes a ``CountedID`` of the channel's epoch. An id that
/// the publisher gives is opaque text, and the publisher's to keep apart from the others: a client
/// that resumes from one that was given twice goes on behind the earliest that is kept.
///
/// A channel is served by one ``RoutedServer`` at a time. Without one it only keeps history.
public final class EventChannel: Sendable {
  /// How many events a channel keeps unless told otherwise.
  public static let historyLimit = 1_000
  /// How many bytes of them at most: 16 MiB; the oldest go first.
  public static let historyByteLimit = 16 << 20
  /// How large one published event may be, encoded: 1 MiB.
  public static let eventSizeLimit = 1 << 20
  /// How long an id may be: 1 KiB.
  ///
  /// It has to come back in a request head, of which many servers and proxies take 8 KiB.
  public static let idSizeLimit = 1 << 10
  /// How far behind a subscriber may be: 4 MiB published and not yet taken by its socket.
  ///
  /// Beyond that its connection is closed; it comes back with `Last-Event-ID`, and no other
  /// subscriber feels anything. What it catches up on after a resume does not count.
  public static let lagLimit = 4 << 20
  /// How far publishers may run ahead of all event loops: 64 MiB.
  ///
  /// Beyond that the subscribers that have not been served are closed, to resume from history.
  public static let burstLimit = 64 << 20

  /// Looks up events that the history in memory no longer (or not yet) holds.
  ///
  /// Asked for what came after `id` (nil: from the earliest), up to and including `newest`, at
  /// most `limit` events, oldest first and each with its id. Asked again from the last one's id
  /// until it reaches `newest` or returns none. Nil: the id is unknown, and the client is told
  /// of a gap. What is published meanwhile follows after it, without loss or duplicate.
  ///
  /// Where several processes publish the same events, a client may come with an id that is still
  /// on its way here: wait until it was published, then throw ``JoinAgain``.
  public typealias Replay =
    @Sendable (_ id: String?, _ newest: String, _ limit: Int) async throws -> [ServerSentEvent]?

  /// Thrown by a ``Replay``: the id is in the channel by now, so look there once more.
  public struct JoinAgain: Error {
    /// Nothing more to say.
    public init() {}
  }

  /// How many events a ``Replay`` is asked for at a time.
  public static let replayPage = 500

  /// The path at which the channel is served.
  public let path: String
  /// Whose numbers events take that bring no id.
  public let epoch: Epoch
  let replay: Replay?
  /// Whether `replay` has nothing that is older than what is in memory.
  let memoryHoldsAll: Bool

  struct State: Sendable {
    var log: EventLog
    /// The number of the event that was counted last.
    var counter = 0
    var newestID: String?
    /// The cursor of a client that has missed nothing when the channel begins: the id of the newest
    /// event before, or where the epoch begins.
    let beginning: String
    var shards: [Shard] = []
    var subscribers = 0
  }

  let state: Mutex<State>

  /// Makes a channel.
  ///
  /// - Parameters:
  ///   - path: The path at which it is served, like `/events`.
  ///   - historyLimit: How many events are kept; at most ``historyByteLimit`` bytes of them.
  ///   - epoch: What the ids of counted events begin with. A channel in memory begins a new epoch,
  ///     so that a cursor of its forerunner is told of a gap and not taken for one of its own.
  ///   - newestID: The id of the newest event that was published before, where `replay` knows
  ///     older ones; a client that comes with it has missed nothing.
  ///   - memoryHoldsAll: Whether all that is kept is in memory, so that `?from=earliest` begins there;
  ///     `replay` is then asked for ids alone.
  ///   - replay: Where to look for events that are not in memory.
  public init(
    path: String, historyLimit: Int = EventChannel.historyLimit, epoch: Epoch = .random(),
    newestID: String? = nil, memoryHoldsAll: Bool = false, replay: Replay? = nil
  ) {
    self.path = path
    self.epoch = epoch
    self.replay = replay
    self.memoryHoldsAll = memoryHoldsAll
    var state = State(
      log: EventLog(historyLimit: historyLimit, byteLimit: Self.historyByteLimit),
      newestID: newestID, beginning: newestID ?? CountedID(epoch, 0).description)
    if let newestID { state.count(newestID, of: epoch) }
    self.state = Mutex(state)
  }

  /// Sends an event to every subscriber and keeps it in the history.
  ///
  /// - Returns: The event's id.
  /// - Throws: ``PublishError`` when the event cannot be written as it is; nothing was sent.
  @discardableResult
  public func publish(_ event: ServerSentEvent) throws(PublishError) -> String {
    if let id = event.id { try Self.check(id) }
    // What can be encoded is, before the lock: with an id of its own that is everything.
    var frame: EventFrame?
    if event.id != nil { frame = try Self.frame(of: event) }
    let (id, shards) = try state.withLock { [epoch] state throws(PublishError) in
      var event = event
      let id = event.id ?? CountedID(epoch, state.counter + 1).description
      event.id = id
      let frame = if let frame { frame } else { try Self.frame(of: event) }
      state.newestID = id
      state.count(id, of: epoch)
      state.log.append(id: id, framed: frame.framed, text: frame.text)
      return (id, state.shards)
    }
    for shard in shards { shard.wake() }
    return id
  }

  /// How many streams are open on this channel.
  public var subscriberCount: Int { state.withLock { $0.subscribers } }

  /// Whether every event has gone out to every subscriber that keeps up.
  public var isIdle: Bool { state.withLock { state in state.log.isPassedOn } }

  /// The id of the newest event; nil before the first.
  public var newestID: String? { state.withLock { $0.newestID } }

  /// An id must come back as it went out, in a `Last-Event-ID`.
  private static func check(_ id: String) throws(PublishError) {
    if id.trimmingSpaces.isEmpty { throw .emptyID }
    if id.utf8.count > idSizeLimit { throw .idTooLong(limit: idSizeLimit) }
    // CR, LF and NUL have a sentence of their own, from the encoder.
    let isControl: (UInt8) -> Bool = {
      ($0 < 0x20 && ![0x00, 0x09, 0x0A, 0x0D].contains($0)) || $0 == 0x7F
    }
    if id.utf8.contains(where: isControl) { throw .controlInID }
  }

  private static func frame(of event: ServerSentEvent) throws(PublishError) -> EventFrame {
    let frame: EventFrame
    do { frame = try EventFrame(event) } catch { throw .malformed(error) }
    guard frame.text.count <= eventSizeLimit else { throw .tooLarge(limit: eventSizeLimit) }
    return frame
  }
}

extension EventChannel.State {
  /// Counts on from an id of the channel's own epoch, also when a publisher gave it.
  fileprivate mutating func count(_ id: String, of epoch: Epoch) {
    guard let counted = CountedID(id), counted.epoch == epoch else { return }
    counter = max(counter, counted.number)
  }

  /// Where the channel stands: the newest event's id, or the cursor before the first.
  var standing: String { newestID ?? beginning }
}
