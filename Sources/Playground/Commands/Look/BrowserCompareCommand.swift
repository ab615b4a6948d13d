import ArgumentParser
import Browser
import Conformance
import OutsideServers
import Terminal
import WildFigures
import WildLab

/// `browser compare`: the same scenarios in all browsers that are installed.
struct BrowserCompareCommand: ShellCommand, ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Play the same scenarios to all browsers that are installed, side by side.",
    discussion: """
      What a page's EventSource does of its own: how long it waits, what ends it for good, when \
      'open' comes. The scenarios are those of 'check page', read for what happens and not for \
      whether it is right. It takes half a minute.
      Example: browser compare after-end opens
      """)
  static let atThePrompt = "'browser compare' works here, too"
  /// The folder in that of the checks that holds what is measured alone.
  private static let folder = "wild"

  @Argument(
    help: ArgumentHelp(
      "Which questions, of \(Self.topicNames); all unless told.", valueName: "topics"))
  var topics: [String] = []

  @Option(
    help: ArgumentHelp("Only these, as in chromium,webkit.", valueName: "browsers"))
  var with: String?

  @Flag(help: "Print each figure as one JSON object on one line.")
  var json = false

  private static let topicNames = BrowserTopic.allCases.map(\.rawValue).joined(separator: ", ")

  func validate() throws {
    for name in (with ?? "").split(separator: ",") { try BrowserMake.validate(String(name)) }
    guard with == nil || !makes.isEmpty else {
      throw ValidationError("--with names no browser: take some of chromium, firefox, webkit")
    }
    for topic in topics where BrowserTopic(rawValue: topic) == nil {
      throw ValidationError("'\(topic)' is no question here: take some of \(Self.topicNames)")
    }
  }

  /// Those that are asked, each once, in the table's order.
  private var asked: [BrowserTopic] {
    BrowserTopic.allCases.filter { topics.isEmpty || topics.contains($0.rawValue) }
  }

  /// Those that are compared, where they are installed.
  private var makes: [BrowserMake] {
    guard let with else { return BrowserMake.allCases }
    let names = with.split(separator: ",").map(String.init)
    return BrowserMake.allCases.filter { names.contains($0.rawValue) }
  }

  var touches: [Touch] { makes.map { .starts($0.program.name) } }

  func run(in shell: Shell) async throws -> Int32 {
    let plan = try plan(in: shell.world)
    let signals = Signals()
    let face = WildFace(json: json, shell)
    let (_, signal) = try await signals.interrupting { await follow(plan, face) }
    return signal == nil ? 0 : 130
  }

  func run(in session: isolated Session) async throws {
    let plan = try plan(in: session.world)
    let face = WildFace(json: json, journal: session.journal)
    await session.inRealTime { await follow(plan, face) }
    try Task.checkCancellation()
  }

  private struct Plan: Sendable {
    var found: [(make: BrowserMake, program: String)]
    var missing: [BrowserMake]
    var checks: [Check]
  }

  private func plan(in world: World) throws(CommandFailure) -> Plan {
    let found = makes.compactMap { make in
      world.path(of: make.program).map { (make: make, program: $0) }
    }
    let missing = makes.filter { world.path(of: $0.program) == nil }
    guard !found.isEmpty else {
      throw .failed(Self.sentence(missing) + ": install one, try again")
    }
    let checks =
      try ConformanceFolder.load(in: world).checks
      + ConformanceFolder.load(in: world, part: Self.folder).checks
    return Plan(found: found, missing: missing, checks: checks)
  }

  private static func sentence(_ missing: [BrowserMake]) -> String {
    OutsideProgram.missing(missing.map(\.program.name)).withQuotes
  }

  /// Runs it in all browsers at once, to the end or to where it is stopped.
  private func follow(_ plan: Plan, _ face: WildFace) async {
    let asked = asked
    let count = asked.count * plan.found.count
    let done = Count(to: count)
    face.progress(ProgressBar(done: 0, total: count, label: "scenarios"))
    var figures: [BrowserMake: [WildFigure]] = [:]
    await withTaskGroup(of: (BrowserMake, Result<[WildFigure], any Error>).self) { group in
      for (make, program) in plan.found {
        group.addTask {
          let trial = BrowserTrial(make.rawValue, checks: plan.checks)
          do {
            let figures = try await make.run(program) { browser in
              try await Self.measure(trial, browser, asked) { _ in
                face.progress(ProgressBar(done: done.add(), total: count, label: "scenarios"))
              }
            }
            return (make, .success(figures))
          } catch {
            return (make, .failure(error))
          }
        }
      }
      for await (make, result) in group {
        switch result {
        case .success(let found): figures[make] = found
        case .failure(let error):
          guard !Task.isCancelled else { continue }
          face.progress(nil)
          face.remark("\(make.rawValue) could not be measured: \(CommandFailure(error).sentence)")
        }
      }
    }
    face.progress(nil)
    let all = plan.found.flatMap { figures[$0.make] ?? [] }
    if !all.isEmpty { face.take(all, as: .browsers) }
    if !plan.missing.isEmpty { face.remark(Self.sentence(plan.missing)) }
    if Task.isCancelled { face.remark("stopped: \(all.count) of \(count) figures were taken") }
  }

  private static func measure(
    _ trial: BrowserTrial, _ browser: some ScriptedBrowser, _ topics: [BrowserTopic],
    _ tell: @escaping @Sendable (WildFigure) -> Void
  ) async throws -> [WildFigure] {
    try await trial.run(browser, topics, tell)
  }
}
