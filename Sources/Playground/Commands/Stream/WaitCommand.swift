public import ArgumentParser
import EventStream
import Observations
import Terminal

/// `wait`: holds a script until the client has seen something.
struct WaitCommand: PlaygroundCommand, ListedCommand {
  /// It looks from where the one before it began.
  static let movesTheMark = false

  static let overview = OverviewPlace.row(
    group: .stream, usage: "wait open|event [N]|lost|retry",
    summary: "hold a script until the client sees it")

  static let configuration = CommandConfiguration(
    commandName: "wait",
    abstract: "Wait until the client sees something: open, event, comment, lost …",
    discussion: """
      It looks from where the command before it began, or the last wait ended; \
      'retry' is the next request after a lost connection, 'failed' the end for good, \
      'ended' that the server has ended a connection, 'done' that the answer to a POST is over.
      Example: wait event 3 --within 10s
      """)

  @Argument(help: "open, event, comment, lost, retry, failed, ended or done.")
  var goal: StreamMilestone

  @Argument(help: "How many of them.")
  var count: Int = 1

  @Option(help: "How long to wait at the most.")
  var within: Duration = .seconds(30)

  func validate() throws {
    if count < 1 { throw ValidationError("\(count) is nothing to wait for: give 1 or more") }
  }

  var touches: [Touch] { [] }

  func run(in session: isolated Session) async throws {
    let start = ContinuousClock.now
    let progress = DelayedProgress(in: session.journal)
    defer { progress.end() }
    for number in 1...count {
      let label = "waiting for '\(goal.rawValue)'; Ctrl-C stops"
      progress.say(ProgressBar(done: number - 1, total: count, label: label))
      guard
        let seen = try await sighting(in: session, within: within - (ContinuousClock.now - start))
      else {
        if Task.isCancelled { throw CommandFailure.interrupted }
        throw CommandFailure.failed(
          "waited \(within.wholeMilliseconds) ms and saw \(number - 1) of \(count) "
            + "'\(goal.rawValue)': is the client connected? 'client status' tells")
      }
      session.mark = seen
    }
  }

  /// The number of the next observation that is waited for, which may have been made already.
  private func sighting(in session: isolated Session, within rest: Duration) async throws -> Int? {
    if let number = session.waitIndex.first(goal, after: session.mark) { return number }
    // Without a client nothing more will be seen, unless it is a server's end of another's stream.
    guard session.client != nil || goal == .ended else { throw lonely }
    if goal.isTheClients, session.waitIndex.clientHasFailed { throw futile }
    let goal = goal
    let seen = await session.awaitedObservation(after: session.mark, within: rest) {
      let met = StreamMilestone($0)
      return met == goal || (met == .failed && goal.isTheClients)
    }
    if let seen, StreamMilestone(seen) != goal { throw futile }
    return seen?.number
  }

  private var lonely: CommandFailure {
    .failed(
      "no client is connected, so none will see '\(goal.rawValue)': 'client connect' opens a stream"
    )
  }

  private var futile: CommandFailure {
    .failed(
      "the client has failed for good, so no '\(goal.rawValue)' can come: "
        + "'client connect' opens a new stream")
  }
}

extension StreamMilestone: ExpressibleByArgument {}
