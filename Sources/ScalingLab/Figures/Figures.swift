/// An integer with a comma between every three digits: `10,000`.
func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return number < 0 ? "-" + text : text
}

/// A count with nothing but zeros after its first two digits, and never more than it was.
func roundedDown(_ number: Int) -> Int {
  var unit = 1
  while number / unit >= 100 { unit *= 10 }
  return number / unit * unit
}

/// A figure with so many decimals as its size deserves: `0.42`, `3.1`, `74`, `1,204`.
func rounded(_ value: Double) -> String {
  if value.magnitude >= 100 { return grouped(Int(value.rounded())) }
  if value.magnitude >= 10 { return "\(Int(value.rounded()))" }
  let scale = value.magnitude >= 1 ? 10 : 100
  let units = Int((value.magnitude * Double(scale)).rounded())
  let fraction = String(units % scale)
  let zeros = String(repeating: "0", count: (scale == 10 ? 1 : 2) - fraction.count)
  return "\(value < 0 ? "-" : "")\(units / scale).\(zeros)\(fraction)"
}

/// Bytes in the unit that suits them, counted in thousands: `5.2 kB`, `412 MB`.
func bytes(_ count: Int) -> String {
  var value = Double(count)
  for unit in ["B", "kB", "MB", "GB"] {
    if value.magnitude < 1_000 || unit == "GB" {
      return unit == "B" ? "\(count) B" : "\(rounded(value)) \(unit)"
    }
    value /= 1_000
  }
  return "\(count) B"
}

extension String {
  /// The text with spaces before it, `width` columns wide or as long as it is.
  func right(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  /// The text with spaces after it, `width` columns wide or as long as it is.
  func left(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

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
