import Workbook

/// The lesson that is on the screen.
struct Study: Sendable {
  let course: Course
  var player: LessonPlayer
  /// The number of the observation after which the page began.
  var pageStart: Int
}
