import ArgumentParser
import Workbook

/// `class`: what a teacher has of a class.
struct ClassCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.beside("quiz")

  static func offers(of course: Course) -> [String] { course.quizzes.map(\.id) }

  static let configuration = CommandConfiguration(
    commandName: "class",
    abstract: "Collect a class's signed results, look at them, issue diplomas.",
    discussion: "Example: sse class results --csv",
    subcommands: [Add.self, Results.self, Items.self, Diplomas.self, Forget.self])

  /// `class forget`.
  struct Forget: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Delete the class's names and results.",
      discussion: "Example: class forget 2026-11-30")

    @Argument(help: "The class.")
    var name: String

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [.destroys("the class's names and results")] }

    func run(in session: isolated Session) async throws {
      do {
        let count = try session.classResults(name).forget()
        session.say("\(count) \(count == 1 ? "result is" : "results are") deleted, with the names")
      } catch {
        throw CommandFailure(error)
      }
    }
  }
}
