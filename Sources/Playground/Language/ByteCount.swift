import ArgumentParser

/// An amount of bytes as it is typed: `2000`, `64K` or `64KB`, `1.5M`, `64G`, `1T`.
///
/// The units are powers of 1,000, as on the box of a memory module.
struct ByteCount: ExpressibleByArgument, Equatable, Sendable {
  /// Nobody has more than a thousand terabytes.
  private static let limit = 1e15
  private static let units: [String: Double] = ["": 1, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12]

  var bytes: Int

  /// Reads a number and its unit; nil for anything else, and for nothing.
  init?(argument: String) {
    let number = argument.prefix { ("0"..."9").contains($0) || $0 == "." }
    var unit = argument.dropFirst(number.count).uppercased()
    if unit.last == "B" { unit.removeLast() }
    guard let factor = Self.units[unit], let value = Double(number), value > 0,
      value * factor < Self.limit
    else { return nil }
    bytes = Int(value * factor)
  }
}
