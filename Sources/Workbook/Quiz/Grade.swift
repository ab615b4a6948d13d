/// A letter for a percentage.
public enum Grade: String, Sendable, Hashable, CaseIterable, Codable {
  /// From 97 %.
  case aPlus = "A+"
  /// From 93 %.
  case a = "A"
  /// From 90 %.
  case aMinus = "A-"
  /// From 87 %.
  case bPlus = "B+"
  /// From 83 %.
  case b = "B"
  /// From 80 %.
  case bMinus = "B-"
  /// From 77 %.
  case cPlus = "C+"
  /// From 73 %.
  case c = "C"
  /// From 70 %.
  case cMinus = "C-"
  /// From 60 %.
  case d = "D"
  /// Less.
  case f = "F"

  /// The lowest percentage that earns it.
  public var threshold: Double {
    switch self {
    case .aPlus: 97
    case .a: 93
    case .aMinus: 90
    case .bPlus: 87
    case .b: 83
    case .bMinus: 80
    case .cPlus: 77
    case .c: 73
    case .cMinus: 70
    case .d: 60
    case .f: 0
    }
  }

  /// The grade for a percentage, which is not rounded: 96.99 is no A+.
  public init(percent: Double) {
    // The sum of thirds and fifths may fall short of a threshold by a rounding error.
    self = Grade.allCases.first { percent + 1e-9 >= $0.threshold } ?? .f
  }

  /// How many of so many questions must be wholly right to earn it: 20 of 20 for an A+.
  public func needed(of count: Int) -> Int {
    (0...max(count, 0)).first { Double($0) * 100 / Double(max(count, 1)) + 1e-9 >= threshold }
      ?? count
  }

  /// Whether it earns a diploma.
  public var earnsDiploma: Bool { self == .aPlus }
}
