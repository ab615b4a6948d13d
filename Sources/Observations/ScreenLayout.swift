/// How the two sides of a stream are laid out.
public enum ScreenLayout: String, Sendable, Hashable, CaseIterable {
  /// Live panes above the prompt.
  case panes
  /// Both sides in time order, in two columns.
  case columns
  /// One prefixed line for each thing that happens.
  case plain
}
