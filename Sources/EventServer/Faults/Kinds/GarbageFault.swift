extension FaultKind {
  static let garbage = FaultKind(
    "garbage", "bytes that are no event stream between two events, once",
    .betweenEvents { stream in
      stream.fault = nil
      stream.write(EventFrame(text: Fault.garbageBytes))
    })
}

extension Fault {
  /// Bytes that are no event stream stand between two events.
  public static let garbage = Fault(.garbage)
  /// What `garbage` writes: no UTF-8, NUL, lines that are no fields, and nothing to dispatch.
  public static let garbageBytes =
    [0xFF, 0xFE, 0x00] + Array("garbage\n<html>502</html>\nno field: of that name\n\n".utf8)
}
