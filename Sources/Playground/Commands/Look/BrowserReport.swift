import Browser
import EventStream
import Observations
import Synchronization

/// Writes into the journal what a page hears, and at the end the figures of its streams.
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
    journal.record(.browser, .browsed(fields(outcome, left: max(0, left))))
  }

  private func fields(_ outcome: WatchOutcome, left: Int) -> [Field] {
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
    ] + fetch + [
      Field("ordinary", StreamWatch.ordinary),
      Field("milliseconds", "\(watch.duration.wholeMilliseconds)"), Field("more", "\(left)"),
    ]
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
