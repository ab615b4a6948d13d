import Observations

/// The kinds of observations and the names of their fields, for "did you mean".
///
/// Read off one sample of each happening, so that it cannot differ from the projection.
enum Vocabulary {
  /// For each kind the names of its fields.
  static let observations: [String: [String]] = Dictionary(
    uniqueKeysWithValues: Happening.Kind.allCases.map {
      ($0.rawValue, $0.sample.fields.map(\.name))
    })

  /// The names of the sides.
  static let sides = Observation.Side.allCases.map(\.rawValue)

  /// Whether a kind with these fields may have a field of this name.
  static func has(_ name: String, in known: [String]) -> Bool {
    if known.contains(name) || known.contains(Field.any.name) { return true }
    return name.hasPrefix("headers.") && known.contains { $0.hasPrefix("headers.") }
  }
}
