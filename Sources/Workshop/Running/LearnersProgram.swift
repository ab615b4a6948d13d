public import Conformance
import Glibc
import OutsideServers

/// A program of a learner's, which is started, judged, and ended with all that it has started.
public struct LearnersProgram: Sendable {
  /// What the places of cuts are drawn from: the same for everybody.
  static let seed: UInt64 = 1

  /// The folder that holds it.
  public let folder: String
  /// How it starts, and how it is spoken to.
  public let settings: WorkshopSettings
  /// A folder of programs that is put before `PATH`.
  var searchPath: String?
  /// Variables that it gets besides those of this program.
  var environment: [String: String] = [:]
  /// How much memory it may use, with all that it starts, in MiB.
  public var memoryLimit = 1_024
  /// How many clients follow side by side.
  var width = 8

  /// Describes a program.
  public init(folder: String, settings: WorkshopSettings) {
    self.folder = folder
    self.settings = settings
  }

  /// How many checks are run.
  public enum Manner: Sendable {
    /// One after the other until one fails.
    case untilFailure
    /// All of them.
    case all
  }

  /// Runs checks on it, in one life of the program where that can be, and tells of each.
  ///
  /// A task that is cancelled ends the program at once.
  /// - Throws: A ``WorkshopProblem`` when there is nothing to judge.
  public func outcomes(
    of checks: [Check], as subject: Rule.Subject, suite: Suite, _ manner: Manner = .all,
    _ done: @escaping @Sendable (Outcome) async -> Void = { _ in }
  ) async throws -> [Outcome] {
    if let complaint = settings.complaint(about: subject) {
      throw WorkshopProblem.settings(complaint)
    }
    if let build = settings.build {
      try await ProgramBuild(
        folder: folder, text: build, searchPath: searchPath, environment: environment
      ).run()
    }
    let warden = Warden(memoryLimit: memoryLimit)
    let taskLimit = TaskLimit(word: warden.word)
    let command = StartCommand(
      folder: folder, text: settings.start, word: warden.word, taskLimit: taskLimit,
      searchPath: searchPath, environment: environment)
    let run = Task {
      switch subject {
      case .parser: await parse(command, checks, suite, manner, done)
      case .client: await follow(command, checks, done)
      case .server: try await serve(command, warden, checks, manner, done)
      }
    }
    // A program that exceeds a limit once is not started for the checks that are left.
    let watch = Task { await warden.watch { run.cancel() } }
    defer { watch.cancel() }
    let result = await withTaskCancellationHandler {
      await run.result
    } onCancel: {
      run.cancel()
      warden.killAll()
    }
    await warden.endAll()
    await taskLimit.remove()
    if let problem = warden.problem { throw problem }
    let found = try result.get()
    try Task.checkCancellation()
    return found
  }

  private func parse(
    _ start: StartCommand, _ checks: [Check], _ suite: Suite, _ manner: Manner,
    _ done: @escaping @Sendable (Outcome) async -> Void
  ) async -> [Outcome] {
    guard let command = Command(start.words) else { return [] }
    guard settings.speaksBatch else {
      let run = ParserRun(CommandParser(command), suite: suite, seed: Self.seed)
      return await inTurn(checks, manner) { await run.run($0, done) }
    }
    let parser = BatchParser(command)
    let run = ParserRun(parser, suite: suite, seed: Self.seed)
    let found = await inTurn(checks, manner) { await run.run($0, done) }
    await parser.stop()
    return found
  }

  /// All at once: scenarios are long, and run side by side.
  private func follow(
    _ start: StartCommand, _ checks: [Check], _ done: @escaping @Sendable (Outcome) async -> Void
  ) async -> [Outcome] {
    guard let command = Command(start.wordsForClient) else { return [] }
    let client = CommandClient(command, output: settings.adapter, width: width)
    return await ClientRun(client, comparesDataAlone: settings.adapter == .lines)
      .run(checks, done)
  }

  private func serve(
    _ start: StartCommand, _ warden: Warden, _ checks: [Check], _ manner: Manner,
    _ done: @escaping @Sendable (Outcome) async -> Void
  ) async throws -> [Outcome] {
    let port: Int
    do {
      port = try LoopbackPort.free()
    } catch {
      throw WorkshopProblem.system(error.description)
    }
    guard let place = WorkshopSettings.place(settings.stream, port: port) else { return [] }
    let publisher = settings.publish.flatMap { WorkshopSettings.place($0, port: port) }
      .map { Publisher(place: $0, body: settings.body, type: settings.bodyType) }
    let life = try LearnersServer(start, port: port, warden: warden)
    do {
      try await life.begin()
      let subject = ServerSubject(place: place, publisher: publisher, life: life, takesLoad: true)
      let run = ServerRun(subject, seed: Self.seed)
      let found = await inTurn(checks, manner) { checks in
        await run.run(checks) { await done(life.explained($0)) }.map(life.explained)
      }
      await life.kill()
      return found
    } catch {
      await life.kill()
      throw error
    }
  }

  /// Runs all checks, or one by one as far as the first that is not passed.
  private func inTurn(
    _ checks: [Check], _ manner: Manner, _ run: @Sendable ([Check]) async -> [Outcome]
  ) async -> [Outcome] {
    if case .all = manner { return await run(checks) }
    var found: [Outcome] = []
    for check in checks {
      if Task.isCancelled { break }
      found += await run([check])
      if found.last?.isPass == false { break }
    }
    return found
  }
}
