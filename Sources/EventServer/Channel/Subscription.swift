/// Where a stream stands in its channel.
struct Subscription {
  let shard: Shard
  /// The number of the next event it needs; while it is direct, the shard's.
  var position: Int
  /// The position after the newest event when it came: what lies before it is replay.
  let joined: Int
  var isDirect = false
  /// Its place in the shard's array.
  var slot = 0

  init(shard: Shard, position: Int, joined: Int) {
    self.shard = shard
    self.position = position
    self.joined = joined
  }
}
