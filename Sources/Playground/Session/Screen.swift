public import Terminal

/// What a command may ask of the place where the learner sits.
///
/// A script has no screen to clear and no history to show, so both do nothing by themselves.
public struct Screen: Sendable {
  /// Clears it.
  public var clear: @Sendable () -> Void
  /// The lines typed in this and earlier sessions, the oldest first.
  public var history: @Sendable () -> [String]
  /// Types this text ahead at the next prompt, so that Enter runs it.
  public var typeAhead: @Sendable (String) -> Void
  /// Shows how far long work is; nil when it is done.
  public var progress: @Sendable (ProgressBar?) -> Void
  /// Told true before what runs is put away for something new, and false when that is done: the
  /// end of the old is then of no interest.
  public var isClearingAway: @Sendable (Bool) -> Void
  /// Whether panes can be drawn on it.
  public var drawsPanes: Bool

  /// Makes a screen.
  public init(
    clear: @escaping @Sendable () -> Void = {},
    history: @escaping @Sendable () -> [String] = { [] },
    typeAhead: @escaping @Sendable (String) -> Void = { _ in },
    progress: @escaping @Sendable (ProgressBar?) -> Void = { _ in },
    isClearingAway: @escaping @Sendable (Bool) -> Void = { _ in }, drawsPanes: Bool = true
  ) {
    self.clear = clear
    self.history = history
    self.typeAhead = typeAhead
    self.progress = progress
    self.isClearingAway = isClearingAway
    self.drawsPanes = drawsPanes
  }
}
