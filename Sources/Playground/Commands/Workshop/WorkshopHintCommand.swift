import ArgumentParser
import Observations
import Workbook
import Workshop

/// `workshop hint`: the next hint for a step, in the learner's folder.
struct WorkshopHintCommand: ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "hint",
    abstract: "Get a hint for your step, each a little stronger, as 'hint' on its page.",
    discussion: "Example: workshop hint --folder server-python")

  @OptionGroup var place: WorkshopStepOptions

  var shellUse: ShellUse { .alone }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let (workshop, step) = try place.open(in: session)
    let lesson = workshop.bench.plan.lesson
    var open = session.openLesson
    // The page that is open counts the same hints.
    var player =
      open.map(\.player).flatMap { $0.lesson.id == lesson.id ? $0 : nil }
      ?? LessonPlayer(lesson, resuming: session.progress.lesson(lesson.id))
    let hint = player.hint(for: step)
    if open?.player.lesson.id == lesson.id {
      open?.player = player
      session.openLesson = open
    }
    session.progress.save(player.progress, now: session.world.secondsSince1970())
    session.journal.record(.learner, .page(hint.textForStep(solution: "workshop solution")))
  }
}

/// `workshop solution`: one way to do what a step asks, in the learner's folder.
struct WorkshopSolutionCommand: ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "solution",
    abstract: "Show one way to build your step, as 'solution' on its page.",
    discussion: """
      It is in the language of the folder, unless you name another.
      Example: workshop solution --folder server-python
      """)

  @OptionGroup var place: WorkshopStepOptions

  @Option(name: .customLong("in"), help: ArgumentHelp("The language.", valueName: "language"))
  var language: String?

  var shellUse: ShellUse { .alone }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let (workshop, step) = try place.open(in: session)
    let settings = workshop.bench.settings
    let text = try StepSolution.page(
      of: step, path: settings.path, in: language ?? settings.language,
      of: try session.loadedCourse())
    session.journal.record(.learner, .page(text))
  }
}

/// Which step of which folder is meant.
struct WorkshopStepOptions: ParsableArguments {
  @OptionGroup var options: WorkshopOptions

  @Option(help: "Another step than the one you are at.")
  var step: Int?

  func validate() throws {
    if let step, step < 1 { throw ValidationError("--step \(step) is none: give 1 or more") }
  }

  /// The folder, and what stands on the page of the step.
  func open(in session: isolated Session) throws -> (OpenWorkshop, BuildStep) {
    let workshop = try OpenWorkshop(
      folder: options.folder, in: session.world, store: session.progress)
    let number = try workshop.number(of: step)
    do {
      return (workshop, try workshop.bench.step(number).build)
    } catch {
      throw CommandFailure.usage(error.description)
    }
  }
}
