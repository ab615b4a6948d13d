import ArgumentParser
import Conformance
import FoundationEssentials
import Glibc
import Workbook
import Workshop

/// `workshop`: a program of the learner's own, held to what the pages of a lesson ask.
struct WorkshopCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.beside("lessons")

  static let configuration = CommandConfiguration(
    commandName: "workshop",
    abstract: "Build a parser, a client or a server of your own, checked step by step.",
    discussion: """
      'workshop new' makes a folder with a program that runs; you edit it with your own editor, and \
      'workshop' there runs the checks of the step that you are at. docs/workshop.md tells more.
      Example: workshop new server --in python
      """,
    subcommands: [
      WorkshopRunCommand.self, WorkshopNewCommand.self, WorkshopWatchCommand.self,
      WorkshopHintCommand.self, WorkshopSolutionCommand.self,
      WorkshopSubmitCommand.self, WorkshopReportCommand.self, WorkshopGradeCommand.self,
    ],
    defaultSubcommand: WorkshopRunCommand.self)
}

/// Which folder of a learner's is meant.
struct WorkshopOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder with workshop.yaml.", valueName: "folder"))
  var folder: String = "."

  /// What a run of the program in it touches.
  var touches: [Touch] { [.runsCommand("the program in \(folder)")] }
}

/// A learner's folder with what is known of its learner.
struct OpenWorkshop: Sendable {
  let bench: Workbench
  let store: ProgressStore
  let now: @Sendable () -> Int

  init(folder: String, in world: World, store: ProgressStore? = nil) throws {
    let course = try WorkshopCourse.load(in: world)
    do {
      bench = try Workbench(folder: folder, course: course.course, suite: course.suite)
    } catch {
      throw CommandFailure.failed(error.description)
    }
    self.store = store ?? ProgressStore(folder: world.stateDirectory)
    now = world.secondsSince1970
  }

  var progress: BuildProgress {
    store.build(path: bench.settings.path, language: bench.settings.language)
  }

  var count: Int { bench.plan.steps.count }

  /// The step that comes next.
  var step: Int { bench.step(after: progress.passed) }

  /// The number of the step that was asked for, or of the one that comes next.
  func number(of step: Int?) throws(CommandFailure) -> Int {
    guard let step else { return self.step }
    guard step <= count else {
      throw .usage("there is no step \(step): '\(bench.settings.path)' has \(count)")
    }
    return step
  }

  /// Runs what is asked up to a step and remembers how it went.
  func run(
    step: Int, _ manner: LearnersProgram.Manner,
    _ done: @escaping @Sendable (Outcome) async -> Void = { _ in }
  ) async throws -> WorkshopVerdict {
    do {
      let verdict = try await bench.verdict(through: step, manner, done)
      note(step, hasPassed: verdict.hasPassed)
      return verdict
    } catch let problem as WorkshopProblem {
      if case .noStep = problem { throw CommandFailure.usage(problem.description) }
      note(step, hasPassed: false)
      throw CommandFailure.failed(problem.description)
    }
  }

  /// Says in a terminal that the program is built first, until there is something else to say.
  func tellOfBuild(in shell: Shell) {
    guard let build = bench.settings.build, isatty(2) == 1 else { return }
    shell.error.overwrite("\(build) (the first time this takes minutes)")
  }

  private func note(_ step: Int, hasPassed: Bool) {
    var progress = progress
    progress.note(step: step, hasPassed: hasPassed, now: now())
    store.save(progress)
  }

  /// Remembers a path that was proved whole.
  func submit(_ verdict: WorkshopVerdict, _ report: WorkshopReport) {
    var progress = progress
    for number in 1...max(count, 1) where progress.steps[number]?.passedAt == nil {
      progress.note(step: number, hasPassed: true, now: now())
    }
    progress.submission = BuildProgress.Submission(
      checks: verdict.asked, digest: report.digest, time: now())
    store.save(progress)
  }
}

/// The course with its checks, for those who build.
struct WorkshopCourse: Sendable {
  let course: Course
  let suite: Suite

  static func load(in world: World) throws -> WorkshopCourse {
    do {
      let course = try Course.load(at: CourseFolder.find(in: world))
      return WorkshopCourse(course: course, suite: try ConformanceFolder.load(in: world))
    } catch let error as CourseError {
      throw CommandFailure.failed(error.description)
    }
  }
}

/// What is said of a run, in a shell and at the prompt.
struct WorkshopWords {
  let workshop: OpenWorkshop
  /// What stands before a command: `sse ` in a shell, nothing at the prompt.
  let prefix: String

  private var plan: WorkshopPlan { workshop.bench.plan }

  /// A step as it is named: its number, and the title of its page.
  func name(_ number: Int) -> String {
    let title = plan.steps.first { $0.number == number }?.title ?? ""
    return "step \(number) of \(workshop.count), '\(title)'"
  }

  /// How to come to the page of a step.
  func page(_ number: Int) -> String {
    let page = plan.lesson.pages.firstIndex { $0.step?.number == number }.map { " \($0 + 1)" } ?? ""
    return "lesson \(plan.lesson.id)\(page)"
  }

  /// What came of a run: it passed, and what is next; or what failed, the first of it or all.
  func lines(of verdict: WorkshopVerdict, showsAll: Bool) -> [String] {
    if verdict.hasPassed { return passed(verdict) }
    let failures = verdict.failures
    guard let first = failures.first else { return ["\(name(verdict.number)): it was stopped"] }
    let step = plan.step(of: first.check)
    let held = step < verdict.number ? "; a check of step \(step) fails" : ""
    var lines = ["\(name(verdict.number)): not yet\(held)"]
    lines += (showsAll ? failures : [first]).flatMap(verdict.lines)
    let rest = failures.count > 1 && !showsAll ? "; '--all' shows \(failures.count - 1) more" : ""
    lines.append(verdict.sum + rest)
    lines.append(
      "'\(prefix)workshop hint' helps; the page: '\(prefix)\(page(verdict.number))'")
    return lines
  }

  private func passed(_ verdict: WorkshopVerdict) -> [String] {
    let seconds = Double(Int(verdict.duration / .seconds(1) * 10 + 0.5)) / 10
    let head =
      "✔ \(name(verdict.number)): passed, \(verdict.asked) check\(verdict.asked == 1 ? "" : "s") "
      + "in \(seconds) s"
    guard verdict.number < workshop.count else {
      return [
        head, "that was the last step: '\(prefix)workshop submit' proves them all and records it",
      ]
    }
    return [head, "next is \(name(verdict.number + 1)): '\(prefix)\(page(verdict.number + 1))'"]
  }
}
