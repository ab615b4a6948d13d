import NIOCore

/// Closes a connection so that the peer can still read the last answer.
///
/// Closed at once, with bytes of the peer still unread, the connection would be reset, and the
/// reset would overtake the answer. So FIN goes out now, and the end comes a little later.
enum LingeringClose {
  /// How long the peer has to read: 1 s.
  static let time = TimeAmount.seconds(1)

  /// Closes a channel.
  static func close(_ channel: any Channel) {
    channel.close(mode: .output, promise: nil)
    let timer = channel.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in timer.cancel() }
  }

  /// Closes a connection that has its descriptor itself; sooner, if its peer does.
  static func close(_ connection: Connection) {
    RawSocket.finishSending(connection.descriptor)
    connection.loop.eventLoop.scheduleTask(in: time) { connection.hangUp() }
  }
}
