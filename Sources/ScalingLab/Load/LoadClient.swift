import EventStream
import Glibc

/// One client of the load: a socket that reads one stream, in as few bytes as possible.
struct LoadClient {
  enum State {
    case connecting
    case waiting
    case streaming
    case refused
  }

  var descriptor: CInt
  var state = State.connecting
  var startedAt: Int64
  /// Whether an event ever came.
  var served = false
  /// The events that came while the step was measured.
  var eventsInWindow: Int32 = 0
  /// The bytes of a line whose end has not come yet; nearly always empty.
  var tail: [UInt8] = []
}

/// Finds the events in what a server of this laboratory sent, without decoding all of it.
///
/// Every event here has one `data` line, and the time at which it was written is the first long
/// number in that line. Chunk sizes, other fields and comments are lines like any other, and are
/// passed over; to believe a server of others takes a real parser.
enum EventTimes {
  /// The fewest digits of a time: a machine that has been up for a second is past this.
  static let fewestDigits = 10

  /// Calls `found` with the time of every whole `data` line; keeps a line without an end in `tail`.
  static func scan(
    _ bytes: UnsafeRawBufferPointer, tail: inout [UInt8], _ found: (Int64?) -> Void
  ) {
    guard tail.isEmpty else {
      let joined = tail + bytes
      tail = []
      joined.withUnsafeBytes { scan($0, tail: &tail, found) }
      return
    }
    let end = EventStreamLines.scan(bytes, for: .data) { found(time(in: $0)) }
    if end < bytes.count { tail = Array(bytes[end...]) }
  }

  /// The first number of at least ``fewestDigits`` digits.
  private static func time(in line: UnsafeRawBufferPointer) -> Int64? {
    var value: Int64 = 0
    var digits = 0
    for byte in line {
      if byte >= 48, byte <= 57 {
        value = value &* 10 &+ Int64(byte &- 48)
        digits += 1
      } else if digits >= fewestDigits {
        return value
      } else {
        value = 0
        digits = 0
      }
    }
    return digits >= fewestDigits ? value : nil
  }
}
