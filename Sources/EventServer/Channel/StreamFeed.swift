/// What a stream is fed from: a log of events, in which its ``Subscription`` is its place.
///
/// There are two: the ``Shard`` of a channel, whose log all subscribers share, and the
/// ``PersonalStream``, whose log is for one. Belongs to the event loop of its streams.
protocol StreamFeed: AnyObject {
  /// Where it is served.
  var path: String { get }
  /// The id that its next event will have, where that is certain.
  var upcomingID: String? { get }

  /// What a stream that stands here gets next.
  func next(for stream: OpenStream, _ subscription: Subscription) -> Feeding
  /// How many bytes a stream that stands here is behind; what it catches up on after a resume does
  /// not count.
  func lag(of stream: OpenStream, _ subscription: Subscription) -> Int
  /// Has a stream served by itself from now on.
  func demote(_ stream: OpenStream)
  /// Lets go of a stream that has ended.
  func remove(_ stream: OpenStream)
}

/// What a feed has for a stream.
enum Feeding {
  /// It has everything.
  case nothing
  /// These events, and perhaps more after them.
  case events(EventLog.Batch)
  /// What it needs is kept no longer.
  case gone
}

/// Where a stream stands in its feed.
struct Subscription {
  let feed: any StreamFeed
  /// The number of the next event it needs; while it is direct, the shard's.
  var position = 0
  /// The position after the newest event when it came: what lies before it is replay.
  var joined = 0
  /// The shard's place for it.
  var slot = 0
  /// It gets its events in the shard's pass over descriptors.
  var isDirect = false
}
