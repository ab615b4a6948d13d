import ArgumentParser
import Workbook

/// `progress`: how far one has come, and taking it along.
struct ProgressCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.beside("glossary")

  static let configuration = CommandConfiguration(
    commandName: "progress",
    abstract: "Show what you have done; take it to another machine.",
    discussion: "Example: progress --json",
    subcommands: [Show.self, Export.self, Import.self, Repair.self],
    defaultSubcommand: Show.self)

  /// `progress show`, the default subcommand.
  struct Show: ReadingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the lessons, tasks and quizzes that you have done.",
      discussion: "Example: progress --json")

    @Flag(help: "Print all that is kept, as JSON.")
    var json = false

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      guard !json else {
        // What is wrong with the file stands in the JSON, and in no line before it.
        let json = session.openProgress().export().json
        return session.say(json.split(whereSeparator: \.isNewline).map(String.init))
      }
      let store = session.progress
      let course = try session.loadedCourse()
      session.say(
        lessons(of: course, store.lessons()) + quizzes(of: course, store)
          + workshop(of: course, store))
    }
  }

  /// `progress export`.
  struct Export: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write all that is remembered into a file, for another machine.",
      discussion: "Example: progress export my-progress.json")

    @Argument(help: "The file; it must not be there yet.")
    var file: String

    @Flag(help: "Take the key that signs diplomas along; whoever has it can sign as you.")
    var withKey = false

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [.writesFile(file)] }

    func run(in session: isolated Session) async throws {
      let store = session.progress
      do {
        try store.export(key: withKey ? try session.issuerKey() : nil).write(to: file)
      } catch let failure as CommandFailure {
        throw failure
      } catch {
        throw CommandFailure.failed("\(error)")
      }
      session.say(
        "\(file) is written: 'progress import' reads it on another machine",
        withKey
          ? "the key that signs your diplomas is in it: keep the file to yourself"
          : "the key that signs diplomas is not in it; --with-key takes it along")
    }
  }

  /// `progress import`.
  struct Import: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add what 'progress export' wrote elsewhere; nothing known here is lost.",
      discussion: "Example: progress import my-progress.json")

    @Argument(help: "The file.")
    var file: String

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [.readsFile(file), .destroys("what is remembered here as it was")] }

    func run(in session: isolated Session) async throws {
      guard let bytes = try LimitedFile.read(file, limit: ProgressExport.fileLimit) else {
        throw CommandFailure.failed("\(file) is no file that can be read")
      }
      let export: ProgressExport
      do {
        export = try ProgressExport(reading: bytes)
      } catch {
        throw CommandFailure.failed("\(file) \(error)")
      }
      let result = session.progress.merge(export, now: session.world.secondsSince1970())
      if let course = try? session.loadedCourse() { session.progress.adopt(course) }
      let left =
        result.unreadable > 0
        ? ["\(result.unreadable) entries of it cannot be understood, and were left out"] : []
      session.say(
        [
          "\(file) is read: \(Self.count(result.lessons, "lesson")) further than before,"
            + " \(Self.count(result.attempts, "attempt")) and"
            + " \(Self.count(result.diplomas, "diploma")) more"
            + (result.builds > 0 ? ", \(Self.count(result.builds, "path")) of the workshop" : "")
        ] + left)
      if export.hasKey { try adoptKey(of: export, in: session) }
    }

    private static func count(_ number: Int, _ noun: String) -> String {
      "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    private func adoptKey(of export: ProgressExport, in session: isolated Session) throws {
      do {
        let isHere = try IssuerKey.adopt(from: export, folder: try session.folderForKeys())
        session.say(
          isHere
            ? "the key that signs diplomas came along"
            : "this machine has a key of its own, which stays; the one in the file was left out")
      } catch let failure as CommandFailure {
        throw failure
      } catch {
        throw CommandFailure.failed("\(error)")
      }
    }
  }

  /// `progress repair`.
  struct Repair: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Save what can be read of a damaged progress file; the damaged one is kept.",
      discussion: "Example: progress repair")

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [.destroys("the place of the progress file")] }

    func run(in session: isolated Session) async throws {
      guard let folder = session.world.stateDirectory else {
        throw CommandFailure.failed("there is no state folder: name one with --state")
      }
      do {
        let repair = try ProgressStore.repair(folder: folder)
        session.store = nil
        let saved = repair.saved.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key)" }
        session.say(
          "saved rows: \(saved.isEmpty ? "none could be read" : saved.joined(separator: ", "))",
          repair.isIncomplete
            ? "what else there was cannot be read" : "nothing seems to be missing",
          "the damaged file is kept as \(repair.kept)")
      } catch {
        throw CommandFailure.failed("\(error)")
      }
    }
  }
}

extension ProgressCommand.Show {
  private func lessons(of course: Course, _ known: [String: LessonProgress]) -> [String] {
    let width = course.lessons.map(\.id.count).max() ?? 0
    return course.lessons.map { lesson in
      let progress = known[lesson.id]
      let states = lesson.exercises.map { progress?.tasks[$0.id]?.state ?? .open }
      let id = lesson.id + String(repeating: " ", count: width - lesson.id.count)
      let steps = lesson.pages.count { $0.step != nil }
      let tasks =
        states.isEmpty && steps > 0
        ? "\(steps) steps to build"
        : "\(states.count { $0 == .solved }) of \(states.count) tasks solved"
          + (states.contains(.shown) ? ", \(states.count { $0 == .shown }) shown" : "")
      let guesses = self.guesses(in: lesson, progress)
      return "\(sign(progress))  \(id)  \(([tasks] + guesses).joined(separator: "; "))"
    }
  }

  /// How many of the predictions came as guessed, where there are any.
  private func guesses(in lesson: Lesson, _ progress: LessonProgress?) -> [String] {
    let all = lesson.predictions
    guard !all.isEmpty else { return [] }
    let right = all.count { progress?.predictions[$0.id] == .right }
    return ["\(right) of \(all.count) predictions right"]
  }

  /// What was built: a line for each path and language.
  private func workshop(of course: Course, _ store: ProgressStore) -> [String] {
    store.builds().map { build in
      let steps = course.lessons.first { $0.builds == build.path }?.steps.count
      let (attempts, seconds) = build.work
      let passed = steps.map { "\(min(build.passed, $0)) of \($0)" } ?? "\(build.passed)"
      let proved = build.submission.map { ", submitted with \($0.checks) checks" } ?? ""
      return "workshop \(build.path) in \(build.language): \(passed) steps passed\(proved); "
        + "\(attempts) run\(attempts == 1 ? "" : "s"), \((seconds + 59) / 60) min"
    }
  }

  private func sign(_ progress: LessonProgress?) -> String {
    guard let progress else { return "[ ]" }
    return progress.isFinished ? "[x]" : "[~]"
  }

  private func quizzes(of course: Course, _ store: ProgressStore) -> [String] {
    course.quizzes.map { pool in
      let attempts = store.attempts(quiz: pool.id).filter { !$0.attempt.isPractice }
      let grades = attempts.compactMap { $0.grade?.rawValue }
      let begun = attempts.contains { $0.attempt.handedInAt == nil } ? ", one begun" : ""
      let reached = grades.isEmpty ? "not sat yet" : grades.joined(separator: ", ")
      return "quiz \(pool.id): \(reached)\(begun)"
    }
  }
}
