import NIOCore
import NIOHTTP1
import Synchronization

/// What HTTP/1.1 asks of a server beyond what NIO and Hummingbird do, and the taps on requests.
///
/// Stands between NIO's parser and Hummingbird. It lets through one request at a time
/// (``RequestQueue``), answers what the parser refuses, says `connection: close` where that is so
/// and then does it, and knows HTTP/1.0.
///
/// Belongs to the connection's event loop.
final class HTTP1ConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  /// The version of the request whose turn it is, for the task that answers it.
  ///
  /// It is written when a request is let through, and no other is until the answer is out.
  final class Version: Sendable {
    private let minor = Atomic(1)
    /// 0 for HTTP/1.0, 1 for HTTP/1.1.
    fileprivate(set) var minorVersion: Int {
      get { minor.load(ordering: .acquiring) }
      set { minor.store(newValue, ordering: .releasing) }
    }
  }

  private let connection: Connection
  private let version: Version
  private let timer: RequestTimer
  private var queue = RequestQueue()
  private var framing = BodyFraming()
  /// A handler behind this one asked for more while too much waited.
  private var isReadDue = false
  private var context: ChannelHandlerContext?
  /// Whether the answer that is being written is a route's own event stream.
  private var isEventStream = false
  /// The status of the last answer, unless a request came after it.
  private(set) var answered: Int?

  init(_ connection: Connection, _ version: Version) {
    self.connection = connection
    self.version = version
    timer = RequestTimer(connection.server.configuration, connection.loop.eventLoop)
    timer.late = { [unowned self] in refuse($0) }
  }

  func add(to channel: any Channel) throws {
    let parser = try channel.pipeline.syncOperations.handler(
      type: ByteToMessageHandler<HTTPRequestDecoder>.self)
    try channel.pipeline.syncOperations.addHandler(self, position: .after(parser))
  }

  // MARK: Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    framing.note(part)
    queue.add(.part(part))
    letThrough()
  }

  /// So many bytes came off the socket, and the parser has made of them what it could.
  func bytesCame(_ count: Int) {
    timer.bytesCame()
    guard framing.isTooLarge(after: count) else { return }
    queue.add(.refusal(.tooMuchFraming))
    letThrough()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent {
      // It would overtake what waits, and Hummingbird takes nothing after it.
      queue.add(.inputClosed)
      return letThrough()
    }
    if event is ChannelShouldQuiesceEvent { queue.closeAfterTurn() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    stop()
    context.fireChannelInactive()
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    stop()
    self.context = nil
  }

  /// Lets nothing more through.
  func stop() {
    queue.close()
    timer.stop()
  }

  func read(context: ChannelHandlerContext) {
    if queue.isFull { isReadDue = true } else { context.read() }
  }

  /// Lets go on what may go on.
  private func letThrough() {
    while let context, let item = queue.next() {
      switch item {
      case .part(let part): context.fireChannelRead(wrapInboundOut(begin(part, context)))
      case .inputClosed: context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
      case .refusal(let answer): refuse(answer)
      }
    }
  }

  private func begin(
    _ part: HTTPServerRequestPart, _ context: ChannelHandlerContext
  ) -> HTTPServerRequestPart {
    switch part {
    case .head(let head):
      readHead(head, context)
      return .head(Self.withHostOfTarget(head))
    case .end: timer.requestEnded()
    case .body: break
    }
    return part
  }

  /// A target in absolute form names the host itself, and that one counts (RFC 9112, 3.2.2).
  private static func withHostOfTarget(_ head: HTTPRequestHead) -> HTTPRequestHead {
    guard head.uri.first != "/", let scheme = head.uri.firstRange(of: "://"),
      head.headers["host"].count == 1
    else { return head }
    var head = head
    let host = head.uri[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
    head.headers.replaceOrAdd(name: "host", value: String(host))
    return head
  }

  private func readHead(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    timer.headCame()
    answered = nil
    version.minorVersion = head.version.minor
    connection.tap?(
      .request(
        connection: connection.number, method: head.method.rawValue, target: head.uri,
        headers: head.headers.map { HeaderLine($0.name, $0.value) }))
    let expected = head.headers[canonicalForm: "expect"]
    let isTooLarge = head.headers["content-length"].contains { StreamGate.isTooLarge($0) }
    if head.version.minor == 1, !isTooLarge, !expected.isEmpty,
      expected.allSatisfy({ $0.isEqualIgnoringCase(to: StreamGate.continueExpectation) })
    {
      let answer = HTTPResponseHead(version: .http1_1, status: .continue)
      context.writeAndFlush(wrapOutboundOut(.head(answer)), promise: nil)
    }
  }

  // MARK: Answers

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head): writeHead(head, context, promise)
    case .body(let body):
      tellText(of: body)
      context.write(data, promise: promise)
    case .end:
      context.write(data, promise: promise)
      answerEnded(context)
    }
  }

  private func writeHead(
    _ head: HTTPResponseHead, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
  ) {
    var head = head
    let status = Int(head.status.code)
    // Only a tap wants to know.
    isEventStream =
      connection.tap != nil
      && head.headers["content-type"].first?.hasPrefix(StreamPlan.mediaType) == true
    queue.answerBegins(
      status: status,
      closes: head.headers[canonicalForm: "connection"].contains {
        $0.isEqualIgnoringCase(to: "close")
      })
    if queue.turn?.closes == true {
      head.headers.replaceOrAdd(name: "connection", value: "close")
    } else if queue.turn?.isHTTP10 == true {
      head.headers.replaceOrAdd(name: "connection", value: "keep-alive")
    }
    connection.tap?(
      .response(
        connection: connection.number, status: status,
        headers: head.headers.map { HeaderLine($0.name, $0.value) }))
    context.write(wrapOutboundOut(.head(head)), promise: promise)
  }

  /// A stream that a route writes is told like any other, before its chunk framing.
  private func tellText(of body: IOData) {
    guard isEventStream, let tap = connection.tap, case .byteBuffer(let buffer) = body else {
      return
    }
    tap(.wrote(connection: connection.number, bytes: Array(buffer.readableBytesView)))
  }

  private func answerEnded(_ context: ChannelHandlerContext) {
    guard let turn = queue.answerEnds() else { return }
    answered = turn.status
    timer.answered()
    if turn.closes {
      context.flush()
      connection.willEnd(connection.usualEnd)
      return LingeringClose.close(context.channel)
    }
    // Later, since the handler that wrote this may be about to close the channel.
    context.eventLoop.assumeIsolated().execute { self.goOn() }
  }

  /// The next one has its turn; and if reading had stopped, it goes on.
  private func goOn() {
    letThrough()
    context?.fireChannelReadComplete()
    guard isReadDue, !queue.isFull else { return }
    isReadDue = false
    context?.read()
  }

  // MARK: What is no request

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What comes behind an error is none of its own.
    if error is ByteToMessageDecoderError { return }
    guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
    queue.add(.refusal(error == .headerOverflow ? .tooLarge : .malformed))
    letThrough()
  }

  private func refuse(_ answer: BareAnswer) {
    queue.close()
    guard queue.turn?.isAnswered == true else { return connection.refuse(answer) }
    // The request has an answer already; only its rest never came, or was none.
    connection.close(reason: answer.sentence)
  }
}
