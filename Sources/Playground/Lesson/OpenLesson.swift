import Observations
import Workbook

/// The lesson that is on the screen.
struct OpenLesson: Sendable {
  let course: Course
  var player: LessonPlayer
  /// The number of the observation after which the page began.
  var pageStart: Int
  /// The number of the observation with which the last command that stood ready came to its end:
  /// what came before is no try of the learner's.
  var readyEnd = 0
  /// Whether the page is before the learner; while it is being prepared, nothing solves its task.
  var isShown = false
  /// Whether the page was come to without the pages before it, and itself needs nothing of them.
  var isWorldMissing = false
  /// The task of which it was said that it cannot be solved any more on this page.
  var ruledOut: String?
  /// The near misses, by their places in the file, that were explained since the page began.
  var explained: Set<SourceLocation> = []
  /// The tasks that were done since the page began: the world is no longer that of before.
  var done: Set<String> = []
  private var watch: TaskWatch?

  init(course: Course, player: LessonPlayer, pageStart: Int) {
    self.course = course
    self.player = player
    self.pageStart = pageStart
  }

  /// How far the open task is by now; nil when none is open.
  mutating func check(in journal: Journal) -> ExerciseCheck? {
    guard let exercise = player.exercise else { return nil }
    if watch?.task != exercise.id || watch?.start != pageStart {
      watch = TaskWatch(exercise, since: pageStart)
    }
    watch?.look(in: journal)
    return watch?.check
  }
}
