import ArgumentParser
import Conformance
import Workbook
import Workshop

/// `workshop run`, the default subcommand: the checks of the step that the learner is at.
struct WorkshopRunCommand: ShellCommand, ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run the checks of your step on your program, and show what fails first.",
    discussion: """
      What earlier steps asked goes on to hold. The program is started, judged, and ended with all \
      that it has started.
      Example: workshop --folder server-python
      """)
  static let atThePrompt = "'workshop' works here, too"

  @OptionGroup var options: WorkshopOptions

  @Option(help: "Another step than the one you are at.")
  var step: Int?

  @Flag(help: "Show everything that fails, and not just the first of it.")
  var all = false

  func validate() throws {
    if let step, step < 1 { throw ValidationError("--step \(step) is none: give 1 or more") }
  }

  var touches: [Touch] { options.touches }

  func run(in shell: Shell) async throws -> Int32 {
    let workshop = try OpenWorkshop(folder: options.folder, in: shell.world)
    if let notice = workshop.store.notice { shell.error.sentence(notice) }
    let number = try workshop.number(of: step)
    let asked = workshop.bench.plan.checks(through: number).count
    let progress = CheckProgress(count: asked, in: shell)
    workshop.tellOfBuild(in: shell)
    let signals = Signals()
    let (verdict, signal) = try await signals.interrupting {
      try await WorkshopRunCommand.verdict(workshop, number, all) { progress.add($0) }
    }
    CheckProgress.clear(in: shell)
    guard signal == nil, let verdict else { return 130 }
    shell.output.report(
      WorkshopWords(workshop: workshop, prefix: "sse ").lines(of: verdict, showsAll: all))
    return verdict.hasPassed ? 0 : 1
  }

  func run(in session: isolated Session) async throws {
    let workshop = try OpenWorkshop(
      folder: options.folder, in: session.world, store: session.progress)
    let number = try workshop.number(of: step)
    let verdict = try await session.inRealTime {
      try await WorkshopRunCommand.verdict(workshop, number, all) { _ in }
    }
    guard let verdict else { throw CommandFailure.interrupted }
    session.say(
      WorkshopWords(workshop: workshop, prefix: "").lines(of: verdict, showsAll: all))
  }

  /// The verdict; nil when it was stopped.
  private static func verdict(
    _ workshop: OpenWorkshop, _ step: Int, _ all: Bool,
    _ done: @escaping @Sendable (Outcome) -> Void
  ) async throws -> WorkshopVerdict? {
    do {
      return try await workshop.run(step: step, all ? .all : .untilFailure) { done($0) }
    } catch is CancellationError {
      return nil
    }
  }
}
