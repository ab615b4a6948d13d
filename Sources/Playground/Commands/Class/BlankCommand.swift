import ArgumentParser
import Observations

/// `blank`: nothing on the wall, so that everybody looks at whoever speaks.
struct BlankCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.beside("present")

  static let configuration = CommandConfiguration(
    commandName: "blank",
    abstract: "Empty the wall; what runs goes on, and 'page' shows the page again.",
    discussion: "Example: blank")

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    // An empty page makes room, as every page does.
    session.journal.record(.learner, .page(""))
    session.journal.record(.learner, .screenCleared)
  }
}
