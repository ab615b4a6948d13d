/// An integer with a comma between every three digits: `10,000`.
package func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return number < 0 ? "-" + text : text
}

/// A count with nothing but zeros after its first two digits, and never more than it was.
package func roundedDown(_ number: Int) -> Int {
  var unit = 1
  while number / unit >= 100 { unit *= 10 }
  return number / unit * unit
}

/// A figure with so many decimals as its size deserves: `0.42`, `3.1`, `74`, `1,204`.
package func rounded(_ value: Double) -> String {
  if value.magnitude >= 100 { return grouped(Int(value.rounded())) }
  if value.magnitude >= 10 { return "\(Int(value.rounded()))" }
  let scale = value.magnitude >= 1 ? 10 : 100
  let units = Int((value.magnitude * Double(scale)).rounded())
  let fraction = String(units % scale)
  let zeros = String(repeating: "0", count: (scale == 10 ? 1 : 2) - fraction.count)
  return "\(value < 0 ? "-" : "")\(units / scale).\(zeros)\(fraction)"
}

/// Bytes in the unit that suits them, counted in thousands: `5.2 kB`, `412 MB`.
package func bytes(_ count: Int) -> String {
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
  package func right(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  /// The text with spaces after it, `width` columns wide or as long as it is.
  package func left(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
