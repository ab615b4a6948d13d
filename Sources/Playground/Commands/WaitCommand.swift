import ArgumentParser
import Observations
import Terminal

/// `wait`: holds a script until the client has seen something.
struct WaitCommand: PlaygroundCommand {
  /// What can be waited for.
  enum Goal: String, ExpressibleByArgument, CaseIterable {
    case open, event, comment, lost, retry, failed, ended
  }

  static let configuration = CommandConfiguration(
    commandName: "wait",
    abstract: "Wait until the client sees something: open, event, comment, lost …",
    discussion: """
      It looks from where the command before it began, or the last wait ended; \
      'retry' is the next request after a lost connection, 'failed' the end for good, \
      'ended' that the server has ended a connection.
      Example: wait event 3 --within 10s
      """)

  @Argument(help: "open, event, comment, lost, retry, failed or ended.")
  var goal: Goal

  @Argument(help: "How many of them.")
  var count: Int = 1

  @Option(help: "How long to wait at the most.")
  var within: Duration = .seconds(30)

  func validate() throws {
    if count < 1 { throw ValidationError("\(count) is nothing to wait for: give 1 or more") }
  }

  func run(in session: isolated Session) async throws {
    let start = ContinuousClock.now
    let patience = Patience(on: session.screen)
    defer { patience.end() }
    for number in 1...count {
      let label = "waiting for '\(goal.rawValue)'; Ctrl-C stops"
      patience.say(ProgressBar(done: number - 1, total: count, label: label))
      let seen = await session.awaitedObservation(
        after: session.mark, within: within - (ContinuousClock.now - start),
        where: { goal.isMet(by: $0) })
      guard let seen else {
        if Task.isCancelled { throw CommandFailure.interrupted }
        throw CommandFailure.failed(
          "waited \(within.milliseconds) ms and saw \(number - 1) of \(count) "
            + "'\(goal.rawValue)': is the client connected? 'client status' tells")
      }
      session.mark = seen.number
    }
  }
}

extension WaitCommand.Goal {
  func isMet(by observation: Observation) -> Bool {
    switch (self, observation.side, observation.happening) {
    case (.open, .client, .open), (.event, .client, .event), (.comment, .client, .comment),
      (.lost, .client, .lost), (.retry, .client, .connecting), (.failed, .client, .failed),
      (.ended, .server, .ended):
      true
    default: false
    }
  }
}
