import ClusterLab
import EventStream
import Observations
import Terminal

/// Publishing where a cluster runs: by HTTP requests, as a publisher of others would make them.
extension Session {
  /// How long the client of this session may take to hear what was acknowledged.
  ///
  /// It need not hear it at all: that is what is to be seen.
  private static let hearing: Duration = .milliseconds(700)

  /// Publishes an event so many times, each until it is acknowledged, and says what the publisher knows
  /// then; past the balancer, where a server is named.
  func publish(
    _ publication: ClusterPublication, to side: ClusterSide, at server: String?, times: Int,
    within limit: Duration, note: String?
  ) async throws {
    let data = publication.data
    let start = journal.last
    var receipts: [ClusterPublication.Receipt] = []
    let progress = DelayedProgress(in: journal)
    defer { progress.end() }
    do {
      var part: ServerCluster.Part?
      if let server { part = try await side.cluster.parts(server).first }
      for number in 1...times {
        progress.say(
          ProgressBar(
            done: number - 1, total: times, label: "waiting for an acknowledgement; Ctrl-C stops"))
        let receipt = try await side.cluster.publish(publication, at: part, within: limit)
        receipts.append(receipt)
        journal.record(
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
    if let note { say(note) }
    if clientListens(to: side.cluster.url) {
      var last = start
      for _ in receipts {
        let seen = await clientObservation(after: last, within: Self.hearing) { happening in
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
    say(Self.sentence(receipts))
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
