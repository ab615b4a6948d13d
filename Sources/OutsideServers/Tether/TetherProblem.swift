/// Why a server of others does not run here; `description` is the one sentence to show.
public enum TetherProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// The system refused something that every program needs.
  case system(call: String, reason: String)
  /// The program could not be started.
  case notStarted(program: String, reason: String)
  /// The program ended before it listened; `words` is what it said.
  case ended(program: String, words: String)
  /// The program runs and does not listen.
  case silent(program: String, seconds: Int)

  /// The sentence.
  public var description: String {
    switch self {
    case .system(let call, let reason):
      "The system refused \(call): \(reason); close other programs and try again."
    case .notStarted(let program, let reason): "\(program) could not be started: \(reason)."
    case .ended(let program, let words):
      words.isEmpty ? "\(program) ended at once and said nothing." : "\(program) says: \(words)"
    case .silent(let program, let seconds):
      "\(program) did not listen within \(seconds) s; is the machine very busy?"
    }
  }
}
