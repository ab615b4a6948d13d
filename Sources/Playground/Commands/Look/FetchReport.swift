import Browser
import Observations
import Synchronization

/// Writes into the journal what a page reads by `fetch`, and at the end how much it was.
final class FetchReport: Sendable {
  private let page: String
  private let journal: Journal
  private let pieces = Atomic(0)

  init(page: String, journal: Journal) {
    self.page = page
    self.journal = journal
  }

  /// Takes note of the head or of a piece; of pieces a screenful is written, and the rest is counted.
  func add(_ sighting: FetchRead.Sighting) {
    switch sighting {
    case .answer(let status, let type):
      let headers = type.isEmpty ? [] : [Header("Content-Type", type)]
      journal.record(.browser, .response(status: status, headers: headers))
    case .piece(let bytes, let size):
      guard pieces.add(1, ordering: .relaxed).oldValue < BrowserReport.rowLimit else { return }
      journal.record(.browser, .piece(bytes, size: size))
    }
  }

  /// Takes note of the end.
  func finish(_ outcome: FetchRead.Outcome) {
    let more = pieces.load(ordering: .relaxed) - BrowserReport.rowLimit
    let end =
      switch outcome.end {
      case .done: "done"
      case .aborted: "aborted"
      case .failed(let reason): reason
      case .reading: "still reading"
      }
    journal.record(
      .browser,
      .browsed([
        Field("page", page), Field("end", end), Field("pieces", "\(outcome.pieces)"),
        Field("bytes", "\(outcome.bytes)"), Field("milliseconds", "\(outcome.milliseconds)"),
        Field("more", "\(max(0, more))"),
      ]))
  }
}
