import Workbook

/// The lesson that is on the screen.
struct Study: Sendable {
  let course: Course
  var player: LessonPlayer
  /// The number of the observation after which the page began.
  var pageStart: Int
  /// Whether the page is before the learner; while it is being prepared, nothing solves its task.
  var isShown = false
  /// The task of which it was said that it cannot be solved any more on this page.
  var ruledOut: String?
}
