/// The right number of a question, with its unit.
public struct NumberKey: Sendable, Hashable {
  /// The number in ``unit``.
  public let value: Double
  /// The unit, one of ``units``; nil when it is a bare number.
  public let unit: String?
  /// How far off an answer may be, in ``unit``.
  public let tolerance: Double

  /// Makes a key.
  public init(_ value: Double, unit: String? = nil, tolerance: Double = 0) {
    self.value = value
    self.unit = unit
    self.tolerance = tolerance
  }

  /// The units that are understood, each with its family and its size within it.
  static let units: [String: (family: String, size: Double)] = [
    "ms": ("time", 1), "milliseconds": ("time", 1), "millisecond": ("time", 1),
    "s": ("time", 1000), "sec": ("time", 1000), "seconds": ("time", 1000),
    "second": ("time", 1000), "min": ("time", 60_000), "minutes": ("time", 60_000),
    "minute": ("time", 60_000), "h": ("time", 3_600_000),
    "b": ("size", 1), "byte": ("size", 1), "bytes": ("size", 1), "kb": ("size", 1000),
    "kib": ("size", 1024), "mb": ("size", 1_000_000), "mib": ("size", 1_048_576),
  ]

  /// Whether the text says this number: `3000`, `3000 ms`, `3 s`, `0x37`, `3,000` or `3.5s`.
  ///
  /// A number without a unit is taken to be in the unit asked for. Where none is asked for, any
  /// word behind it is what was counted: `3 events`.
  public func accepts(_ text: String) -> Bool {
    guard let (number, name) = Self.parse(text) else { return false }
    let isCounted = name.map { Self.units[$0].map { $0 == ("size", 1) } ?? true } ?? true
    let isBare = unit == nil && isCounted
    guard let name, !isBare else { return abs(number - value) <= tolerance }
    guard let unit, let given = Self.units[name], let wanted = Self.units[unit.lowercased()],
      given.family == wanted.family
    else { return name == unit?.lowercased() && abs(number - value) <= tolerance }
    return abs(number * given.size / wanted.size - value) <= max(tolerance, 1e-9)
  }

  /// Whether a unit measures what this other one measures.
  static func fits(_ name: String, beside unit: String) -> Bool {
    let unit = unit.lowercased()
    return name == unit || (units[name] != nil && units[name]?.family == units[unit]?.family)
  }

  /// Small numbers as they are written out.
  static let words: [String: Int] = {
    let counted = [
      "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
      "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
      "nineteen", "twenty",
    ]
    let pairs = counted.enumerated().map { ($0.element, $0.offset) }
    return Dictionary(pairs + [("none", 0), ("no", 0)], uniquingKeysWith: { $1 })
  }()

  /// The number and the unit in a text; nil when it is no number.
  static func parse(_ text: String) -> (number: Double, unit: String?)? {
    let pieces = text.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
    if let first = pieces.first, let number = words[first] {
      let unit = pieces.dropFirst().joined()
      return (Double(number), unit.isEmpty ? nil : unit)
    }
    let text = text.lowercased().filter { !$0.isWhitespace && $0 != "_" }
    if text.hasPrefix("0x") {
      return Int(text.dropFirst(2), radix: 16).map { (Double($0), nil) }
    }
    let digits = text.prefix { $0.isNumber || "+-.,−".contains($0) }
    let unit = String(text.dropFirst(digits.count))
    guard let number = number(of: digits) else { return nil }
    return (number, unit.isEmpty ? nil : unit)
  }

  /// Reads `3.5`, `3,000` and `−1`: a comma before exactly three digits only groups them.
  private static func number(of digits: Substring) -> Double? {
    let text = digits.replacing("−", with: "-")
    let groups = text.split(separator: ",", omittingEmptySubsequences: false)
    let grouped = groups.count > 1 && groups.dropFirst().allSatisfy { $0.prefix(4).count == 3 }
    return Double(groups.joined(separator: grouped ? "" : "."))
  }

  /// The number as it is shown: `3000 ms`.
  public var text: String {
    let number = Int(exactly: value).map(String.init) ?? String(value)
    return unit.map { "\(number) \($0)" } ?? number
  }
}
