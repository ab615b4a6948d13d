import NIOCore

/// The times by which an engine's silence is judged, all of them real; tests shorten them.
package struct EngineTiming: Sendable, Hashable {
  /// How long a node may take until it is connected to, and then until it has let us in.
  package var connect = Duration.seconds(2)
  /// How long the answer to a request may take.
  package var request = Duration.seconds(1)
  /// How often a node is asked whether it is there; with the second question that is unanswered the
  /// connection is given up.
  package var ping = Duration.seconds(2)
  /// How long an engine is waited for at the start.
  package var start = Duration.seconds(15)
  /// The pause between two attempts there.
  package var attempt = Duration.seconds(1)
  /// How long a channel may be silent before the end of its stream is looked at.
  package var silence = Duration.seconds(1)
  /// After how long without any answer a server counts as deaf.
  package var deaf = Duration.seconds(3)
  /// After how long a node is left that has let us in and answers no request, or answers for a leader that
  /// hears no majority.
  package var unanswered = Duration.seconds(5)
  /// After how long a node is left behind which no leader answers, and then after twice that, up to
  /// eight times; in 9 s one is chosen where one can be.
  package var leaderless = Duration.seconds(9)
  /// For how long an event is sent again whose answer does not come.
  package var publish = Duration.seconds(15)

  /// The times that are documented.
  package init() {}
}

extension TimeAmount {
  /// The same time, for an event loop.
  init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
