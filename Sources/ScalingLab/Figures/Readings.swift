extension [Double] {
  /// The value that the given share of these sorted values does not exceed (nearest rank).
  func percentile(_ share: Double) -> Double? {
    guard !isEmpty else { return nil }
    let rank = Int((share * Double(count)).rounded(.up))
    return self[Swift.min(Swift.max(rank, 1), count) - 1]
  }
}

extension Duration {
  /// The duration in milliseconds, fractions included.
  var milliseconds: Double {
    Double(components.seconds) * 1_000 + Double(components.attoseconds) / 1e15
  }

  /// The duration in whole nanoseconds.
  var nanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}
