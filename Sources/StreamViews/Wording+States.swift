internal import Observations
internal import Terminal

/// A change of a stream's state in the words that rows and sentences share: what it is called, what
/// is said of it, and what comes of it.
struct StateWords {
  /// One word, such as `lost`.
  let word: String
  /// How the word looks where there is colour.
  let style: Style
  /// The address, the status or the reason, as it came.
  var about = ""
  /// What comes of it, such as `retry in 500 ms`.
  var next = ""
}

extension Wording {
  /// The words for a change of state; nil for what is none.
  static func state(_ happening: Happening) -> StateWords? {
    switch happening {
    case .connecting(let url, _): StateWords(word: "connecting", style: .strong, about: url)
    case .redirected(let url): StateWords(word: "redirected", style: .strong, about: url)
    case .open(let status, _): StateWords(word: "open", style: .good, about: "\(status)")
    case .lost(let reason, let wait):
      StateWords(word: "lost", style: .bad, about: reason, next: "retry in \(wait) ms")
    case .failed(let reason): StateWords(word: "failed", style: .bad, about: reason)
    case .ended(let reason): StateWords(word: "ended", style: .bad, about: reason)
    case .closed: StateWords(word: "closed", style: .strong)
    default: nil
    }
  }

  /// The rows for a change of state, each with what a browser's `readyState` is then.
  static func stateRows(_ happening: Happening) -> [Row] {
    guard let state = state(happening) else { return [] }
    var head = Row(state.word, state.style)
    if !state.about.isEmpty { head.append("  \(short(state.about))") }
    switch happening {
    case .connecting(_, let id): return [head.appending(resuming(id), .identity)]
    case .open(_, let headers):
      if let server = headers.servedBy { head.append("  by \(short(server))", .identity) }
      return [head.appending("  readyState 1", .faint)]
    case .lost:
      return [
        head,
        Row("      ").appending(state.next, .identity).appending("  readyState 0", .faint),
      ]
    case .failed, .closed: return [head.appending("  readyState 2", .faint)]
    default: return [head]
    }
  }
}
