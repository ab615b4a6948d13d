extension FaultKind {
  static let slow = FaultKind(
    "slow", "events that come a few bytes at a time",
    .event { stream, frame in stream.trickle(frame) })
}

extension Fault {
  /// Every event goes out a few bytes at a time.
  public static let slow = Fault(.slow)
  /// How many bytes at a time a `slow` stream lets out.
  public static let slowPiece = 8
  /// How long it waits between two of these.
  public static let slowPause = Duration.milliseconds(100)
}
