extension FaultKind {
  static let drop = FaultKind(
    "drop", "a TCP reset in the middle of an event",
    .event { stream, frame in stream.drop(frame, reason: "fault: drop") })
}

extension Fault {
  /// A TCP reset in the middle of an event.
  public static let drop = Fault(.drop)
}
