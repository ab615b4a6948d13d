import Browser
import Observations
import Synchronization

/// Writes into the journal what a page hears, and at the end how its streams stand.
final class BrowserReport: Sendable {
  /// How many rows of what is heard are written: a screen holds them; the rest is counted.
  static let rowLimit = 16

  private let watch: StreamWatch
  private let journal: Journal
  private let sightings = Atomic(0)

  init(watch: StreamWatch, journal: Journal) {
    self.watch = watch
    self.journal = journal
  }

  /// Takes note of one thing that was heard.
  func add(_ sighting: Sighting) {
    guard sightings.add(1, ordering: .relaxed).oldValue < Self.rowLimit else { return }
    journal.record(.browser, Happening(sighting))
  }

  /// Takes note of the end.
  func finish(_ outcome: WatchOutcome) {
    let left = sightings.load(ordering: .relaxed) - Self.rowLimit
    if left > 0 { say("… and \(left) more") }
    for line in lines(outcome) { say(line) }
    journal.record(.browser, .browsed(fields(outcome)))
  }

  private func say(_ line: String) { journal.record(.browser, .answered([line])) }

  private func lines(_ outcome: WatchOutcome) -> [String] {
    let time = "\(watch.duration.milliseconds) ms"
    guard outcome.readyStates.count > 1 else {
      let state = outcome.readyStates.first ?? 0
      return ["after \(time): readyState \(state) \(["CONNECTING", "OPEN", "CLOSED"][state])"]
    }
    let states = "\(outcome.count(1)) OPEN, \(outcome.count(0)) CONNECTING"
    let failed = outcome.count(2) > 0 ? ", \(outcome.count(2)) CLOSED" : ""
    let connections = "\(outcome.connections) connection\(outcome.connections == 1 ? "" : "s")"
    let wires = outcome.connections > 0 ? "on \(connections), \(outcome.version)" : ""
    return ["\(outcome.readyStates.count) streams: \(states)\(failed)", wires, fetch(outcome)]
      .filter { !$0.isEmpty }
  }

  private func fetch(_ outcome: WatchOutcome) -> String {
    switch outcome.fetch {
    case .none: ""
    case .answered(let status, let time): "fetch \(StreamWatch.ordinary): \(status) in \(time) ms"
    case .failed: "fetch \(StreamWatch.ordinary): failed, without a reason for the page"
    case .waiting(let time): "fetch \(StreamWatch.ordinary): no answer in \(time) ms"
    }
  }

  private func fields(_ outcome: WatchOutcome) -> [Field] {
    let fetch: [Field] =
      switch outcome.fetch {
      case .none: []
      case .answered(let status, let time):
        [Field("fetch", "\(status)"), Field("fetch-ms", "\(time)")]
      case .failed: [Field("fetch", "failed")]
      case .waiting(let time): [Field("fetch", "waiting"), Field("fetch-ms", "\(time)")]
      }
    return [
      Field("page", watch.page), Field("streams", "\(outcome.readyStates.count)"),
      Field("open", "\(outcome.count(1))"),
      Field("connecting", "\(outcome.count(0))"), Field("failed", "\(outcome.count(2))"),
      Field("connections", "\(outcome.connections)"), Field("version", outcome.version),
    ] + fetch
  }
}

extension Happening {
  /// What a sighting is called in the journal.
  fileprivate init(_ sighting: Sighting) {
    switch sighting {
    case .open(let state): self = .heard(type: "open", readyState: state, id: "", data: nil)
    case .event(let type, let id, let data):
      self = .heard(type: type, readyState: 1, id: id, data: data)
    case .error(let state, let data):
      self = .heard(type: "error", readyState: state, id: "", data: data)
    case .unheard(let type, let id, let data): self = .unheard(type: type, id: id, data: data)
    case .console(let text): self = .console(text)
    }
  }
}
