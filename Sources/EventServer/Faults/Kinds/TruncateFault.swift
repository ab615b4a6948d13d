extension FaultKind {
  static let truncate = FaultKind(
    "truncate", "a plain end in the middle of an event and of its chunk",
    .event { stream, frame in
      stream.writeHalf(of: frame)
      stream.connection.willEnd("fault: truncate")
      stream.closeWhenSent()
    })
}

extension Fault {
  /// The connection ends in the middle of an event and of its chunk, without a reset.
  public static let truncate = Fault(.truncate)
}
