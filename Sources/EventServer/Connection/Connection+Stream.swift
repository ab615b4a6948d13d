import EventStream
import NIOCore

/// The stream: how it begins, what is written to it, how it ends.
extension Connection {
  // MARK: Beginning

  /// Answers with an event stream, at once.
  func begin(_ plan: StreamPlan) {
    loop.eventLoop.assertInEventLoop()
    guard let context, phase == .head || phase == .requests, hasPeer else {
      return close(reason: "the client went away")
    }
    let isFirst = phase == .head
    phase = .stream
    isChunked = plan.isChunked
    descriptor =
      (try? context.channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
        of: NIOBSDSocket.Handle.self
      ) { $0 }) ?? -1
    server.streamOpened()
    // Before the head goes out: who has read it must not miss what is published from then on.
    let start = server.schedule.now
    let join = subscribe(to: plan.feed, isHeadOnly: plan.isHeadOnly)
    // And must not be struck by a fault that is set from then on for the next.
    let fault = plan.isHeadOnly ? nil : server.takeFault(on: plan.feed.path)
    sendHead(plan, isFirst: isFirst)
    if plan.isHeadOnly {
      isChunked = false
      return finish(reason: "HEAD was answered")
    }
    if !isFirst { leaveRequests(context) }
    startBody(plan, join, fault, at: start)
  }

  /// Sends the head and what begins the body; in one write, if nobody looks at each.
  private func sendHead(_ plan: StreamPlan, isFirst: Bool) {
    let headers = plan.headers(date: server.date(), server: server.configuration.serverName)
    tap?(.response(connection: number, status: 200, headers: headers))
    var bytes = Array(HeadText.of(status: 200, reason: "OK", headers).utf8)
    let opening = plan.isHeadOnly ? nil : server.firstFrame(of: plan.feed)
    if tap == nil, let opening {
      bytes += isChunked ? opening.framed[...] : opening.framed[opening.text]
    }
    // What NIO may still have queued of an earlier answer goes first.
    if isFirst { put(bytes) } else { put(queueing: bytes) }
    if tap != nil, let opening { write(opening) }
  }

  private func startBody(
    _ plan: StreamPlan, _ join: EventChannel.Join?, _ fault: ArmedFault?, at start: Duration
  ) {
    if plan.echoes { echo(plan) }
    if case .hello(_, let next) = plan.feed { startHello(next: next, at: start) }
    self.fault = fault
    strikeBetweenEvents()
    if let join { follow(join) }
  }

  /// Where the stream is served; nil when it has ended.
  var path: String? {
    hello == nil ? subscription?.shard.channel.path : server.servingContext.helloPath
  }

  /// The handlers of HTTP have done their work; the stream reads and writes by itself.
  private func leaveRequests(_ context: ChannelHandlerContext) {
    http?.stop()
    http = nil
    server.bridge.leave(self, context)
    context.read()
  }

  private func subscribe(
    to feed: StreamPlan.Feed, isHeadOnly: Bool
  ) -> EventChannel.Join? {
    guard case .channel(let path, let resume) = feed, !isHeadOnly else { return nil }
    return server.channel(at: path)?.shard(on: loop)?.add(self, resume: resume)
  }

  /// Tells a page what its browser sent, which the page itself cannot see.
  private func echo(_ plan: StreamPlan) {
    let id = plan.lastEventID.map { JSONText.quoted($0) } ?? "null"
    let event = ServerSentEvent(
      event: "request", data: "{\"stream\":\(number),\"lastEventId\":\(id)}")
    if let frame = try? EventFrame(event) { write(frame) }
  }

  func follow(_ join: EventChannel.Join) {
    loop.eventLoop.assertInEventLoop()
    guard let shard = subscription?.shard, !closesWhenSent else { return }
    switch join {
    case .at: break
    case .gap(let asked, let newest, _): tellGap(asked: asked, newest: newest)
    case .replay(let after, let newest, _):
      replay(from: shard.channel, after: after, newest: newest)
    }
    shard.serve(self)
  }

  /// Says once that what was asked for is gone, and where the channel stands now.
  func tellGap(asked: String, newest: String) {
    let data = "{\"lastEventId\":\(JSONText.quoted(asked)),\"newest\":\(JSONText.quoted(newest))}"
    let event = ServerSentEvent(event: "history-gap", id: newest, data: data)
    if let frame = try? EventFrame(event) { writeEvent(frame) }
  }

  // MARK: Writing

  /// Whether the socket has taken everything and more may follow.
  var isWaiting: Bool { phase == .stream && unsent == 0 && !isHeld && !closesWhenSent }

  /// Whether events must wait, whatever the socket says.
  var isHeld: Bool { isReplaying || isStalled || !slowText.isEmpty }

  /// Whether events may go to it in a pass over descriptors.
  var mayBeDirect: Bool {
    descriptor >= 0 && server.configuration.writesDirectly && isChunked && tap == nil
      && fault == nil
  }

  /// Writes one block.
  func write(_ frame: EventFrame) {
    loop.eventLoop.assertInEventLoop()
    guard phase == .stream, !closesWhenSent else { return }
    tap?(.wrote(connection: number, bytes: Array(frame.framed[frame.text])))
    put(isChunked ? frame.framed : Array(frame.framed[frame.text]))
  }

  /// Writes events of the log, as one write if nobody looks at each.
  func write(_ batch: EventLog.Batch) {
    loop.eventLoop.assertInEventLoop()
    guard tap == nil, fault == nil else { return writeEach(batch) }
    var bytes: [UInt8] = []
    for entry in batch.entries {
      bytes += isChunked ? entry.framed[...] : entry.framed[entry.text]
    }
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

  /// Writes one event, or does what the fault says instead; a stalled stream keeps it for later.
  func writeEvent(_ frame: EventFrame) {
    loop.eventLoop.assertInEventLoop()
    guard phase == .stream, !closesWhenSent else { return }
    if isStalled { return hold(frame) }
    if fault != nil { return strike(frame) }
    loop.wrote(events: 1, bytes: frame.framed.count)
    write(frame)
  }

  /// Gives bytes to the socket: straight, or behind what NIO has queued.
  func put(_ bytes: [UInt8]) {
    loop.eventLoop.assertInEventLoop()
    tap?(.sent(connection: number, bytes))
    var taken = 0
    if unsent == 0, descriptor >= 0, server.configuration.writesDirectly {
      switch bytes.withUnsafeBytes({ RawSocket.send($0, to: descriptor) }) {
      case .taken(bytes.count): return
      case .taken(let count): taken = count
      case .broken: return close(reason: "the client went away")
      }
    }
    queue(ByteBuffer(bytes: bytes[taken...]))
  }

  private func put(queueing bytes: [UInt8]) {
    tap?(.sent(connection: number, bytes))
    queue(ByteBuffer(bytes: bytes))
  }

  /// Leaves bytes to NIO, which sends them when the socket is ready.
  func queue(_ bytes: ByteBuffer) {
    loop.eventLoop.assertInEventLoop()
    guard let context else { return }
    let count = bytes.readableBytes
    unsent += count
    let sent = context.eventLoop.makePromise(of: Void.self)
    // Only of success: a failed write means that the channel is being closed, and its descriptor
    // with it, a moment before `channelInactive` says so.
    sent.futureResult.assumeIsolated().whenSuccess { self.sent(count) }
    context.writeAndFlush(wrapOutboundOut(.byteBuffer(bytes)), promise: sent)
    if subscription == nil, unsent > EventChannel.lagLimit { cutForLag() }
  }

  private func sent(_ count: Int) {
    unsent -= count
    guard unsent == 0, phase == .stream else { return }
    if closesWhenSent { return context?.close(promise: nil) ?? () }
    if !isStalled { resumed?() }
    if !isServed { subscription?.shard.serve(self) }
  }
}
