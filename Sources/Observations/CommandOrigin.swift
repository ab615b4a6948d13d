/// How a command came to be run.
public enum CommandOrigin: String, Sendable, Hashable, CaseIterable {
  /// It is a line of the person at the prompt, or of the script in their place.
  case typed
  /// A page, or a question, begins in the world that it brings about.
  case prepared
  /// It was run in the learner's place, by `show`.
  case shown
}
