import Classroom
import VisibleText
import Workbook

/// A place in somebody else's class: where this learner is, is told to the teacher's machine.
///
/// Nothing that is typed goes there: a lesson's id, the number of the page, what became of its task.
final class DeskSide: Sendable {
  /// How often it is looked whether there is something to tell.
  static let lookInterval = Duration.seconds(1)
  /// After how many looks something is told anyhow, so that the machine is known to be there.
  static let looksBetweenWords = 20
  /// After how many looks it is tried again, when nobody answered.
  static let looksBetweenTries = 5

  let line: DeskLine
  let card: DeskCard
  private let telling: Task<Void, Never>

  /// Begins to tell a class of a session.
  init(_ line: DeskLine, _ card: DeskCard, session: Session) {
    self.line = line
    self.card = card
    let clock = session.world.clock
    telling = Task { [weak session] in
      var watch = DeskWatch()
      while !Task.isCancelled {
        guard let session else { return }
        await session.tellClass(by: line, card, &watch)
        try? await clock.sleep(for: Self.lookInterval)
      }
    }
  }

  /// Tells nothing any more.
  func stop() { telling.cancel() }
}

/// What a class was told last, and what it said.
struct DeskWatch: Sendable {
  var told: Desk.Place?
  /// How many looks ago.
  var looks = DeskSide.looksBetweenWords
  /// Whether the teacher's machine did not answer.
  var isSilent = false
  /// The round of the quiz that was open.
  var round: String?
  /// The attempts that the class does not take.
  var refused: Set<String> = []
}

/// What a class answers to a word of a machine.
struct DeskAnswer: Decodable, Sendable {
  struct Quiz: Decodable, Sendable {
    var id: String
    var round: String
    var minutes: Int?
  }

  var quiz: Quiz?
}

extension DeskCard {
  /// What each request begins with.
  var members: [(String, String)] {
    [("phone", JSONText.quoted(number)), ("class", JSONText.quoted(className))]
  }
}

extension Desk.Place {
  var members: [(String, String)] {
    [
      ("lesson", JSONText.quoted(lesson)), ("page", String(page)), ("pages", String(pages)),
    ] + (task.map { [("task", JSONText.quoted($0.rawValue))] } ?? [])
  }
}
