import ClusterLab
import EventStream
import Observations
import Terminal

/// `send` where a cluster runs: an HTTP request, as a publisher of others would make it.
extension SendCommand {
  /// How long the client of this session may take to hear what was acknowledged.
  ///
  /// It need not hear it at all: that is what is to be seen.
  private static let hearing: Duration = .milliseconds(700)

  func publish(to side: ClusterSide, in session: isolated Session) async throws {
    guard id == nil else {
      throw CommandFailure.usage("the servers of a cluster give the ids: leave --id out")
    }
    let data = filledData ?? ""
    let publication = ClusterPublication(data: data, event: event, retry: retry)
    let start = session.journal.last
    var receipts: [ClusterPublication.Receipt] = []
    let progress = DelayedProgress(in: session.journal)
    defer { progress.end() }
    do {
      var part: ServerCluster.Part?
      if let at { part = try await side.cluster.parts(at).first }
      for number in 1...times {
        progress.say(
          ProgressBar(
            done: number - 1, total: times, label: "waiting for an acknowledgement; Ctrl-C stops"))
        let receipt = try await side.cluster.publish(publication, at: part, within: within)
        receipts.append(receipt)
        session.journal.record(
          .lab,
          .measured([
            Field("topic", "published"), Field("data", data), Field("id", receipt.id),
            Field("server", receipt.server ?? ""), Field("attempts", "\(receipt.attempts)"),
            Field("milliseconds", "\(receipt.time.wholeMilliseconds)"),
          ]))
      }
    } catch let problem as ClusterProblem {
      throw CommandFailure.failed(problem.description)
    } catch is CancellationError {
      throw CommandFailure.interrupted
    }
    if let noteOnOptions { session.say(noteOnOptions) }
    if session.clientListens(to: side.cluster.url) {
      var last = start
      for _ in receipts {
        let seen = await session.clientObservation(after: last, within: Self.hearing) { happening in
          switch happening {
          case .event(let event): event.data == data
          case .lost, .failed: true
          default: false
          }
        }
        guard let seen, case .event = seen.happening else { break }
        last = seen.number
      }
    }
    session.say(Self.sentence(receipts))
  }

  /// What a publisher knows of its events now.
  private static func sentence(_ receipts: [ClusterPublication.Receipt]) -> String {
    guard let last = receipts.last else { return "" }
    let server = last.server.map { " by \($0)" } ?? ""
    let slowest = receipts.map(\.time).max() ?? last.time
    let time = "\(slowest.wholeMilliseconds) ms"
    let again = receipts.reduce(0) { $0 + $1.attempts - 1 }
    let repeated = again == 0 ? "" : ", sent again \(again == 1 ? "once" : "\(again) times")"
    return receipts.count == 1
      ? "acknowledged as \(last.id)\(server) after \(time)\(repeated)"
      : "\(receipts.count) acknowledged, the last as \(last.id)\(server); \(time) at most\(repeated)"
  }
}
