import NIOCore

/// A fault that waits in a stream for its event.
struct ArmedFault: Sendable, Hashable {
  var fault: Fault
  /// How many events still pass before it strikes.
  var after: Int
  /// The number of the order by which it came.
  var order: Int
}

extension Fault {
  /// How many bytes at a time a `slow` stream lets out.
  public static let slowPiece = 8
  /// How long it waits between two of these.
  public static let slowPause = Duration.milliseconds(100)

  /// What `garbage` writes: no UTF-8, NUL, lines that are no fields, and nothing to dispatch.
  public static let garbageBytes =
    [0xFF, 0xFE, 0x00] + Array("garbage\n<html>502</html>\nno field: of that name\n\n".utf8)
}
