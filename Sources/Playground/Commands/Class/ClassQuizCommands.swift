import ArgumentParser
import Classroom
import Workbook

/// A quiz for the whole class, from the wall.
extension ClassCommand {
  /// `class quiz`.
  struct Quiz: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open a quiz for the class, say how far it is, and close it.",
      discussion: "Example: class quiz junior --minutes 20",
      subcommands: [Open.self, Status.self, Close.self],
      defaultSubcommand: Open.self)
  }
}

extension ClassCommand.Quiz {
  /// `class quiz open`, the default subcommand.
  struct Open: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open a quiz, which learners sit by 'quiz NAME --class URL'.",
      discussion: """
        Results arrive signed, are marked here by 'class results', and nobody is shown an answer \
        before 'class quiz close'.
        Example: class quiz junior --same --minutes 20
        """)

    @Argument(help: "junior or master; without one, say how far the class is.")
    var quiz: String?

    @Flag(help: "All get the same draw; each their own unless given.")
    var same = false

    @Option(help: "How many minutes each has from sitting down; until it is closed unless given.")
    var minutes: Int?

    var touches: [Touch] { [.writesFile("the state folder")] }

    func validate() throws {
      if let minutes, !ClassLimits.quizMinutes.contains(minutes) {
        throw ValidationError(
          "--minutes \(minutes) is no time for a quiz: give \(ClassLimits.quizMinutes.lowerBound) to "
            + "\(ClassLimits.quizMinutes.upperBound)")
      }
    }

    func run(in session: isolated Session) async throws {
      guard let quiz else { return try await Status().run(in: session) }
      let classroom = try session.neededClass()
      let pool = try session.pool(quiz)
      guard classroom.server.configuration.keepResult != nil else {
        throw CommandFailure.failed("nothing is kept here, so no result could be: use --state DIR")
      }
      guard
        classroom.server.openQuiz(
          pool.id, fingerprint: pool.fingerprint, isSame: same, minutes: minutes)
      else {
        let open = classroom.server.quizStanding?.quiz.id ?? ""
        throw CommandFailure.failed("quiz '\(open)' is open: 'class quiz close' closes it")
      }
      session.say(
        "quiz '\(pool.id)' is open: at their own machines learners type "
          + "'quiz \(pool.id) --class \(classroom.invitation.url)'",
        (same ? "all have the same questions" : "each has questions of their own")
          + (minutes.map { ", and \($0) min from sitting down" } ?? "")
          + "; 'class quiz close' closes it, and shows everybody the answers")
    }
  }

  /// `class quiz status`.
  struct Status: ReadingCommand, TeachersCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say who has handed in, and who still sits.",
      discussion: "Example: class quiz status")

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      guard let standing = try session.neededClass().server.quizStanding else {
        return session.say("no quiz is open: 'class quiz junior' opens one")
      }
      session.say(standing.lines)
    }
  }

  /// `class quiz close`.
  struct Close: PlaygroundCommand, TeachersCommand {
    static let configuration = CommandConfiguration(
      abstract: "Close the quiz: no more results are taken, and the answers are shown.",
      discussion: "Example: class quiz close")

    var touches: [Touch] { [.destroys("the quiz that the class sits")] }

    func run(in session: isolated Session) async throws {
      guard let standing = try session.neededClass().server.closeQuiz() else {
        throw CommandFailure.failed("no quiz is open: 'class quiz junior' opens one")
      }
      session.say(
        standing.lines + [
          "it is closed; 'class results' lists the marks, 'class items \(standing.quiz.id)' its questions"
        ])
    }
  }
}

extension QuizStanding {
  fileprivate var lines: [String] {
    let all = handedIn.count + sitting.count
    let still = sitting.isEmpty ? "" : "; still at it: \(sitting.joined(separator: ", "))"
    return ["quiz '\(quiz.id)': \(handedIn.count) of \(all) have handed in\(still)"]
  }
}
