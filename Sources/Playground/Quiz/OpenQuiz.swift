import Workbook

/// Somebody sitting a quiz at the prompt.
struct OpenQuiz: Sendable {
  var sitting: Sitting
  /// What was typed at the practical question on the screen.
  var commands: [String] = []
  /// The number of the observation after which that question began.
  var start = 0
  /// `done` has said what is still missing; the next one is meant.
  var wasTold = false
  /// `hand in` was refused once because of open questions; the next one is meant.
  var wasWarned = false

  /// The place in the class with which it is sat; nil: it is the learner's own.
  var seat: QuizSeat?

  /// What is to be done; nil when the question is answered otherwise.
  var exercise: Exercise? { sitting.item.question.kind.exercise }

  /// Whether the question is answered by doing something.
  var isPractical: Bool { exercise != nil }
}
