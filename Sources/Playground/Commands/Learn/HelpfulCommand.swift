import ArgumentParser
import Workbook

/// `helpful`: whether a lesson was.
struct HelpfulCommand: ReadingCommand, ListedCommand {
  /// Yes or no.
  enum Vote: String, ExpressibleByArgument, CaseIterable {
    case yes, no
  }

  static let overview = OverviewPlace.beside("reset")

  static let configuration = CommandConfiguration(
    commandName: "helpful",
    abstract: "Say whether a lesson was helpful; it stays on this machine.",
    discussion: "Example: helpful yes")

  @Argument(help: "yes or no.")
  var vote: Vote?

  @Argument(help: "The lesson; the one finished last unless named.")
  var lesson: String?

  var touches: [Touch] { [.destroys("your own word on a lesson")] }

  func run(in session: isolated Session) async throws {
    guard let vote else {
      throw CommandFailure.usage("was it helpful? Say 'helpful yes' or 'helpful no'")
    }
    let course = try session.loadedCourse()
    let name = lesson ?? session.finishedLesson ?? session.progress.latestLesson
    guard let lesson = name.flatMap({ course.lesson($0) }) else {
      throw CommandFailure.failed("there is no such lesson to vote on: 'lessons' lists them")
    }
    session.progress.vote(vote == .yes, for: lesson.id)
    let votes = session.progress.votes().values
    session.say(
      "thank you for your word on '\(lesson.title)'; \(votes.count { $0 }) of \(votes.count) "
        + "\(votes.count == 1 ? "lesson was" : "lessons were") helpful to you")
    if session.openLesson == nil, let following = session.lessonToGoOnWith(in: course) {
      session.typeAhead("lesson \(following.id)")
    }
  }
}
