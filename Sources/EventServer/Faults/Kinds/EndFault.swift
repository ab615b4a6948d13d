extension FaultKind {
  static let end = FaultKind(
    "end", "a clean end of the body after an event",
    .betweenEvents { stream in stream.finish(reason: "fault: end") })
}

extension Fault {
  /// A clean end of the body after an event.
  public static let end = Fault(.end)
}
