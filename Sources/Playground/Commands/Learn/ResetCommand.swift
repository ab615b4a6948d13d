import ArgumentParser
import Workbook

/// `reset`: puts back what was there before.
struct ResetCommand: PlaygroundCommand, ListedCommand {
  /// How much.
  enum Extent: String, ExpressibleByArgument, CaseIterable {
    case page, lesson, all
  }

  static let overview = OverviewPlace.row(
    group: .learn, usage: "reset [lesson|all], helpful yes",
    summary: "begin anew; say what you think")

  static let configuration = CommandConfiguration(
    commandName: "reset",
    abstract: "Put the page back as it began, or forget a lesson, or everything.",
    discussion: """
      'reset all' forgets every lesson, attempt and vote, and asks for --yes.
      Example: reset page
      """)

  @Argument(help: "page, lesson or all.")
  var extent: Extent = .page

  @Flag(help: "Really forget everything.")
  var yes = false

  var touches: [Touch] {
    switch extent {
    case .page: [.destroys("what you did on this page")]
    case .lesson: [.destroys("what you did in this lesson")]
    case .all: [.destroys("all that you did")]
    }
  }

  func run(in session: isolated Session) async throws {
    switch extent {
    case .page: try await resetPage(in: session)
    case .lesson: try await resetLesson(in: session)
    case .all: try await resetAll(in: session)
    }
  }

  private func resetPage(in session: isolated Session) async throws {
    var openLesson = try session.neededLesson()
    let commands = openLesson.player.resetPage()
    openLesson.isShown = false
    session.openLesson = openLesson
    await session.clearAway()
    await session.prepare(commands)
    session.showPage()
  }

  private func resetLesson(in session: isolated Session) async throws {
    var openLesson = try session.neededLesson()
    openLesson.player.resetLesson()
    openLesson.isShown = false
    session.openLesson = openLesson
    await session.clearAway()
    session.showPage()
  }

  private func resetAll(in session: isolated Session) async throws {
    guard yes else {
      throw CommandFailure.usage(
        "this forgets every lesson, attempt and vote: type 'reset all --yes' if you mean it")
    }
    session.progress.forgetAll()
    session.openLesson = nil
    session.typeAhead("")
    await session.clearAway()
    session.say("everything is forgotten; 'lessons' begins anew")
  }
}
