/// Something that a page, or only its browser, was told while streams were watched.
public enum Sighting: Sendable, Hashable {
  /// `open` was fired.
  case open(readyState: Int)
  /// An event came to a listener of its type.
  case event(type: String, id: String, data: String)
  /// `error` was fired; its `data` are those of a server that calls its own events so.
  case error(readyState: Int, data: String?)
  /// An event came for which the page has no listener: only the browser knows of it.
  case unheard(type: String, id: String, data: String)
  /// The browser wrote this into its console, which pages cannot read.
  case console(String)
}

/// How it stands when a watch ends.
public struct WatchOutcome: Sendable, Hashable {
  /// What became of the ordinary request.
  public enum Fetch: Sendable, Hashable {
    /// It was not made, since there was one stream only.
    case none
    /// An answer came after so many milliseconds.
    case answered(status: Int, milliseconds: Int)
    /// It failed, without a reason for the page.
    case failed
    /// Nothing has come in so many milliseconds.
    case waiting(milliseconds: Int)
  }

  /// The `readyState` of each stream.
  public var readyStates: [Int]
  /// The ordinary request.
  public var fetch: Fetch
  /// On how many connections the streams were answered.
  public var connections: Int
  /// In which protocol, as `http/1.1` or `h2`; empty without an answer.
  public var version: String

  /// How many streams are in this state.
  public func count(_ readyState: Int) -> Int { readyStates.count { $0 == readyState } }
}

extension WatchOutcome {
  init(_ end: JSON, wires: SightingReader.Wires) {
    readyStates = end["states"].array.compactMap(\.int)
    connections = wires.connections.count
    version = wires.version
    let answer = end["fetch"]
    let milliseconds = answer["ms"].int ?? 0
    fetch =
      switch answer["status"].int {
      case let status?: .answered(status: status, milliseconds: milliseconds)
      case nil where answer == .null: .none
      case nil where answer["failed"] == true: .failed
      case nil: .waiting(milliseconds: milliseconds)
      }
  }
}
