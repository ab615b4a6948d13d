import ArgumentParser
import EventStream
import Observations
import ScalingLab

/// `scale storm`: how many clients come back at once, calculated with what browsers were measured to do.
struct ScaleStormCommand: ShellCommand, PlaygroundCommand {
  static let changesTheWorld = false
  static let configuration = CommandConfiguration(
    commandName: "storm",
    abstract: "Calculate how clients come back that all lost their stream at once.",
    discussion: """
      Example: scale storm 100000 --away 10s --spread 60s

      Nothing is started and nobody is asked: the clients of three browsers wait as they were measured.
      """)
  static let atThePrompt = "the same command works there"

  // No option: 'scale' itself has one of this name.
  @Argument(help: "How many clients.")
  var clients = 100_000

  @Option(help: "How long nobody is there to answer, as 10s.")
  var away: Duration = .zero

  @Option(help: "How many the server takes in a second.")
  var rate = StormTable.usualRate

  @Option(help: "How many may stand in its queue; the next is refused, and waits again.")
  var queue = StormTable.usualQueue

  @Option(
    help: ArgumentHelp(
      "The reconnection time that the server tells, in milliseconds.", valueName: "milliseconds"))
  var retry = 3_000

  @Option(help: "How much longer the last one is told to wait, as 30s.")
  var spread: Duration = .seconds(30)

  /// The longest time that may be given: the storm is watched no longer.
  private static let timeLimit = Duration.milliseconds(ReconnectStorm.horizon)

  func validate() throws {
    guard (1...ReconnectStorm.clientLimit).contains(clients) else {
      throw ValidationError(
        "\(clients) clients will not do: give 1 to \(ReconnectStorm.clientLimit)")
    }
    guard rate > 0 else { throw ValidationError("--rate \(rate) takes nobody: give 1 or more") }
    guard queue > 0 else { throw ValidationError("--queue \(queue) refuses all: give 1 or more") }
    try ServerOptions.validate(retry: retry)
    for (name, time) in [
      ("--away", away), ("--spread", spread), ("--retry", .milliseconds(retry)),
    ] where time > Self.timeLimit {
      throw ValidationError(
        "\(name) is longer than a storm is watched: give \(Self.timeLimit.inWords) at most")
    }
  }

  private var table: StormTable {
    StormTable(
      clients: clients, away: away.wholeMilliseconds, rate: rate, queue: queue, retry: retry,
      spread: spread.wholeMilliseconds)
  }

  func run(in shell: Shell) async throws -> Int32 {
    let table = table
    for line in table.heading { shell.output.line(line) }
    for row in table.rows { shell.output.line(table.line(row, table.storm(row).outcome())) }
    for line in table.footing { shell.output.line(line) }
    return 0
  }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let table = table
    var lines = table.heading
    for row in table.rows {
      try Task.checkCancellation()
      let outcome = table.storm(row).outcome()
      session.journal.record(
        .lab,
        .measured([
          Field("topic", "storm"), Field("who", row.name), Field("clients", "\(clients)"),
          Field("rate", "\(rate)"), Field("queue", "\(queue)"), Field("peak", "\(outcome.peak)"),
          Field("requests", "\(outcome.requests)"), Field("back", "\(outcome.back)"),
          Field("all-milliseconds", outcome.all.map { "\($0)" } ?? ""),
          Field("queue-milliseconds", "\(outcome.longestQueue)"),
        ]))
      lines.append(table.line(row, outcome))
      await Task.yield()
    }
    session.say(lines + table.footing)
  }
}
