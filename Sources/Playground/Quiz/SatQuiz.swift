import Synchronization

/// Whether a quiz is sat, for whoever asks from another thread.
final class SatQuiz: Sendable {
  /// What is typed at the question on the screen.
  enum Input: Sendable {
    /// Its answer.
    case answer
    /// Commands.
    case commands
  }

  private let current = Mutex<Input?>(nil)

  /// What is typed at the question on the screen; nil when no quiz is sat.
  var input: Input? { current.withLock { $0 } }

  /// Takes note of the quiz that is open.
  func note(_ quiz: OpenQuiz?) {
    let input = quiz.map { $0.isPractical ? Input.commands : .answer }
    current.withLock { $0 = input }
  }
}
