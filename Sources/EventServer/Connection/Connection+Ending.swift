import EventStream
import NIOCore

/// How a stream ends.
extension Connection {
  /// Ends the body as HTTP has it, then the connection.
  func finish(reason: String) {
    loop.eventLoop.assertInEventLoop()
    guard phase == .stream, !closesWhenSent else { return }
    willEnd(reason)
    if isChunked { put(EventFrame.lastChunk) }
    closesWhenSent = true
    subscription?.shard.demote(self)
    if unsent == 0 { context?.close(promise: nil) }
  }

  /// Closes a stream whose reader is too slow; it can resume.
  func cut(reason: String) {
    server.droppedForSlowness()
    close(reason: reason)
  }

  /// Closes a stream that is further behind than a reader may be.
  func cutForLag() { cut(reason: "the client was \(EventChannel.lagLimit >> 20) MiB behind") }

  /// Resets the connection in the middle of an event.
  func drop(_ frame: EventFrame, reason: String) {
    writeHalf(of: frame)
    RawSocket.resetOnClose(descriptor)
    close(reason: reason)
  }

  /// Writes the first half of a block, in a chunk that promises the whole of it.
  func writeHalf(of frame: EventFrame) {
    let half = frame.text.lowerBound + frame.text.count / 2
    tap?(.wrote(connection: number, bytes: Array(frame.framed[frame.text.lowerBound..<half])))
    put(Array(frame.framed[(isChunked ? 0 : frame.text.lowerBound)..<half]))
  }

  /// Resets the stream in the middle of an event.
  func drop() {
    loop.eventLoop.assertInEventLoop()
    guard phase == .stream else { return }
    let id = hello.map { String($0.next) }
    let event = ServerSentEvent(id: id, data: "This event is cut off before its end.")
    guard let frame = try? EventFrame(event) else { return }
    drop(frame, reason: "dropped")
  }

  /// The server stops: the stream ends as HTTP has it, another connection when it has answered.
  func bidFarewell(_ spread: ReconnectSpread) {
    loop.eventLoop.assertInEventLoop()
    switch phase {
    case .stream:
      if let frame = spread.frame(number) { write(frame) }
      finish(reason: "the server stopped")
    case .head: close(reason: "the server stopped")
    case .requests:
      willEnd("the server stopped")
      context?.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    case .ended: break
    }
  }
}
