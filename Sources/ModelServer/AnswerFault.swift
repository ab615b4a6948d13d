/// What goes wrong with an answer on purpose.
public enum AnswerFault: String, Sendable, Hashable, CaseIterable {
  /// In the middle the response ends as every whole one does: no last event, no error.
  ///
  /// So it looks behind a proxy that turns a broken connection into an end. The answer itself is
  /// made to its end if it is kept.
  case cut
  /// In the middle comes an event that says that the model has failed, and then the end.
  case error
  /// In the middle the model thinks for ``pause``; the named style sends heartbeats meanwhile.
  case slow

  /// How long a slow model thinks: 5 s.
  public static let pause = Duration.seconds(5)
  /// The time between two heartbeats while it does: 1 s.
  static let heartbeat = Duration.seconds(1)
}

/// How an answer came to its end.
public enum AnswerEnd: String, Sendable, Hashable {
  /// All of it was made.
  case complete
  /// Its last reader left, and nobody had asked for it to be kept.
  case abandoned
  /// The model failed: ``AnswerFault/error``.
  case failed
  /// The server stopped.
  case stopped
}
