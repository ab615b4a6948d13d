import ArgumentParser
import Observations
import OutsideServers
import ScalingFigures
import ScalingLab

/// `scale`: the same load on one process per stream and on one loop for all, measured here.
struct ScaleCommand: ShellCommand, PlaygroundCommand, ListedCommand {
  /// What it starts ends with it.
  static let changesTheWorld = false
  static let overview = OverviewPlace.row(
    group: .scale, usage: "scale, scale predict|storm",
    summary: "many streams, measured")

  static let configuration = CommandConfiguration(
    commandName: "scale",
    abstract: "Load servers of several kinds with many streams, and see who keeps up.",
    discussion: """
      Example: scale --clients 10,150,300 --models process,async

      Models: process (a pool of processes, one stream each), async (one event loop), apache \
      (Apache with PHP, where it is installed), todo (the TODO app), todo-pool (the same with one \
      database connection for each reader).
      """,
    subcommands: [ScalePredictCommand.self, ScaleStormCommand.self])
  static let atThePrompt = "the same command works there"

  @OptionGroup var load: ScaleOptions

  @Flag(help: "Print each step as one JSON object on one line, as soon as it is taken.")
  var json = false

  @Option(help: ArgumentHelp("Write the pictures as SVG, for a slide.", valueName: "file"))
  var svg: String?

  @Option(help: ArgumentHelp("Write the pictures, words and tables as a page.", valueName: "file"))
  var html: String?

  func run(in shell: Shell) async throws -> Int32 {
    let files = ScaleFiles(svg: svg, html: html)
    try files.check()
    let plan = load.plan(program: shell.world.programPath)
    let output = shell.output
    let face = ScaleFace(
      json: json, say: { say($0, output) }, show: { say($0.lines(of: $1), output) },
      status: StatusLine(shell.error))
    let signals = Signals()
    let (report, signal): (ScalingReport, Int32?)
    do {
      (report, signal) = try await signals.interrupting { try await face.follow(plan) }
    } catch is CancellationError where output.isBroken {
      return 0
    }
    guard signal == nil else { return 130 }
    try files.write(report)
    return 0
  }

  /// Prints lines; when the reader of the pipe has gone the run is over.
  private func say(_ lines: [String], _ output: Output) {
    for line in lines { output.line(line) }
    if output.isBroken { withUnsafeCurrentTask { $0?.cancel() } }
  }

  var touches: [Touch] {
    [svg, html].compactMap { $0 }.map { .writesFile($0) }
      + (load.models.contains(.apache) ? [.starts(OutsideProgram.apache.name)] : [])
  }

  func run(in session: isolated Session) async throws {
    let files = ScaleFiles(svg: svg, html: html)
    try files.check()
    let journal = session.journal
    let progress = RecordedProgress(journal)
    var face = ScaleFace(
      json: json, say: { journal.record(.learner, .answered($0)) },
      show: { sheet, steps in
        let figures = steps.flatMap(\.figures).map { Field($0.name, $0.value) }
        journal.record(.learner, .figures(sheet: sheet.rawValue, figures))
      },
      progress: { progress.show($0) },
      measured: { journal.record(.lab, .measured($0.fields)) })
    face.saysLimits = session.scaling == nil
    let report = try await face.follow(load.plan(program: session.world.programPath))
    session.scaling = report
    try files.write(report)
  }
}

extension ScalingStep {
  /// The step as the journal keeps it; what could not be measured is left out.
  fileprivate var fields: [Field] {
    let counts: [(String, Int?)] = [
      ("clients", clients), ("served", served), ("silent", silent), ("refused", refused),
      ("ordinary-ms", ordinaryMs.map { Int($0.rounded()) }), ("processes", processes),
      ("threads", threads), ("pss-bytes", pssBytes),
    ]
    return [Field("model", model)]
      + counts.compactMap { name, value in value.map { Field(name, String($0)) } }
  }
}

/// What load is put on what models.
struct ScaleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The numbers of clients, one step each.", valueName: "numbers"),
    transform: ScaleOptions.numbers)
  var clients: [Int] = ScalingPlan.usualClients

  @Option(
    help: ArgumentHelp(
      "The models, run in this order: process, async, apache, todo, todo-pool.",
      valueName: "names"),
    transform: ScaleOptions.models)
  var models: [ScalingModel] = ScalingModel.usual

  @Option(help: "How long each step is measured, in seconds.")
  var seconds: Int = 3

  @Option(help: "The workers of process and apache (150), the connections of todo-pool (10).")
  var pool: Int?

  func validate() throws {
    guard (2...3_600).contains(seconds) else {
      throw ValidationError(
        "--seconds \(seconds) will not do: an event comes once a second, so give 2 to 3600")
    }
    if let pool, !(1...10_000).contains(pool) {
      throw ValidationError("--pool \(pool) is no size of a pool: give 1 to 10000")
    }
  }

  func plan(program: String) -> ScalingPlan {
    ScalingPlan(
      program: program, clients: clients, models: models, window: .seconds(seconds), pool: pool,
      hostCommand: [ScalePrograms.host], workerCommand: [ScalePrograms.worker])
  }

  /// The numbers between the commas, ascending and each once.
  static func numbers(_ text: String) throws -> [Int] {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    return try Set(
      words.map { word in
        guard let number = Int(word), (1...1_000_000).contains(number) else {
          throw ValidationError(
            "'\(word)' is no number of clients: give numbers from 1 to 1000000, as in 10,50,150")
        }
        return number
      }
    ).sorted()
  }

  /// The models between the commas, each once, in their order.
  static func models(_ text: String) throws -> [ScalingModel] {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    return try words.reduce(into: []) { models, word in
      guard let model = ScalingModel(rawValue: String(word)) else {
        let names = ScalingModel.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("there is no model '\(word)': choose among \(names)")
      }
      if !models.contains(model) { models.append(model) }
    }
  }
}
