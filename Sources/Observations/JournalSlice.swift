/// What a reader of a ``Journal`` gets that asks for all from a number on.
public struct JournalSlice: Sendable {
  /// The observations that are still kept.
  public let observations: [Observation]
  /// How many before them have been let go; 0 for a reader that keeps up.
  public let missing: Int
  /// If some are missing: the older ones that tell how things stood when the first of
  /// ``observations`` was made, such as the connections that were open.
  public let standing: [Observation]

  /// Makes a slice; only a ``Journal`` and tests do.
  public init(observations: [Observation], missing: Int, standing: [Observation]) {
    self.observations = observations
    self.missing = missing
    self.standing = standing
  }
}
