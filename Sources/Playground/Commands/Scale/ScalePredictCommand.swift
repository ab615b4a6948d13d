import ArgumentParser
import FoundationEssentials
import ScalingFigures
import ScalingLab

/// `scale predict`: what a machine would hold, calculated from what was measured.
struct ScalePredictCommand: ShellCommand, PlaygroundCommand {
  static let changesTheWorld = false
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Calculate what this machine, or an imagined one, would hold in each model.",
    discussion: """
      Example: scale predict --memory 64G --processes 32000

      It calculates from the steps in --from FILE (what 'sse scale --json' printed), or from the \
      last run at this prompt, or from a short run of its own. With --servers it calculates several \
      servers on one engine, by what a stream of the model async costs.
      """)
  static let atThePrompt = "the same command works there"

  @Option(help: "The memory of an imagined machine, as 512M or 64G.")
  var memory: ByteCount?

  @Option(help: "The processes that an imagined machine allows.")
  var processes: Int?

  @Option(help: "So many servers on one engine, each with this memory.")
  var servers: Int?

  @Option(help: "With --servers: the events a second that go to every stream.")
  var events: Double = 1

  @Option(
    help: "With --servers: the size of an event's data, as 4KB; 120 bytes unless it is given.")
  var size: ByteCount?

  @Option(help: ArgumentHelp("With --servers: what a link carries.", valueName: "Mbit/s"))
  var link: Double = 1_000

  @Option(help: ArgumentHelp("The steps of an earlier run.", valueName: "file"))
  var from: String?

  func validate() throws {
    if let processes, processes < 1 {
      throw ValidationError("\(processes) processes serve nobody: give 1 or more")
    }
    if let servers, !(1...Self.serverLimit).contains(servers) {
      throw ValidationError(
        "--servers \(servers) will not do: give 1 to \(Self.serverLimit)")
    }
    guard events >= 0, events <= 1e6 else {
      throw ValidationError("--events \(events) will not do: give 0 to 1000000 a second")
    }
    guard link > 0, link <= 1e6 else {
      throw ValidationError("--link \(link) will not do: give more than 0 and at most 1000000")
    }
  }

  func run(in shell: Shell) async throws -> Int32 {
    let signals = Signals()
    let status = StatusLine(shell.error)
    let program = shell.world.programPath
    let (report, signal) = try await signals.interrupting {
      if let kept = try kept() { return kept }
      return try await measure(program: program) { status.show($0.line) }
    }
    status.clear()
    guard signal == nil else { return 130 }
    for line in lines(from: report) { shell.output.line(line) }
    return 0
  }

  var touches: [Touch] { from.map { [.readsFile($0)] } ?? [] }

  func run(in session: isolated Session) async throws {
    let program = session.world.programPath
    if let report = try kept() ?? session.scaling {
      session.say(lines(from: report))
    } else {
      let progress = RecordedProgress(session.journal)
      defer { progress.show(nil) }
      session.say(lines(from: try await measure(program: program) { progress.show($0.bar) }))
    }
  }

  /// The size of the events with which the engine was measured.
  private static let usualSize = 120
  /// The most servers that are calculated with.
  private static let serverLimit = 10_000

  private func lines(from report: ScalingReport) -> [String] {
    if let servers { return lines(of: servers, from: report) }
    return imagined(from: report)
  }

  private func lines(of servers: Int, from report: ScalingReport) -> [String] {
    let question = ClusterPrediction.Question(
      servers: servers, memory: memory?.bytes ?? report.machine.memory,
      processors: report.machine.processors, events: events, size: size?.bytes ?? Self.usualSize,
      link: link * 1e6)
    let steps = report.steps(of: ScalingModel.async.rawValue)
    return ClusterPrediction(question, from: steps)?.lines
      ?? [
        "The steps do not show what a stream of the model async costs: run 'scale' with more clients."
      ]
  }

  private func imagined(from report: ScalingReport) -> [String] {
    ScalingPrediction.lines(from: report, memory: memory?.bytes, processes: processes)
  }

  private func kept() throws(CommandFailure) -> ScalingReport? {
    guard let from else { return nil }
    guard let text = try? String(contentsOf: URL(filePath: from), encoding: .utf8) else {
      throw .failed("\(from) cannot be read: give a file that 'sse scale --json' was sent to")
    }
    do throws(ScalingError) {
      return ScalingReport(steps: try ScalingStep.steps(ofLines: text), machine: .ofThisMachine())
    } catch {
      throw .failed("\(from): \(error.description)")
    }
  }

  /// A few seconds of a small pool and a thousand streams, enough to see what one costs.
  private func measure(
    program: String, _ show: @escaping @Sendable (ScalingProgress) -> Void
  ) async throws -> ScalingReport {
    let plan = ScalingPlan(
      program: program, clients: [16, 1_000], models: [.process, .async], window: .seconds(2),
      pool: 16, hostCommand: [ScalePrograms.host], workerCommand: [ScalePrograms.worker])
    return try await ScalingRun(plan).run { show($0) }
  }
}
