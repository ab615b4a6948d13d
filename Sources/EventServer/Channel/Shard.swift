import NIOCore
import Synchronization

/// The subscribers of one channel on one event loop.
///
/// Those in step stand in dense arrays, *direct* ones: an event goes to all of them in one pass
/// of `send` over their descriptors. A stream whose socket did not take it all, and one that is
/// looked at closely (tap, fault, HTTP/1.0), is *queued*: served from the channel's log, at its own
/// pace, until it is in step again. Events published while a pass is under way go out together in
/// the next one: the busier the server, the fewer the writes.
///
/// Everything but ``wake()`` belongs to the event loop and is touched only there; that is what
/// makes the class safe to share.
final class Shard: StreamFeed, @unchecked Sendable {
  /// How many bytes of events go out in one pass, and to one lagging subscriber in one write.
  static let passLimit = 256 << 10

  let channel: EventChannel
  let loop: LoopState
  private let number: Int
  private let members = Atomic(0)
  private let isAwake = Atomic(false)

  private var descriptors: ContiguousArray<CInt> = []
  private(set) var direct: ContiguousArray<OpenStream> = []
  private(set) var queued: ContiguousArray<OpenStream> = []
  /// The direct subscribers have every event before this.
  private(set) var position = 0
  private var joined: [UInt8] = []
  /// When events or a heartbeat last went out, on the server's schedule.
  var lastWrite = Duration.zero
  let schedule: Schedule

  var path: String { channel.path }
  /// A publisher elsewhere may be the next.
  var upcomingID: String? { nil }

  init(channel: EventChannel, loop: LoopState, number: Int, schedule: Schedule) {
    self.schedule = schedule
    self.channel = channel
    self.loop = loop
    self.number = number
  }

  /// Sees to it that what was published goes out; from any thread.
  func wake() {
    guard members.load(ordering: .sequentiallyConsistent) > 0,
      !isAwake.exchange(true, ordering: .sequentiallyConsistent)
    else { return }
    loop.eventLoop.execute { self.pass() }
  }

  // MARK: Coming and going

  /// Subscribes a stream; it gets nothing before it is served.
  func add(_ stream: OpenStream, resume: StreamPlan.Resume) -> EventChannel.Join {
    loop.eventLoop.assertInEventLoop()
    let isFirst = members.add(1, ordering: .sequentiallyConsistent).oldValue == 0
    let (join, next) = channel.join(resume, shard: number)
    if isFirst { position = next }
    stream.subscription = Subscription(feed: self, position: join.position, joined: next)
    enqueue(stream)
    return join
  }

  func remove(_ stream: OpenStream) {
    loop.eventLoop.assertInEventLoop()
    guard let subscription = stream.subscription else { return }
    withdraw(stream, subscription)
    stream.subscription = nil
    channel.leave()
    if members.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 {
      channel.need(.max, onLoop: number)
    }
  }

  /// Takes a direct subscriber out of the pass, to be served by itself.
  func demote(_ stream: OpenStream) {
    loop.eventLoop.assertInEventLoop()
    guard let subscription = stream.subscription, subscription.isDirect else { return }
    withdraw(stream, subscription)
    stream.subscription?.position = position
    enqueue(stream)
  }

  private func promote(_ stream: OpenStream, _ subscription: Subscription) {
    withdraw(stream, subscription)
    stream.subscription?.isDirect = true
    stream.subscription?.slot = direct.count
    direct.append(stream)
    descriptors.append(stream.descriptor)
  }

  private func enqueue(_ stream: OpenStream) {
    stream.subscription?.isDirect = false
    stream.subscription?.slot = queued.count
    queued.append(stream)
    loop.lags(1)
  }

  /// Closes the gap that it leaves with the last of the array.
  private func withdraw(_ stream: OpenStream, _ subscription: Subscription) {
    let slot = subscription.slot
    if subscription.isDirect {
      direct.swapRemove(at: slot)
      descriptors.swapRemove(at: slot)
      if slot < direct.count { direct[slot].subscription?.slot = slot }
    } else {
      queued.swapRemove(at: slot)
      loop.lags(-1)
      if slot < queued.count { queued[slot].subscription?.slot = slot }
    }
  }

  // MARK: Passing events on

  private func pass() {
    loop.eventLoop.assertInEventLoop()
    // Before the log is read: what is published from now on wakes the shard again.
    isAwake.store(false, ordering: .sequentiallyConsistent)
    guard members.load(ordering: .sequentiallyConsistent) > 0 else { return }
    guard let batch = channel.batch(from: position, byteLimit: Self.passLimit) else {
      return fallBehind()
    }
    let start = position
    position = batch.end
    lastWrite = schedule.now
    if !direct.isEmpty, !batch.entries.isEmpty { broadcast(batch, from: start) }
    for stream in queued.reversed() { stream.serve() }
    channel.need(lowestNeeded, onLoop: number)
    if channel.next > position { wake() }
  }

  /// The position from which on events must stay; none when the pass has cut the last subscriber.
  private var lowestNeeded: Int {
    guard members.load(ordering: .sequentiallyConsistent) > 0 else { return .max }
    return queued.reduce(position) { min($0, $1.subscription?.position ?? $0) }
  }

  private func broadcast(_ batch: EventLog.Batch, from start: Int) {
    var short: [(OpenStream, RawSocket.Sent)] = []
    let bytes = batch.entries.count == 1 ? batch.entries[0].framed : join(batch)
    bytes.withUnsafeBytes { bytes in
      RawSocket.broadcast(bytes, to: descriptors) { short.append((direct[$0], $1)) }
    }
    loop.wrote(events: batch.entries.count * direct.count, bytes: bytes.count * direct.count)
    for (stream, sent) in short { fallOut(stream, sent, of: bytes) }
  }

  private func join(_ batch: EventLog.Batch) -> [UInt8] {
    joined.removeAll(keepingCapacity: true)
    for entry in batch.entries { joined += entry.framed }
    return joined
  }

  /// A subscriber whose socket did not take all: the rest goes through NIO's queue.
  private func fallOut(_ stream: OpenStream, _ sent: RawSocket.Sent, of bytes: [UInt8]) {
    demote(stream)
    switch sent {
    case .broken: stream.connection.close(reason: "the client went away")
    case .taken(let count): stream.queue(ByteBuffer(bytes: bytes[count...]))
    }
  }

  func next(for stream: OpenStream, _ subscription: Subscription) -> Feeding {
    loop.eventLoop.assertInEventLoop()
    guard subscription.position < position else {
      if subscription.position == position, stream.mayBeDirect { promote(stream, subscription) }
      return .nothing
    }
    let batch = channel.batch(
      from: subscription.position, to: position, byteLimit: Self.passLimit)
    return batch.map(Feeding.events) ?? .gone
  }

  func lag(of stream: OpenStream, _ subscription: Subscription) -> Int {
    let published = channel.publishedBefore(position)
    let since = channel.publishedBefore(max(subscription.position, subscription.joined))
    return published - since
      + (subscription.position >= subscription.joined ? stream.unsent : 0)
  }

  /// The publishers ran further ahead than anything is kept for.
  private func fallBehind() {
    for stream in Array(direct) + Array(queued) where stream.subscription != nil {
      stream.cut(reason: "events were published faster than this machine could send them")
    }
    position = channel.next
  }
}

extension ContiguousArray {
  /// Puts the last element in the place of this one.
  fileprivate mutating func swapRemove(at index: Int) {
    swapAt(index, count - 1)
    removeLast()
  }
}
