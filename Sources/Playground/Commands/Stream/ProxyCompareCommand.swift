import ArgumentParser
import EventStream
import FoundationEssentials
import Observations
import OutsideServers
import Terminal
import WildFigures
import WildLab

/// `proxy compare`: the same streams through all proxies that are installed.
struct ProxyCompareCommand: ShellCommand, ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Send the same streams through all proxies that are installed, side by side.",
    discussion: """
      Each is measured as its package ships it, before a plain server and before one that says \
      'Cache-Control: no-cache' and 'X-Accel-Buffering: no'. All nine take two minutes; Ctrl-C ends \
      it, and what was measured stands.
      Example: proxy compare --html proxies.html
      """)
  static let atThePrompt = "'proxy compare' works here, too"

  @Argument(
    help: ArgumentHelp(
      "Which proxies, of \(ProxyOptions.names); all unless told.", valueName: "names"))
  var names: [String] = []

  @Flag(help: "Print each figure as one JSON object on one line.")
  var json = false

  @Option(help: ArgumentHelp("Write the table as one HTML page, too.", valueName: "file"))
  var html: String?

  func validate() throws {
    for name in names where ProxyRecipe.named(name) == nil {
      throw ValidationError(
        "'\(name)' is no proxy that is known here: take some of \(ProxyOptions.names)")
    }
  }

  /// Those that are asked for, each once, in the order of the list.
  private var recipes: [ProxyRecipe] {
    ProxyRecipe.all.filter { names.isEmpty || names.contains($0.name) }
  }

  var touches: [Touch] {
    recipes.map { .starts($0.program.name) } + [.starts(OutsideProgram.openssl.name)]
      + [html].compactMap { $0.map(Touch.writesFile) }
  }

  func run(in shell: Shell) async throws -> Int32 {
    try WildFile.check(html)
    let face = WildFace(json: json, shell)
    let plan = try plan(in: shell.world)
    let signals = Signals()
    let (_, signal) = try await signals.interrupting { try await follow(plan, face) }
    return signal == nil ? 0 : 130
  }

  func run(in session: isolated Session) async throws {
    try WildFile.check(html)
    let plan = try plan(in: session.world)
    let face = WildFace(json: json, journal: session.journal)
    try await session.inRealTime { try await follow(plan, face) }
    try Task.checkCancellation()
  }

  /// What is there to be measured.
  private struct Plan: Sendable {
    var comparison: ProxyComparison
    var count: Int
    var missing: [ProxyRecipe]
    var hasOpenSSL: Bool
  }

  private func plan(in world: World) throws(CommandFailure) -> Plan {
    let found = recipes.compactMap { recipe in
      world.path(of: recipe.program).map { ProxyComparison.Candidate(recipe, program: $0) }
    }
    let missing = recipes.filter { world.path(of: $0.program) == nil }
    guard !found.isEmpty else {
      throw .failed(Self.sentence(missing).withQuotes + ": install one, try again")
    }
    let openssl = world.path(of: .openssl)
    return Plan(
      comparison: ProxyComparison(found, openssl: openssl), count: found.count, missing: missing,
      hasOpenSSL: openssl != nil)
  }

  private static func sentence(_ missing: [ProxyRecipe]) -> String {
    OutsideProgram.missing(missing.map(\.program.name))
  }

  /// Runs it to its end, or to where it is stopped.
  private func follow(_ plan: Plan, _ face: WildFace) async throws {
    if !json { face.show(.proxyHead, []) }
    let measured = await plan.comparison.run { news in
      switch news {
      case .measuring(let recipe, let done, let count):
        face.progress(ProgressBar(done: done, total: count, label: recipe.name))
      case .measured(let figures): face.take(figures, as: .proxyRows)
      case .failed(let recipe, let error):
        face.progress(nil)
        face.remark("\(recipe.name) could not be measured: \(CommandFailure(error).sentence)")
      }
    }
    face.progress(nil)
    if !plan.missing.isEmpty { face.remark(Self.sentence(plan.missing).withQuotes) }
    if !plan.hasOpenSSL {
      face.remark(OutsideProgram.missing([OutsideProgram.openssl.name]).withQuotes + ": no HTTP/2")
    }
    let count = Set(measured.map(\.subject)).count
    if Task.isCancelled { face.remark("stopped: \(count) of \(plan.count) proxies were measured") }
    if !json, count > 0 { face.say([""] + Self.legend) }
    if let html {
      try WildFile.write(WildPage.page(of: measured, notes: [Self.limits]), to: html)
    }
  }

  /// What the columns say, in rows of at most 80 columns.
  private static var legend: [String] {
    let rows = ProxyTopic.allCases.flatMap { topic in
      Row(topic.meaning).wrapped(to: 71).enumerated().map { index, row in
        let name = index == 0 ? topic.heading : ""
        return name + String(repeating: " ", count: 9 - name.count) + row.text
      }
    }
    return rows + Row(limits).wrapped(to: 80).map(\.text)
  }

  /// What the limit of silence is that was set to another.
  private static var limits: String {
    let times = ProxyRecipe.all.map { recipe in
      recipe.shippedSilence.map { "\(recipe.name) \($0.components.seconds) s" }
        ?? "\(recipe.name) none"
    }
    return "The limit of silence as each is shipped: " + times.joined(separator: ", ") + "."
  }
}
