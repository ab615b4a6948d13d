/// How many connections a server takes, and of which kind.
struct Capacity: Sendable, Hashable {
  /// How many connections are left for what is no stream, at most: 200.
  static let largestReserve = 200
  /// Descriptors that the process needs for itself, beside those of its event loops.
  static let ownDescriptors = 30
  /// The descriptors of an event loop: NIO's three, and that of our poller.
  static let loopDescriptors = 4
  /// How many connections are accepted at a time, at most.
  static let largestBurst = 64

  /// While more connections are open than this, streams are refused, and every answer closes.
  let limit: Int
  /// How many more are let in, to hear that, or to have an ordinary request answered.
  let reserve: Int

  /// What a process with so many descriptors can take.
  init(descriptors: Int, loops: Int) {
    let room = max(2, descriptors - Self.ownDescriptors - loops * Self.loopDescriptors)
    reserve = min(Self.largestReserve, max(1, room / 4))
    limit = room - reserve
  }

  init(limit: Int, reserve: Int) {
    self.limit = limit
    self.reserve = max(1, reserve)
  }

  /// How many connections are accepted at a time.
  var burst: Int { min(Self.largestBurst, max(1, reserve / 4)) }

  /// Whether streams are refused while so many connections are open.
  func isFull(_ open: Int) -> Bool { open > limit }

  /// Whether more are accepted while so many are open.
  func hasRoom(_ open: Int) -> Bool { open + burst <= limit + reserve }
}
