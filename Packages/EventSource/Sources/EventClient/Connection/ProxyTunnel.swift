import NIOCore
import NIOHTTP1

/// Asks a proxy for a way through (RFC 9110 9.3.6), before the handlers behind it learn that the channel
/// is connected.
///
/// One for each connection that goes through a proxy to an https URL; it lives on its event loop.
final class ProxyTunnel: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let proxy: ProxyServer
  private let url: StreamURL
  private let time: Duration
  private let userAgent: String
  private let tap: (@Sendable (EventSource.Traffic) -> Void)?
  private var answer = ByteBuffer()
  private var decoder = ResponseDecoder()
  private var timer: Scheduled<Void>?
  private var isOpen = false
  private var hasFailed = false

  init(
    through proxy: ProxyServer, to url: StreamURL, within time: Duration,
    userAgent: String, tap: (@Sendable (EventSource.Traffic) -> Void)?
  ) {
    self.proxy = proxy
    self.url = url
    self.time = time
    self.userAgent = userAgent
    self.tap = tap
  }

  func channelActive(context: ChannelHandlerContext) {
    var lines = ["CONNECT \(url.endpoint) HTTP/1.1", "Host: \(url.endpoint)"]
    if let authorization = proxy.authorization {
      lines.append("Proxy-Authorization: \(authorization)")
    }
    if !userAgent.isEmpty { lines.append("User-Agent: \(userAgent)") }
    let request = ByteBuffer(
      string: (lines + ["", ""]).joined(separator: "\r\n"))
    tap?(.sent(Array(request.readableBytesView)))
    context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    let problem = ConnectionCause.proxy(
      proxy.endpoint, reason: "did not answer within \(time.inWords)")
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
      self.fail(problem, context)
    }
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isOpen else { return context.fireChannelRead(data) }
    guard !hasFailed else { return }
    answer.writeImmutableBuffer(unwrapInboundIn(data))
    let before = answer.readerIndex
    do {
      // Only the head is read: what comes behind it is the other end's.
      guard case .head(let head)? = try decoder.next(in: &answer) else { return }
      tap?(
        .received(
          Array(
            answer.viewBytes(at: before, length: answer.readerIndex - before) ?? ByteBufferView())))
      guard (200..<300).contains(head.status.code) else { return refuse(head.status, context) }
      open(context)
    } catch {
      fail(.proxy(proxy.endpoint, reason: "does not answer in HTTP"), context)
    }
  }

  private func open(_ context: ChannelHandlerContext) {
    isOpen = true
    timer?.cancel()
    context.fireChannelActive()
    if answer.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(answer)) }
    answer = ByteBuffer()
  }

  private func refuse(_ status: HTTPResponseStatus, _ context: ChannelHandlerContext) {
    let reason =
      status.code == 407
      ? "wants a name and a password (407): http://NAME:PASSWORD@\(proxy.endpoint)"
      : "answered \(status.code) \(status.reasonPhrase) when asked for a way to \(url.endpoint)"
    fail(.proxy(proxy.endpoint, reason: reason), context)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if isOpen { context.fireChannelReadComplete() } else if !hasFailed { context.read() }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !isOpen { fail(.proxy(proxy.endpoint, reason: "hung up"), context) }
    context.fireChannelInactive()
  }

  private func fail(_ problem: ConnectionCause, _ context: ChannelHandlerContext) {
    timer?.cancel()
    guard !isOpen, !hasFailed else { return }
    hasFailed = true
    context.fireErrorCaught(problem)
    context.close(promise: nil)
  }
}
