import NIOCore
import Synchronization

/// The subscribers of one channel on one event loop.
///
/// Those in step stand in dense arrays, *direct* ones: an event goes to them in passes of `send` over
/// their descriptors, a ``Portion`` at a time, so that the loop does other things in between. A stream
/// whose socket did not take it all, and one that is looked at closely (tap, fault, HTTP/1.0), is
/// *queued*: served from the channel's log, at its own pace, until it is in step again.
///
/// Each portion has a position of its own and gets all that is there when its turn comes. So what was
/// published since its last turn goes out in one write, and no event waits for more than one round: the
/// busier the server, the fewer the writes.
///
/// Everything but ``wake()`` belongs to the event loop and is touched only there; that is what
/// makes the class safe to share.
final class Shard: StreamFeed, @unchecked Sendable {
  /// How many bytes of events go out in one pass, and to one lagging subscriber in one write.
  static let passLimit = 256 << 10
  /// How many subscribers a portion holds: what a core sends to in a few milliseconds.
  static let portionSize = 512
  /// From how many on events are worth joining for others that may ask for them.
  private static let manyEvents = 16

  let channel: EventChannel
  let loop: LoopState
  private let number: Int
  private let members = Atomic(0)
  private let isAwake = Atomic(false)

  /// Direct subscribers that are served in one pass and are all at one position.
  private struct Portion {
    var descriptors: ContiguousArray<CInt> = []
    var direct: ContiguousArray<OpenStream> = []
    /// They have every event before this; of no meaning when there is none of them.
    var position = 0
  }

  private var portions: ContiguousArray<Portion> = []
  /// The portion whose turn is next.
  private var turn = 0
  private(set) var queued: ContiguousArray<OpenStream> = []
  /// The events before this have been passed on to some portion, and go to the queued subscribers.
  private(set) var position = 0
  private var joined: [UInt8] = []
  /// What was given last to a stream that came back, until something is published.
  ///
  /// When many come back, they most often lack the same. At most ``passLimit``.
  private var lastResumed: (from: Int, batch: EventLog.Batch)?
  /// When events or a heartbeat last went out, on the server's schedule.
  var lastWrite = Duration.zero
  let schedule: Schedule

  var path: String { channel.path }
  /// A publisher elsewhere may be the next.
  var upcomingID: String? { nil }

  private let portionSize: Int

  init(
    channel: EventChannel, loop: LoopState, number: Int, schedule: Schedule, portionSize: Int
  ) {
    self.portionSize = portionSize
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

  /// The direct subscribers.
  var direct: [OpenStream] { portions.flatMap(\.direct) }

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
    let position = portions[subscription.slot / portionSize].position
    withdraw(stream, subscription)
    stream.subscription?.position = position
    enqueue(stream)
  }

  /// Puts a stream that has every event before ``position`` into a portion that has them too.
  ///
  /// While every portion with room is elsewhere, the stream stays queued: their turns come.
  private func promote(_ stream: OpenStream, _ subscription: Subscription) {
    let index =
      portions.lastIndex { hasRoom($0) && ($0.direct.isEmpty || $0.position == position) }
      ?? portions.count
    if index == portions.count {
      guard !portions.contains(where: hasRoom) else { return }
      portions.append(Portion())
    }
    withdraw(stream, subscription)
    stream.subscription?.isDirect = true
    stream.subscription?.slot = index * portionSize + portions[index].direct.count
    portions[index].direct.append(stream)
    portions[index].descriptors.append(stream.descriptor)
    portions[index].position = position
  }

  private func hasRoom(_ portion: Portion) -> Bool { portion.direct.count < portionSize }

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
      let (index, place) = slot.quotientAndRemainder(dividingBy: portionSize)
      portions[index].direct.swapRemove(at: place)
      portions[index].descriptors.swapRemove(at: place)
      if place < portions[index].direct.count {
        portions[index].direct[place].subscription?.slot = slot
      }
    } else {
      queued.swapRemove(at: slot)
      loop.lags(-1)
      if slot < queued.count { queued[slot].subscription?.slot = slot }
    }
  }

  // MARK: Passing events on

  /// Passes on to one portion what it lacks, and comes again if another lacks something.
  private func pass() {
    loop.eventLoop.assertInEventLoop()
    // Before the log is read: what is published from now on wakes the shard again.
    isAwake.store(false, ordering: .sequentiallyConsistent)
    guard members.load(ordering: .sequentiallyConsistent) > 0 else { return }
    lastResumed = nil
    let served = portionInNeed(of: channel.next)
    if let batch = channel.batch(
      from: served.map { portions[$0].position } ?? position, byteLimit: Self.passLimit)
    {
      lastWrite = schedule.now
      position = max(position, batch.end)
      if let served {
        portions[served].position = batch.end
        turn = served + 1
        if !batch.entries.isEmpty { broadcast(batch, to: served) }
      }
    } else {
      fallBehind(served)
    }
    let isBehind = portionInNeed(of: channel.next) != nil
    // With a portion that they may join, and at least once in a round.
    let isTheirTurn = served.map { hasRoom(portions[$0]) || $0 == portions.count - 1 } ?? true
    if isTheirTurn || !isBehind { for stream in queued.reversed() { stream.serve() } }
    channel.need(lowestNeeded, onLoop: number)
    if isBehind || channel.next > position { wake() }
  }

  /// The next portion in turn that has not had every event before `newest`.
  private func portionInNeed(of newest: Int) -> Int? {
    for step in 0..<portions.count {
      let index = (turn + step) % portions.count
      let portion = portions[index]
      if !portion.direct.isEmpty, portion.position < newest {
        turn = index
        return index
      }
    }
    return nil
  }

  /// The position from which on events must stay; none when the pass has cut the last subscriber.
  private var lowestNeeded: Int {
    guard members.load(ordering: .sequentiallyConsistent) > 0 else { return .max }
    var lowest = position
    for portion in portions where !portion.direct.isEmpty {
      lowest = min(lowest, portion.position)
    }
    return queued.reduce(lowest) { min($0, $1.subscription?.position ?? $0) }
  }

  private func broadcast(_ batch: EventLog.Batch, to index: Int) {
    let bytes = batch.entries.count == 1 ? batch.entries[0].framed : join(batch)
    for (stream, sent) in send(bytes, batch.entries.count, to: portions[index]) {
      fallOut(stream, sent, of: bytes)
    }
  }

  /// Sends the bytes to all of a portion; returns those that did not take them all.
  private func send(
    _ bytes: [UInt8], _ events: Int, to portion: Portion
  ) -> [(OpenStream, RawSocket.Sent)] {
    var short: [(OpenStream, RawSocket.Sent)] = []
    bytes.withUnsafeBytes { bytes in
      RawSocket.broadcast(bytes, to: portion.descriptors) {
        short.append((portion.direct[$0], $1))
      }
    }
    let count = portion.direct.count
    loop.wrote(events: events * count, bytes: bytes.count * count)
    return short
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
    let from = subscription.position
    if let lastResumed, lastResumed.from == from { return .events(lastResumed.batch) }
    guard var batch = channel.batch(from: from, to: position, byteLimit: Self.passLimit) else {
      return .gone
    }
    if batch.entries.count >= Self.manyEvents {
      batch.framed = batch.entries.flatMap(\.framed)
      lastResumed = (from, batch)
    }
    return .events(batch)
  }

  func lag(of stream: OpenStream, _ subscription: Subscription) -> Int {
    let published = channel.publishedBefore(position)
    let since = channel.publishedBefore(max(subscription.position, subscription.joined))
    return published - since
      + (subscription.position >= subscription.joined ? stream.unsent : 0)
  }

  /// The publishers ran further ahead than anything is kept for: of a portion, or where there is none
  /// in need, of those that are queued.
  private func fallBehind(_ index: Int?) {
    let streams = index.map { portions[$0].direct } ?? queued
    for stream in streams where stream.subscription != nil {
      stream.cut(reason: "events were published faster than this machine could send them")
    }
    position = channel.next
    if let index { portions[index].position = position }
  }
}

extension ContiguousArray {
  /// Puts the last element in the place of this one.
  fileprivate mutating func swapRemove(at index: Int) {
    swapAt(index, count - 1)
    removeLast()
  }
}
