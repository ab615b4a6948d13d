import ArgumentParser
import Workbook
import Workshop

/// `workshop new`: a folder with a program that runs.
struct WorkshopNewCommand: PlaygroundCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Make a folder with a program that runs and fails only what the first step asks.",
    discussion: "Example: workshop new server --in python my-server")

  @Argument(help: "parser, client, server or article.")
  var path: String

  @Option(
    name: .customLong("in"),
    help: ArgumentHelp(
      "The language: python, javascript, go, php, swift or shell, as far as a path has it.",
      valueName: "language"))
  var language: String = WorkshopProof.wholeLanguage

  @Argument(help: "The folder to make; PATH-LANGUAGE unless named.")
  var folder: String?

  var shellUse: ShellUse { .alone }

  var touches: [Touch] { [.writesFile(target)] }

  private var target: String { folder ?? "\(path)-\(language)" }

  func run(in session: isolated Session) async throws {
    let course = try session.loadedCourse()
    let shelf = WorkshopShelf(course: course.folder)
    do {
      let paths = WorkshopPlan.paths(of: course)
      guard let lesson = course.lessons.first(where: { $0.builds == path }) else {
        throw WorkshopProblem.noPath(path, known: paths)
      }
      guard let kit = shelf.kit(path, in: language) else {
        throw WorkshopProblem.noLanguage(language, path: path, known: shelf.languages(for: path))
      }
      try kit.begin(in: target)
      let settings = try WorkshopSettings.load(from: target)
      session.say(
        "\(target) is made: README.md there says what the program needs, "
          + "\(WorkshopSettings.fileName) how it is started: \(settings.start)",
        "  cd \(target)",
        "  sse workshop  runs the checks of your step; 'sse workshop watch' at each save",
        "  sse lesson \(lesson.id)  says what to do, in \(lesson.steps.count) steps")
    } catch let problem as WorkshopProblem {
      switch problem {
      case .noPath, .noLanguage: throw CommandFailure.usage(problem.description)
      default: throw CommandFailure.failed(problem.description)
      }
    }
  }
}
