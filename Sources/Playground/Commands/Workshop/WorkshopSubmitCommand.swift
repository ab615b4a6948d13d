import ArgumentParser
import Conformance
import Workbook
import Workshop

/// `workshop submit`: the whole path, proved from its first step.
struct WorkshopSubmitCommand: ShellCommand, ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Prove all steps from the start and record it, for the diploma.",
    discussion: """
      The report is written into the folder; its digest is remembered, and stands in the credential \
      of the diploma.
      Example: workshop submit --folder server-python
      """)
  static let atThePrompt = "'workshop submit' works here, too"

  @OptionGroup var options: WorkshopOptions

  var touches: [Touch] { options.touches + [.writesFile(WorkshopReport.fileName)] }

  func run(in shell: Shell) async throws -> Int32 {
    let workshop = try OpenWorkshop(folder: options.folder, in: shell.world)
    if let notice = workshop.store.notice { shell.error.sentence(notice) }
    let asked = workshop.bench.plan.checks(through: workshop.count).count
    let progress = CheckProgress(count: asked, in: shell)
    workshop.tellOfBuild(in: shell)
    let signals = Signals()
    let (lines, signal) = try await signals.interrupting {
      try await submit(workshop, prefix: "sse ") { progress.add($0) }
    }
    CheckProgress.clear(in: shell)
    guard signal == nil, let lines else { return 130 }
    shell.output.report(lines.text)
    return lines.hasPassed ? 0 : 1
  }

  func run(in session: isolated Session) async throws {
    let workshop = try OpenWorkshop(
      folder: options.folder, in: session.world, store: session.progress)
    let lines = try await session.inRealTime { try await submit(workshop, prefix: "") { _ in } }
    guard let lines else { throw CommandFailure.interrupted }
    session.say(lines.text)
  }

  /// What is to be said, and whether all of it passed; nil when it was stopped.
  private func submit(
    _ workshop: OpenWorkshop, prefix: String, _ done: @escaping @Sendable (Outcome) -> Void
  ) async throws -> (text: [String], hasPassed: Bool)? {
    let verdict: WorkshopVerdict
    do {
      verdict = try await workshop.bench.verdict(through: workshop.count, .all) { done($0) }
    } catch is CancellationError {
      return nil
    } catch {
      throw CommandFailure.failed("\(error)")
    }
    guard verdict.hasPassed else {
      let words = WorkshopWords(workshop: workshop, prefix: prefix)
      return (words.lines(of: verdict, showsAll: false), false)
    }
    let report = WorkshopReport(verdict)
    do {
      try report.write(to: workshop.bench.folder)
    } catch {
      throw CommandFailure.failed(error.description)
    }
    workshop.submit(verdict, report)
    let settings = workshop.bench.settings
    return (
      [
        "✔ all \(workshop.count) steps of '\(settings.path)' in \(settings.language) are proved: "
          + "\(verdict.asked) checks pass",
        "\(workshop.bench.folder)/\(WorkshopReport.fileName) is the report, sha256 \(report.digest)",
        "it stands on the next diploma that you draw, and in its credential",
      ], true
    )
  }
}
