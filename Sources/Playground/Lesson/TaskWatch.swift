import Observations
import Workbook

/// How far an open task is: it looks at every observation once, however many there are.
struct TaskWatch: Sendable {
  let task: String
  /// The number of the observation after which the page began.
  let start: Int
  private(set) var check: ExerciseCheck
  private var seen: Int

  init(_ exercise: Exercise, since start: Int) {
    task = exercise.id
    self.start = start
    check = ExerciseCheck(exercise, in: [])
    seen = start
  }

  /// Looks at what has happened since it last did.
  mutating func look(in journal: Journal) {
    let news = journal.observations(from: seen + 1)
    seen = news.last?.number ?? seen
    check.note(news)
  }
}
