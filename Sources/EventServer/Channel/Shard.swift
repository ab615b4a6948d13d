import NIOCore
import Synchronization

/// The subscribers of one channel on one event loop.
///
/// Those in step stand in dense arrays, *direct* ones: an event goes to all of them in one pass
/// of `send` over their descriptors. Whoever could not take it all, and whoever is looked at
/// closely (tap, fault, HTTP/1.0), is *queued*: served from the channel's log, at its own pace,
/// until it is in step again. Events published while a pass is under way go out together in
/// the next one: the busier the server, the fewer the writes.
///
/// Everything but ``wake()`` belongs to the event loop and is touched only there; that is what
/// makes the class safe to share.
final class Shard: @unchecked Sendable {
  /// How many bytes of events go out in one pass, and to one lagging subscriber in one write.
  static let passLimit = 256 << 10

  let channel: EventChannel
  let loop: LoopState
  private let number: Int
  private let members = Atomic(0)
  private let isAwake = Atomic(false)

  private var descriptors: ContiguousArray<CInt> = []
  private(set) var direct: ContiguousArray<Connection> = []
  private(set) var queued: ContiguousArray<Connection> = []
  /// The direct subscribers have every event before this.
  private(set) var position = 0
  private var joined: [UInt8] = []
  /// When events or a heartbeat last went out, on the server's schedule.
  var lastWrite = Duration.zero
  let schedule: Schedule

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

  /// Subscribes a connection; it gets nothing before it is served.
  func add(_ connection: Connection, resume: StreamPlan.Resume) -> EventChannel.Join {
    loop.eventLoop.assertInEventLoop()
    let isFirst = members.add(1, ordering: .sequentiallyConsistent).oldValue == 0
    let (join, next) = channel.join(resume, shard: number)
    if isFirst { position = next }
    connection.subscription = Subscription(shard: self, position: join.position, joined: next)
    enqueue(connection)
    return join
  }

  func remove(_ connection: Connection) {
    loop.eventLoop.assertInEventLoop()
    guard let subscription = connection.subscription else { return }
    withdraw(connection, subscription)
    connection.subscription = nil
    channel.leave()
    if members.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 {
      channel.need(.max, onLoop: number)
    }
  }

  /// Takes a direct subscriber out of the pass, to be served by itself.
  func demote(_ connection: Connection) {
    loop.eventLoop.assertInEventLoop()
    guard let subscription = connection.subscription, subscription.isDirect else { return }
    withdraw(connection, subscription)
    connection.subscription?.position = position
    enqueue(connection)
  }

  private func promote(_ connection: Connection, _ subscription: Subscription) {
    withdraw(connection, subscription)
    connection.subscription?.isDirect = true
    connection.subscription?.slot = direct.count
    direct.append(connection)
    descriptors.append(connection.descriptor)
  }

  private func enqueue(_ connection: Connection) {
    connection.subscription?.isDirect = false
    connection.subscription?.slot = queued.count
    queued.append(connection)
    loop.lags(1)
  }

  /// Closes the gap that it leaves with the last of the array.
  private func withdraw(_ connection: Connection, _ subscription: Subscription) {
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
    for connection in queued.reversed() { serve(connection) }
    channel.need(lowestNeeded, onLoop: number)
    if channel.next > position { wake() }
  }

  /// The position from which on events must stay; none when the pass has cut the last subscriber.
  private var lowestNeeded: Int {
    guard members.load(ordering: .sequentiallyConsistent) > 0 else { return .max }
    return queued.reduce(position) { min($0, $1.subscription?.position ?? $0) }
  }

  private func broadcast(_ batch: EventLog.Batch, from start: Int) {
    var short: [(Connection, RawSocket.Sent)] = []
    let bytes = batch.entries.count == 1 ? batch.entries[0].framed : join(batch)
    bytes.withUnsafeBytes { bytes in
      RawSocket.broadcast(bytes, to: descriptors) { short.append((direct[$0], $1)) }
    }
    loop.wrote(events: batch.entries.count * direct.count, bytes: bytes.count * direct.count)
    for (connection, sent) in short { fallOut(connection, sent, of: bytes) }
  }

  private func join(_ batch: EventLog.Batch) -> [UInt8] {
    joined.removeAll(keepingCapacity: true)
    for entry in batch.entries { joined += entry.framed }
    return joined
  }

  /// A subscriber whose socket did not take all: the rest goes through NIO's queue.
  private func fallOut(_ connection: Connection, _ sent: RawSocket.Sent, of bytes: [UInt8]) {
    demote(connection)
    switch sent {
    case .broken: connection.close(reason: "the client went away")
    case .taken(let count): connection.queue(ByteBuffer(bytes: bytes[count...]))
    }
  }

  /// Gives a queued subscriber what it lacks, as its socket takes it.
  ///
  /// A write may end the stream, so every step looks at the subscription anew.
  func serve(_ connection: Connection) {
    loop.eventLoop.assertInEventLoop()
    connection.isServed = true
    defer { connection.isServed = false }
    while let subscription = connection.subscription, !subscription.isDirect {
      guard connection.isWaiting else { return checkLag(connection, subscription) }
      guard subscription.position < position else {
        if subscription.position == position, connection.mayBeDirect {
          promote(connection, subscription)
        }
        return
      }
      guard
        let batch = channel.batch(
          from: subscription.position, to: position, byteLimit: Self.passLimit)
      else { return connection.cut(reason: "the client fell behind what is kept") }
      connection.subscription?.position = batch.end
      connection.write(batch)
    }
  }

  private func checkLag(_ connection: Connection, _ subscription: Subscription) {
    let published = channel.publishedBefore(position)
    let since = channel.publishedBefore(max(subscription.position, subscription.joined))
    let unsent = subscription.position >= subscription.joined ? connection.unsent : 0
    if published - since + unsent > EventChannel.lagLimit { connection.cutForLag() }
  }

  /// The publishers ran further ahead than anything is kept for.
  private func fallBehind() {
    for connection in Array(direct) + Array(queued) where connection.subscription != nil {
      connection.cut(reason: "events were published faster than this machine could send them")
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
