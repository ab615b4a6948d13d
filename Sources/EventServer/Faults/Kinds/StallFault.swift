extension FaultKind {
  static let stall = FaultKind(
    "stall", "silence without heartbeats, on a connection that stays open",
    .betweenEvents { stream in stream.isStalled = true })
}

extension Fault {
  /// Nothing more is sent, not even heartbeats; the connection stays open.
  public static let stall = Fault(.stall)
}
