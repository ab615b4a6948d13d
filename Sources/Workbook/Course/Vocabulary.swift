import EventStream
import Observations

/// The kinds of observations and the names of their fields, for "did you mean".
///
/// Read off one sample of each happening, so that it cannot differ from the projection.
enum Vocabulary {
  /// For each kind the names of its fields.
  static let observations: [String: [String]] = Dictionary(
    samples.map { ($0.kind, $0.fields.map(\.name)) }, uniquingKeysWith: { first, _ in first })

  /// The names of the sides.
  static let sides = Observation.Side.allCases.map(\.rawValue)

  /// Whether a kind with these fields may have a field of this name.
  static func has(_ name: String, in known: [String]) -> Bool {
    if known.contains(name) || known.contains(anyField) { return true }
    return name.hasPrefix("headers.") && known.contains { $0.hasPrefix("headers.") }
  }

  /// Stands in a kind whose fields are free.
  private static let anyField = "…"

  private static let samples: [Happening] = [
    .serverStarted(url: ""), .serverStopped, .accepted(peer: ""),
    .request(method: "", target: "", headers: [header]),
    .response(status: 200, headers: [header]), .wrote([]), .ended(reason: ""),
    .fault("", channel: "", strikes: ""),
    .connecting(url: "", lastEventID: ""), .open(status: 200, headers: [header]),
    .event(MessageEvent(data: "")), .comment(""), .reconnectionTime(milliseconds: 0),
    .redirected(to: ""), .lost(reason: "", retryIn: 0), .failed(reason: ""), .closed, .paused,
    .resumed, .received([]), .sent([]),
    .proxyStarted(StartedProxy(program: "", url: "", upstream: "")), .proxyStopped,
    .browsing(page: "", stream: ""), .heard(type: "", readyState: 0, id: "", data: ""),
    .unheard(type: "", id: "", data: ""), .console(""), .browsed([Field(anyField, "")]),
    .row(kind: "", id: 0, description: "", completed: false),
    .spawned(pid: 0, role: ""), .measured([Field(anyField, "")]), .command(""), .look(""),
    .answered([]), .page(""), .refused(""),
    .predicted(id: "", guess: "", came: "", isRight: nil, sentence: ""),
  ]

  private static let header = Header("content-type", "")
}
