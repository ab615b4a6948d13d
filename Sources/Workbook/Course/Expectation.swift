public import Observations

/// One thing that a task waits for: an observation of a kind, with the fields that matter.
public struct Expectation: Sendable, Hashable {
  /// The observation's kind, as ``Observations/Happening/kind`` names it.
  public let kind: String
  /// The side that must have seen it; nil when any side may.
  public let side: String?
  /// What its fields must be; fields not named here do not matter.
  public let fields: [FieldPattern]
  /// How many such observations there must be, one after the other.
  public let times: Int

  /// Makes an expectation.
  public init(kind: String, side: String? = nil, fields: [FieldPattern] = [], times: Int = 1) {
    self.kind = kind
    self.side = side
    self.fields = fields
    self.times = times
  }

  /// Whether this observation is what is waited for.
  ///
  /// A command is one that was typed, unless a field `origin` asks for another: what a page prepares,
  /// and what `show` runs, is not the learner's.
  public func matches(_ observation: Observation) -> Bool {
    guard observation.happening.kind == kind else { return false }
    if case .command(_, let origin) = observation.happening, origin != .typed {
      guard fields.contains(where: { $0.name == "origin" }) else { return false }
    }
    guard side == nil || side == observation.side.rawValue else { return false }
    return fields.isEmpty || matches(observation.happening.fields)
  }

  private func matches(_ found: [Field]) -> Bool {
    fields.allSatisfy { wanted in
      wanted.matches(found.filter { $0.name == wanted.name }.map(\.value))
    }
  }
}

/// A field's name and what its value must be.
public struct FieldPattern: Sendable, Hashable {
  /// What a value may be compared with.
  public enum Test: Sendable, Hashable {
    /// One of these texts, in which `…` stands for any text, also none.
    case text([String])
    /// A number in this range.
    case number(atLeast: Double, atMost: Double)
    /// The field is not there, or is empty.
    case absent
  }

  /// The field's name: lower case, `headers.last-event-id` for what lies inside.
  public let name: String
  /// What its value must be.
  public let test: Test

  /// Makes a pattern.
  public init(_ name: String, _ test: Test) {
    self.name = name
    self.test = test
  }

  /// Whether one of the values of the field is right; a header may occur several times.
  func matches(_ values: [String]) -> Bool {
    switch test {
    case .text(let patterns):
      values.contains { value in patterns.contains { Pattern.matches(value, $0) } }
    case .number(let least, let most):
      values.contains { Double($0).map { (least...most).contains($0) } ?? false }
    case .absent: values.allSatisfy(\.isEmpty)
    }
  }
}

/// Text in which `…` stands for any text, also none.
public enum Pattern {
  /// What stands for any text.
  public static let ellipsis: Character = "…"

  /// Whether the text is what the pattern says, from beginning to end.
  public static func matches(_ text: String, _ pattern: String) -> Bool {
    let pieces = pattern.split(separator: ellipsis, omittingEmptySubsequences: false)
    guard pieces.count > 1, let first = pieces.first, let last = pieces.last else {
      return text == pattern
    }
    guard text.hasPrefix(first), text.hasSuffix(last), text.count >= first.count + last.count else {
      return false
    }
    var rest = text.dropFirst(first.count).dropLast(last.count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let found = rest.firstRange(of: piece) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }
}
