import ArgumentParser
import Conformance
import Glibc
import Observations
import Workbook
import Workshop

/// `workshop watch`: the checks of the step at each save.
struct WorkshopWatchCommand: ShellCommand, ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Run the checks of your step at each save, until they pass.",
    discussion: """
      It shows the first failure. A save in the middle of a run begins anew. When the step is passed \
      it stops: in a shell Enter goes on with the next one, at the prompt 'workshop watch' does.
      Example: workshop watch --folder server-python
      """)
  static let atThePrompt = "'workshop watch' works here, too"

  @OptionGroup var options: WorkshopOptions

  var touches: [Touch] { options.touches }

  func run(in shell: Shell) async throws -> Int32 {
    let workshop = try OpenWorkshop(folder: options.folder, in: shell.world)
    if let notice = workshop.store.notice { shell.error.sentence(notice) }
    let signals = Signals()
    let (_, signal) = try await signals.interrupting {
      while !Task.isCancelled {
        let number = workshop.step
        try await watch(number, of: workshop) { shell.output.line($0) }
        guard !Task.isCancelled, number < workshop.count, isatty(0) == 1 else { return }
        shell.output.line("Enter goes on with the next step, Ctrl-C leaves")
        var lines = InputLines.standard.makeAsyncIterator()
        guard try await lines.next() != nil else { return }
      }
    }
    return signal == nil ? 0 : 130
  }

  func run(in session: isolated Session) async throws {
    let workshop = try OpenWorkshop(
      folder: options.folder, in: session.world, store: session.progress)
    let journal = session.journal
    try await session.inRealTime {
      try await watch(workshop.step, of: workshop) {
        journal.record(.learner, .answered([$0]))
      }
    }
  }

  /// Returns when the step is passed, or the task cancelled.
  private func watch(
    _ number: Int, of workshop: OpenWorkshop, _ say: @escaping @Sendable (String) -> Void
  ) async throws {
    guard let watch = FolderWatch(workshop.bench.folder) else {
      throw CommandFailure.failed(
        "the system watches no more folders: close other programs that do, and try again")
    }
    let words = WorkshopWords(workshop: workshop)
    say("\(words.name(number)): watching \(workshop.bench.folder); Ctrl-C stops")
    await SaveLoop().run(watch.saves) {
      do {
        let verdict = try await workshop.run(step: number, .untilFailure)
        guard !Task.isCancelled else { return false }
        for line in words.lines(of: verdict, showsAll: false) { say(line) }
        return verdict.hasPassed
      } catch {
        // A run that was begun anew says nothing.
        if !(error is CancellationError), !Task.isCancelled {
          say("\(words.name(number)): \(CommandFailure(error).sentence)")
        }
        return false
      }
    }
  }
}
