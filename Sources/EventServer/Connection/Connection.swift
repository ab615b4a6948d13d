import NIOCore
import Synchronization

/// One connection, from accept to close.
///
/// It has the socket's descriptor, reads the first request head by itself, and if that asks for a
/// stream, that is all there ever is: no channel of NIO, no pipeline, no task, no queue. Anything
/// else is handed to NIO's HTTP handlers and Hummingbird (``RequestChannel``), with the descriptor.
/// A later request there may still ask for a stream: then the descriptor comes back. What a
/// connection does at the moment is its ``Phase``.
///
/// Belongs to its event loop and is touched only there, which makes it safe to share; but for
/// ``hasPeer``.
final class Connection: @unchecked Sendable {
  /// How long a request head may take: 10 s, after that 408.
  static let headTimeout = TimeAmount.seconds(10)

  private static let unwatched = "the system watches no more descriptors"

  /// How often is read before others have their turn: 8 times ``LoopState/readSize``.
  static let readsAtOnce = 8

  let server: RoutedServer
  let loop: LoopState
  let number: Int
  /// Its place among the loop's connections; below 0 before it is one of them, and after.
  var place = -1
  /// Below 0 while NIO has it, and after the end.
  private(set) var descriptor: CInt
  private(set) var phase: Phase
  /// Why the connection ends, once that is known.
  private var endReason: String?

  private let peerIsDone = Atomic(false)

  /// A connection that takes over this descriptor, and closes it.
  init(server: RoutedServer, loop: LoopState, number: Int, descriptor: CInt) {
    self.server = server
    self.loop = loop
    self.number = number
    self.descriptor = descriptor
    phase = .head(HeadReader())
  }

  var tap: (@Sendable (RoutedServer.Happening) -> Void)? { server.configuration.tap }

  /// Whether the peer still waits for an answer, as far as can be seen; from any thread.
  var hasPeer: Bool { !peerIsDone.load(ordering: .relaxed) }

  /// Whether its first request head has not come.
  var isNewcomer: Bool { phase.head != nil }

  // MARK: Coming and going

  /// It is there: what has come with it is read at once.
  func arrive() {
    loop.eventLoop.assertInEventLoop()
    guard loop.add(self) else { return close(reason: Self.unwatched) }
    tap?(.accepted(connection: number, peer: RawSocket.peer(of: descriptor) ?? "?"))
    read()
  }

  /// Closes the connection; what is queued is dropped.
  func close(reason: String) {
    willEnd(reason)
    if let requests = phase.requests { requests.close() } else { hangUp() }
  }

  /// Closes the descriptor, unless it is NIO's.
  func hangUp() {
    loop.eventLoop.assertInEventLoop()
    guard let own = giveUpDescriptor() else { return }
    RawSocket.close(own)
    leave()
    server.closed()
  }

  /// From here on nothing may use it.
  private func giveUpDescriptor() -> CInt? {
    guard descriptor >= 0 else { return nil }
    defer { descriptor = -1 }
    loop.forget(descriptor)
    return descriptor
  }

  /// The channel that had the descriptor is closed.
  func channelClosed() { leave() }

  /// Forgets everything about the peer.
  private func leave() {
    loop.eventLoop.assertInEventLoop()
    guard place >= 0 else { return }
    let (last, reason) = (phase, endReason ?? usualEnd)
    phase = .ended
    last.stream?.leave()
    last.requests?.stop()
    loop.remove(self)
    peerLeft()
    last.stream?.resumed?()
    tap?(.ended(connection: number, reason: reason))
  }

  /// Why a connection ended that nothing ended on purpose.
  var usualEnd: String {
    phase.requests?.answered.map { "answered with \($0), then closed" } ?? "the client went away"
  }

  /// Remembers why the connection is about to end, unless that is known.
  func willEnd(_ reason: String) {
    loop.eventLoop.assertInEventLoop()
    if endReason == nil { endReason = reason }
  }

  /// The peer has said all that it had to say.
  func peerLeft() { peerIsDone.store(true, ordering: .relaxed) }

  // MARK: Bytes

  /// Takes what has come; up to the end, if that is there.
  func read(toEnd: Bool = false) {
    loop.eventLoop.assertInEventLoop()
    for _ in 0..<Self.readsAtOnce {
      guard descriptor >= 0 else { return }
      switch RawSocket.receive(into: loop.buffer, from: descriptor) {
      case .bytes(let bytes):
        take(bytes)
        // A socket that is empty now says so when something comes.
        if bytes.count < LoopState.readSize, !toEnd { return }
      case .nothing: return
      case .end: return close(reason: "the client went away")
      case .broken: return close(reason: "the connection broke")
      }
    }
    loop.eventLoop.execute { self.read(toEnd: toEnd) }
  }

  private func take(_ bytes: UnsafeRawBufferPointer) {
    if let tap { tap(.received(connection: number, Array(bytes))) }
    // The client of a stream has nothing more to say.
    guard case .head(let reader) = phase else { return }
    if reader.isEmpty, let plan = planAsBefore(bytes) { return begin(plan) }
    go(on: reader.take(ByteBuffer(bytes: bytes)))
  }

  /// What these bytes asked for when another connection sent the very same a moment ago.
  ///
  /// What a head asks for depends on nothing else while no fault is set and there is room.
  private func planAsBefore(_ bytes: UnsafeRawBufferPointer) -> StreamPlan? {
    guard tap == nil, let last = loop.lastAsked, last.bytes.count == bytes.count,
      last.bytes.withUnsafeBytes({ $0.elementsEqual(bytes) }),
      server.decidesByHeadAlone
    else { return nil }
    return last.plan
  }

  // MARK: From one phase to the next

  /// Does what the first bytes ask for.
  private func go(on step: HeadReader.Step) {
    switch step {
    case .incomplete: break
    case .refused(let answer): refuse(answer)
    case .odd(let bytes): handOver(bytes)
    case .plain(let head, let bytes):
      let alone = server.decideByHeadAlone(head)
      guard case .stream(let plan) = alone ?? server.decide(head, isFirst: true) else {
        return handOver(bytes)
      }
      tap?(
        .request(
          connection: number, method: head.method, target: head.target, headers: head.headers))
      if alone != nil { loop.lastAsked = (Array(bytes.readableBytesView), plan) }
      begin(plan)
    }
  }

  /// Lets NIO and Hummingbird do what they are for.
  private func handOver(_ bytes: ByteBuffer) {
    guard let descriptor = giveUpDescriptor() else { return }
    let requests = RequestChannel(self, bytes)
    phase = .requests(requests)
    requests.open(descriptor)
  }

  /// A request that NIO and Hummingbird have read asks for a stream: the descriptor comes back.
  ///
  /// When all that they have answered before has gone out.
  func takeBack(for plan: StreamPlan) -> EventLoopFuture<Void> {
    loop.eventLoop.assertInEventLoop()
    guard let requests = phase.requests else { return loop.eventLoop.makeSucceededVoidFuture() }
    return requests.whenSent().map { [self] in
      guard hasPeer, case .requests = phase else { return close(reason: "the client went away") }
      guard let own = requests.detach() else {
        return close(reason: "the process has no descriptor left")
      }
      descriptor = own
      guard loop.follow(self) else {
        willEnd(Self.unwatched)
        return hangUp()
      }
      begin(plan)
    }
  }

  /// Answers with an event stream, at once.
  private func begin(_ plan: StreamPlan) {
    let stream = OpenStream(on: self, plan)
    phase = .stream(stream)
    let beginning = stream.sendHead(plan)
    if plan.isHeadOnly { return stream.finish(reason: "HEAD was answered") }
    stream.startBody(plan, beginning)
  }

  /// Answers what never became a request, and closes.
  func refuse(_ answer: BareAnswer) {
    loop.eventLoop.assertInEventLoop()
    let last = phase
    guard last.head != nil || last.requests != nil else { return }
    phase = .ended
    let (date, name) = (server.date(), server.configuration.serverName)
    let bytes = answer.bytes(date: date, server: name)
    let headers = answer.headers(date: date, server: name)
    tap?(.response(connection: number, status: answer.status, headers: headers))
    tap?(.sent(connection: number, bytes))
    willEnd(answer.sentence)
    if let requests = last.requests { return requests.closeAfter(bytes) }
    // A socket to which nothing was written takes so little at once.
    _ = bytes.withUnsafeBytes { RawSocket.send($0, to: descriptor) }
    LingeringClose.close(self)
  }

  /// The head has not come in time.
  func headIsLate() {
    loop.eventLoop.assertInEventLoop()
    guard let reader = phase.head, place >= 0 else { return }
    if reader.isEmpty { close(reason: "no request came") } else { refuse(.tooSlow) }
  }

  /// The server stops: a stream ends as HTTP has it, another connection when it has answered.
  func bidFarewell(_ spread: ReconnectSpread) {
    loop.eventLoop.assertInEventLoop()
    switch phase {
    case .head: close(reason: "the server stopped")
    case .requests(let requests):
      willEnd("the server stopped")
      requests.quiesce()
    case .stream(let stream):
      if let frame = spread.frame(number) { stream.write(frame) }
      stream.finish(reason: "the server stopped")
    case .ended: break
    }
  }

  /// Does something to the stream on its event loop, unless it has ended by then; from any thread.
  func onStream(_ work: @escaping @Sendable (OpenStream) -> Void) {
    loop.eventLoop.execute { if let stream = self.phase.stream { work(stream) } }
  }
}
