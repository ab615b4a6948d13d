import Conformance
import Subprocess

/// Makes a program, by the command that its `workshop.yaml` names, before it is started.
///
/// A compiler needs more memory and time than the program that it makes, and what it says is what the
/// learner has to know.
struct ProgramBuild: Sendable {
  /// How long it may take: 10 minutes, for the first time fetches and builds libraries, too.
  static let limit = Duration.seconds(600)
  /// How much memory a compiler may use, in MiB.
  private static let memoryLimit = 4_096
  /// How much it may say, in bytes.
  private static let wordsLimit = 4 << 20
  /// So many of its errors are repeated.
  private static let errorLimit = 3

  let folder: String
  let text: String
  var searchPath: String?
  var environment: [String: String] = [:]

  /// Returns when the program is made; throws a ``WorkshopProblem`` when it cannot be.
  ///
  /// A task that is cancelled ends the command, with all that it has started.
  func run() async throws {
    let warden = Warden(memoryLimit: Self.memoryLimit)
    let taskLimit = TaskLimit(word: warden.word)
    let command = StartCommand(
      // Some compilers tell of errors on standard output.
      folder: folder, text: "\(text) 2>&1", word: warden.word, taskLimit: taskLimit,
      searchPath: searchPath, environment: environment)
    let words = command.words
    let build = Task {
      try await Subprocess.run(
        .name("sh"), arguments: Arguments(Array(words.dropFirst())),
        output: .string(limit: Self.wordsLimit), error: .discarded)
    }
    let watch = Task { await warden.watch { build.cancel() } }
    let clock = Task {
      try await Task.sleep(for: Self.limit)
      build.cancel()
      warden.killAll()
      return true
    }
    let result = await withTaskCancellationHandler {
      await build.result
    } onCancel: {
      build.cancel()
      warden.killAll()
    }
    watch.cancel()
    clock.cancel()
    await warden.endAll()
    await taskLimit.remove()
    try Task.checkCancellation()
    if let problem = warden.problem { throw problem }
    if (try? await clock.value) == true {
      throw WorkshopProblem.buildIsSlow(seconds: Int(Self.limit.components.seconds))
    }
    let done = try result.get()
    guard done.terminationStatus.isSuccess else {
      throw WorkshopProblem.notBuilt(words: Self.errors(in: done.standardOutput, folder))
    }
  }

  /// The errors that a compiler told of, as one line; of another tool what it said last.
  static func errors(in text: String, _ folder: String) -> String {
    var seen: Set<String> = []
    let lines = text.split(whereSeparator: \.isNewline)
      .filter { $0.contains("error: ") && $0.first?.isWhitespace == false }
      .map { String($0).replacing("\(folder)/", with: "") }
      .filter { seen.insert($0).inserted }
    guard !lines.isEmpty else { return ErrorOutput.line(of: text) }
    let first = Array(lines.prefix(errorLimit))
    let rest = lines.count > first.count ? ["\(lines.count - first.count) more"] : []
    return (first + rest).joined(separator: " / ")
  }
}
