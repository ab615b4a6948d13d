import NIOCore

/// Closes a connection so that the peer can still read the last answer.
enum LingeringClose {
  /// How long the peer has to read: 1 s.
  static let time = TimeAmount.seconds(1)

  /// Sends FIN now and closes a little later.
  ///
  /// Closed at once, with bytes of the peer still unread, the connection would be reset, and the
  /// reset would overtake the answer.
  static func close(_ channel: any Channel) {
    channel.close(mode: .output, promise: nil)
    let timer = channel.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in timer.cancel() }
  }
}
