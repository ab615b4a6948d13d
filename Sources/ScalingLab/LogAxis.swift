#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// An axis on which every step to the right is a factor, so that 10 and 10,000 both find room.
struct LogAxis: Sendable, Equatable {
  /// The power of ten at the low end.
  let low: Int
  /// The power of ten at the high end, at least one above ``low``.
  let high: Int

  /// An axis that holds all these values; those that are not positive lie on its low end.
  init(holding values: [Double]) {
    let positive = values.filter { $0 > 0 }
    low = Int(log10(positive.min() ?? 1).rounded(.down))
    high = max(low + 1, Int(log10(positive.max() ?? 1).rounded(.up)))
  }

  /// Where a value lies, from 0 at the low end to 1 at the high end.
  func position(of value: Double) -> Double {
    guard value > 0 else { return 0 }
    return min(1, max(0, (log10(value) - Double(low)) / Double(high - low)))
  }

  /// The powers of ten along the axis.
  var ticks: [Double] { (low...high).map { pow(10, Double($0)) } }
}
