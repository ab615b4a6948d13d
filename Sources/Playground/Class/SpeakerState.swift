import FoundationEssentials

/// What the speaker's screen is told: the page, its notes, what comes next, how the class stands.
struct SpeakerState: Decodable, Equatable {
  var place: String?
  var notes: String?
  var following: String?
  var attendance: String
  var ready: String

  /// What a line of the stream says; nil when it is none.
  init?(_ line: String) {
    guard let state = try? JSONDecoder().decode(SpeakerState.self, from: Data(line.utf8)) else {
      return nil
    }
    self = state
  }

  /// It on a terminal, with a rule above.
  var lines: [String] {
    let parts = [place, notes, following, ready, attendance].compactMap(\.self)
    return [String(repeating: "-", count: 60)]
      + parts.filter { !$0.isEmpty }.flatMap { $0.split(separator: "\n").map(String.init) + [""] }
  }
}
