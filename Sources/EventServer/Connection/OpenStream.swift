import EventStream
import NIOCore
import VisibleText

/// An event stream on a connection, from its response head to its end.
///
/// Belongs to the connection's event loop, and is not to be had elsewhere: other threads hold the
/// connection and go through ``Connection/onStream(_:)``.
final class OpenStream {
  /// How far its end is.
  enum State {
    case open
    /// It ends as soon as the socket has taken what waits for it; nothing more is written.
    case closing
    /// The peer is gone, and the descriptor may be another connection's.
    case ended
  }

  let connection: Connection
  private(set) var state = State.open
  /// A client of HTTP/1.0, and an answer to HEAD, have no chunks.
  let isChunked: Bool
  /// Where it stands in what it is fed from; nil for HEAD, and after the end.
  var subscription: Subscription?
  /// A replay is on its way; live events wait behind it.
  var isReplaying = false
  /// A fault has silenced the stream.
  var isStalled = false
  /// What few streams need.
  var rare: RareState?

  /// A stream on this connection, by this plan.
  init(on connection: Connection, _ plan: StreamPlan) {
    self.connection = connection
    isChunked = plan.isChunked && !plan.isHeadOnly
    connection.server.streamOpened()
  }

  var server: RoutedServer { connection.server }
  var loop: LoopState { connection.loop }
  var number: Int { connection.number }
  /// Below 0 after the end.
  var descriptor: CInt { connection.descriptor }
  var tap: (@Sendable (RoutedServer.Happening) -> Void)? { connection.tap }
  /// Where it is served; nil when it has ended.
  var path: String? { subscription?.feed.path }

  // MARK: Beginning

  /// What was settled before the head went out.
  struct Beginning {
    var join: EventChannel.Join?
    var fault: ArmedFault?
  }

  /// Sends the response head and what begins the body; in one write, if no tap looks at each.
  func sendHead(_ plan: StreamPlan) -> Beginning {
    // Before the head goes out: a client that has read it must not miss what is published from
    // then on, nor be struck by a fault that is set from then on for the next.
    let join = plan.isHeadOnly ? nil : subscribe(to: plan.feed)
    let fault = plan.isHeadOnly ? nil : server.takeFault(on: plan.feed.path)
    let (date, first) = (server.date(), plan.isHeadOnly ? nil : server.firstFrame(of: plan.feed))
    if let tap {
      let headers = plan.headers(date: date, server: server.configuration.serverName)
      tap(.response(connection: number, status: 200, headers: headers))
      put(Array(HeadText.of(status: 200, reason: "OK", headers).utf8))
      if let first { write(first) }
    } else {
      put(loop.opening(plan, date: date, first: first, name: server.configuration.serverName))
    }
    return Beginning(join: join, fault: fault)
  }

  /// Has the events follow.
  func startBody(_ plan: StreamPlan, _ beginning: Beginning) {
    if plan.echoes { echo(plan) }
    fault = beginning.fault
    strikeBetweenEvents()
    (subscription?.feed as? PersonalStream)?.begin()
    if let join = beginning.join { follow(join) }
  }

  private func subscribe(to feed: StreamPlan.Feed) -> EventChannel.Join? {
    switch feed {
    case .channel(let path, let resume):
      return server.channel(at: path)?.shard(on: loop)?.add(self, resume: resume)
    case .personal(let path, let lastEventID):
      guard let feed = server.personal[path] else { return nil }
      subscription = Subscription(feed: PersonalStream(feed, on: connection, after: lastEventID))
      return nil
    }
  }

  /// Tells a page what its browser sent, which the page itself cannot see.
  private func echo(_ plan: StreamPlan) {
    let id = plan.lastEventID.map { JSONText.quoted($0) } ?? "null"
    let event = ServerSentEvent(
      event: "request", data: "{\"stream\":\(number),\"lastEventId\":\(id)}")
    if let frame = try? EventFrame(event) { write(frame) }
  }

  /// Goes on from where it came into its channel.
  func follow(_ join: EventChannel.Join) {
    assertInLoop()
    guard let shard = subscription?.feed as? Shard, state == .open else { return }
    switch join {
    case .at: serve()
    case .gap(let asked, let newest, _): tellGap(asked: asked, newest: newest)
    case .replay(let after, let newest, _):
      replay(from: shard.channel, after: after, newest: newest)
    }
  }

  // MARK: Serving

  /// Whether the socket has taken everything and more may follow.
  private var isWaiting: Bool { state == .open && unsent == 0 && !isHeld }

  /// Whether events must wait, whatever the socket says.
  var isHeld: Bool { isReplaying || isStalled || !slowText.isEmpty }

  /// Whether events may go to it in a pass over descriptors.
  var mayBeDirect: Bool {
    descriptor >= 0 && server.configuration.writesDirectly && isChunked && tap == nil
      && fault == nil
  }

  /// Gives it what it lacks of its feed, as its socket takes it.
  ///
  /// A write may end the stream, so every step looks at the subscription anew.
  func serve() {
    assertInLoop()
    while let subscription, !subscription.isDirect {
      guard isWaiting else {
        if subscription.feed.lag(of: self, subscription) > EventChannel.lagLimit { cutForLag() }
        return
      }
      switch subscription.feed.next(for: self, subscription) {
      case .nothing: return
      case .gone: return cut(reason: "the client fell behind what is kept")
      case .events(let batch):
        self.subscription?.position = batch.end
        write(batch)
      }
    }
  }

  /// Sees to it that events go to it one by one, to be looked at each, and not in a pass.
  func serveAlone() { subscription?.feed.demote(self) }

  // MARK: Writing

  /// Writes one block.
  func write(_ frame: EventFrame) {
    assertInLoop()
    guard state == .open else { return }
    tap?(.wrote(connection: number, bytes: Array(frame.framed[frame.text])))
    put(isChunked ? frame.framed : Array(frame.framed[frame.text]))
  }

  /// Writes events of the log, as one write if no tap and no fault looks at each.
  private func write(_ batch: EventLog.Batch) {
    guard tap == nil, fault == nil else { return writeEach(batch) }
    let bytes = isChunked ? batch.framed ?? batch.entries.flatMap(\.framed) : batch.text
    loop.wrote(events: batch.entries.count, bytes: bytes.count)
    put(bytes)
  }

  private func writeEach(_ batch: EventLog.Batch) {
    for (index, entry) in batch.entries.enumerated() {
      if isStalled {
        // This event and those after it are still to come.
        subscription?.position = batch.end - (batch.entries.count - index)
        return
      }
      writeEvent(EventFrame(framed: entry.framed, text: entry.text))
    }
  }

  /// Writes one event, or does what the fault says instead.
  func writeEvent(_ frame: EventFrame) {
    assertInLoop()
    guard state == .open else { return }
    if fault != nil { return strike(frame) }
    pass(frame)
  }

  /// Writes one event, and counts it.
  func pass(_ frame: EventFrame) {
    loop.wrote(events: 1, bytes: frame.framed.count)
    write(frame)
  }

  /// Gives bytes to the socket, behind those that wait for it.
  func put(_ bytes: [UInt8]) {
    assertInLoop()
    tap?(.sent(connection: number, bytes))
    guard descriptor >= 0 else { return }
    var taken = 0
    if unsent == 0 {
      switch bytes.withUnsafeBytes({ RawSocket.send($0, to: descriptor) }) {
      case .taken(bytes.count): return
      case .taken(let count): taken = count
      case .broken: return connection.close(reason: "the client went away")
      }
    }
    queue(ByteBuffer(bytes: bytes[taken...]))
  }

  /// Keeps bytes until the socket has room for them.
  func queue(_ bytes: ByteBuffer) {
    assertInLoop()
    guard descriptor >= 0 else { return }
    // What goes out in a pass would overtake them.
    serveAlone()
    ensured.backlog.writeImmutableBuffer(bytes)
    guard !ensured.isRoomWatched else { return }
    ensured.isRoomWatched = true
    loop.followRoom(connection)
  }

  /// The socket has room again.
  func flush() {
    assertInLoop()
    guard let rare, unsent > 0, state != .ended else { return }
    switch rare.backlog.withUnsafeReadableBytes({ RawSocket.send($0, to: descriptor) }) {
    case .taken(let count): rare.backlog.moveReaderIndex(forwardBy: count)
    case .broken: return connection.close(reason: "the client went away")
    }
    guard unsent == 0 else { return }
    rare.backlog = ByteBuffer()
    if state == .closing { return connection.hangUp() }
    if !isStalled { resumed?() }
    serve()
  }

  // MARK: Ending

  /// Ends the body as HTTP has it, then the connection.
  func finish(reason: String) {
    assertInLoop()
    guard state == .open else { return }
    connection.willEnd(reason)
    if isChunked { put(EventFrame.lastChunk) }
    serveAlone()
    closeWhenSent()
  }

  /// Closes the connection once the socket has taken what waits for it; nothing more is written.
  func closeWhenSent() {
    if state == .open { state = .closing }
    if unsent == 0 { connection.hangUp() }
  }

  /// Closes a stream whose reader is too slow; it can resume.
  func cut(reason: String) {
    server.droppedForSlowness()
    connection.close(reason: reason)
  }

  /// Closes a stream that is further behind than a reader may be.
  func cutForLag() { cut(reason: "the client was \(EventChannel.lagLimit >> 20) MiB behind") }

  /// Resets the stream in the middle of an event that is in no log.
  func drop() {
    assertInLoop()
    guard state != .ended else { return }
    let event = ServerSentEvent(
      id: subscription?.feed.upcomingID, data: "This event is cut off before its end.")
    guard let frame = try? EventFrame(event) else { return }
    drop(frame, reason: "dropped")
  }

  /// Resets the connection in the middle of an event.
  func drop(_ frame: EventFrame, reason: String) {
    writeHalf(of: frame)
    RawSocket.resetOnClose(descriptor)
    connection.close(reason: reason)
  }

  /// Writes the first half of a block, in a chunk that promises the whole of it.
  func writeHalf(of frame: EventFrame) {
    let half = frame.text.lowerBound + frame.text.count / 2
    tap?(.wrote(connection: number, bytes: Array(frame.framed[frame.text.lowerBound..<half])))
    put(Array(frame.framed[(isChunked ? 0 : frame.text.lowerBound)..<half]))
  }

  /// The connection has ended, and with it the use of its descriptor.
  func leave() {
    assertInLoop()
    guard state != .ended else { return }
    state = .ended
    server.streamClosed()
    subscription?.feed.remove(self)
    subscription = nil
  }

  func assertInLoop() { loop.eventLoop.assertInEventLoop() }
}
