import ArgumentParser
import Conformance
import Glibc
import Observations
import Synchronization
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
        try await watch(number, of: workshop, prefix: "sse ", shell.world) {
          shell.output.report($0)
        }
        guard !Task.isCancelled, number < workshop.count, isatty(0) == 1 else { return }
        shell.output.sentence("Enter goes on with the next step, Ctrl-C leaves")
        guard try await Self.enter() else { return }
      }
    }
    return signal == nil ? 0 : 130
  }

  func run(in session: isolated Session) async throws {
    let workshop = try OpenWorkshop(
      folder: options.folder, in: session.world, store: session.progress)
    let (journal, world) = (session.journal, session.world)
    try await session.inRealTime {
      try await watch(workshop.step, of: workshop, prefix: "", world) {
        journal.record(.learner, .answered($0))
      }
    }
  }

  /// Waits for Enter; false at the end of the input, and when the task is cancelled, at once: the
  /// thread that reads stays behind, and ends with the process.
  private static func enter() async throws -> Bool {
    let (answers, answer) = AsyncThrowingStream<Bool, any Error>.makeStream()
    let reading = Task {
      do {
        var lines = InputLines.standard.makeAsyncIterator()
        answer.yield(try await lines.next() != nil)
      } catch {
        answer.finish(throwing: error)
      }
    }
    defer { reading.cancel() }
    for try await isEnter in answers { return isEnter }
    return false
  }

  /// Returns when the step is passed, or the task cancelled.
  private func watch(
    _ number: Int, of workshop: OpenWorkshop, prefix: String, _ world: World,
    _ say: @escaping @Sendable ([String]) -> Void
  ) async throws {
    guard let watch = FolderWatch(workshop.bench.folder) else {
      throw CommandFailure.failed(
        "the system watches no more folders: close other programs that do, and try again")
    }
    let words = WorkshopWords(workshop: workshop, prefix: prefix)
    say(["\(words.name(number)): watching \(workshop.bench.folder); Ctrl-C stops"])
    let runs = Atomic(0)
    await SaveLoop().run(watch.saves) { saved in
      let run = runs.add(1, ordering: .relaxed).newValue
      // Some editors save by another name first, which is gone by now.
      let here = saved.filter { Self.exists("\(workshop.bench.folder)/\($0)") }
      let build = workshop.bench.settings.build.map {
        ["\($0) (the first time this takes minutes)"]
      }
      say(
        ["", Self.heading(run, here.isEmpty ? saved : here, at: world.timeOfDay())]
          + (run == 1 ? build ?? [] : []))
      do {
        let verdict = try await workshop.run(step: number, .untilFailure)
        guard !Task.isCancelled else { return false }
        say(words.lines(of: verdict, showsAll: false))
        return verdict.hasPassed
      } catch {
        // A run that was begun anew says nothing.
        if !(error is CancellationError), !Task.isCancelled {
          say(["\(words.name(number)): \(CommandFailure(error).sentence)"])
        }
        return false
      }
    }
  }

  private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// So many of the files that were saved are named.
  private static let namedFiles = 3

  /// What stands before a run: `── 14:03:07  server.py was saved: run 2`.
  static func heading(_ run: Int, _ saved: [String], at time: String) -> String {
    var names = saved.prefix(namedFiles).joined(separator: ", ")
    if saved.count > namedFiles { names += " and \(saved.count - namedFiles) more" }
    let why = saved.isEmpty ? "" : "\(names) \(saved.count == 1 ? "was" : "were") saved: "
    return "── \(time)  \(why)run \(run)"
  }
}
