import Workbook

/// Somebody sitting a quiz at the prompt.
struct OpenQuiz: Sendable {
  /// What may be typed besides an answer.
  enum Move: Equatable {
    case next, back, overview, handIn, pause, help
    case go(to: Int)
    case done
    /// Anything else: an answer, or at a practical question a command.
    case text(String)

    /// Reads a line; `answer …` is for answers that look like one of these words.
    init(_ line: String) {
      let words = line.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
      switch (words.first ?? "", words.count) {
      case ("", _), ("next", 1): self = .next
      case ("back", 1): self = .back
      case ("overview", 1): self = .overview
      case ("hand", 2) where words[1] == "in": self = .handIn
      case ("pause", 1): self = .pause
      case ("help", 1): self = .help
      case ("done", 1): self = .done
      case ("question", 2) where Int(words[1]) != nil: self = .go(to: (Int(words[1]) ?? 1) - 1)
      case ("answer", 2...):
        self = .text(line.dropFirst("answer".count).trimmingWhitespace())
      default: self = .text(line)
      }
    }
  }

  var sitting: Sitting
  /// What was typed at the practical question on the screen.
  var commands: [String] = []
  /// The number of the observation after which that question began.
  var start = 0
  /// `done` has said what is still missing; the next one is meant.
  var wasTold = false
  /// `hand in` was refused once because of open questions; the next one is meant.
  var wasWarned = false

  /// What is to be done; nil when the question is answered otherwise.
  var exercise: Exercise? {
    guard case .practical(let exercise) = sitting.item.question.kind else { return nil }
    return exercise
  }

  /// Whether the question is answered by doing something.
  var isPractical: Bool { exercise != nil }
}
