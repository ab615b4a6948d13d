import Glibc

/// An axis on which every step to the right is a factor, so that 10 and 10,000 both find room.
package struct LogAxis: Sendable, Equatable {
  /// The logarithm at the low end.
  let low: Double
  /// The logarithm at the high end, more than ``low``.
  let high: Double

  /// How near to a power of ten an end may lie before its own label would run into the other's.
  private static let nearness = 0.2

  /// An axis that ends at the smallest and the largest value.
  ///
  /// What is not positive lies at its low end. With `toPowers` it goes on to the powers of ten
  /// outside.
  package init(holding values: [Double], toPowers: Bool) {
    let logarithms = values.filter { $0 > 0 }.map(log10)
    let least = logarithms.min() ?? 0
    let most = logarithms.max() ?? 0
    low = toPowers ? least.rounded(.down) : least
    high = max(toPowers ? most.rounded(.up) : most, low + (toPowers ? 1 : 0.1))
  }

  /// Where a value lies, from 0 at the low end to 1 at the high end.
  package func position(of value: Double) -> Double {
    guard value > 0 else { return 0 }
    return min(1, max(0, (log10(value) - low) / (high - low)))
  }

  /// The powers of ten along the axis, and its ends where they are none.
  package var ticks: [Double] {
    let powers = stride(from: low.rounded(.up), through: high, by: 1).map { $0 }
    let ends = [low, high].filter { end in
      powers.allSatisfy { abs($0 - end) > Self.nearness * (high - low) }
    }
    return (powers + ends).sorted().map { pow(10, $0) }
  }
}
