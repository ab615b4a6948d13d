internal import EventStream

extension Happening {
  /// The kinds of what can happen, by the names under which a lesson's `expect` and `--json` know
  /// them.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case serverStarted = "server-started"
    case serverStopped = "server-stopped"
    case accepted, request, response, wrote, ended, fault
    case connecting, open, event, comment
    case reconnectionTime = "reconnection-time"
    case redirected, lost, failed, closed, paused, resumed
    case browsing, heard, unheard, console
    case browsed = "browser"
    case received, sent
    case proxyStarted = "proxy-started"
    case proxyStopped = "proxy-stopped"
    case row, spawned, measured
    case command, look, answered, page, predicted, refused
    case layout, wire
    case typedAhead = "typed-ahead"
    case progress
    case progressEnded = "progress-ended"
    case screenCleared = "screen-cleared"
    case clearingAway = "clearing-away"
    case clearedAway = "cleared-away"
    case readOn = "read-on"
    case turnedToStreams = "turned-to-streams"
  }

  /// The kind's name, as a lesson's `expect` writes it.
  public var kind: String { sort.rawValue }

  /// Its kind.
  public var sort: Kind {
    switch self {
    case .serverStarted: .serverStarted
    case .serverStopped: .serverStopped
    case .accepted: .accepted
    case .request: .request
    case .response: .response
    case .wrote: .wrote
    case .ended: .ended
    case .fault: .fault
    case .connecting: .connecting
    case .open: .open
    case .event: .event
    case .comment: .comment
    case .reconnectionTime: .reconnectionTime
    case .lost: .lost
    case .redirected: .redirected
    case .failed: .failed
    case .closed: .closed
    case .paused: .paused
    case .resumed: .resumed
    case .browsing: .browsing
    case .heard: .heard
    case .unheard: .unheard
    case .console: .console
    case .browsed: .browsed
    case .received: .received
    case .sent: .sent
    case .proxyStarted: .proxyStarted
    case .proxyStopped: .proxyStopped
    case .row: .row
    case .spawned: .spawned
    case .measured: .measured
    case .command: .command
    case .look: .look
    case .answered: .answered
    case .page: .page
    case .predicted: .predicted
    case .refused: .refused
    case .layout: .layout
    case .wire: .wire
    case .typedAhead: .typedAhead
    case .progress: .progress
    case .progressEnded: .progressEnded
    case .screenCleared: .screenCleared
    case .clearingAway: .clearingAway
    case .clearedAway: .clearedAway
    case .readOn: .readOn
    case .turnedToStreams: .turnedToStreams
    }
  }

  /// The name of the one figure that a sample has whose figures may have any names.
  public static let anyFigure = "…"

  /// One happening of each kind, with nothing in it: whose members have which names.
  public static func sample(of kind: Kind) -> Happening {
    let headers = [Header("content-type", "")]
    return switch kind {
    case .serverStarted: .serverStarted(url: "")
    case .serverStopped: .serverStopped
    case .accepted: .accepted(peer: "")
    case .request: .request(method: "", target: "", headers: headers)
    case .response: .response(status: 200, headers: headers)
    case .wrote: .wrote([])
    case .ended: .ended(reason: "")
    case .fault: .fault("", channel: "", strikes: "")
    case .connecting: .connecting(url: "", lastEventID: "")
    case .open: .open(status: 200, headers: headers)
    case .event: .event(MessageEvent(data: ""))
    case .comment: .comment("")
    case .reconnectionTime: .reconnectionTime(milliseconds: 0)
    case .redirected: .redirected(to: "")
    case .lost: .lost(reason: "", retryIn: 0)
    case .failed: .failed(reason: "")
    case .closed: .closed
    case .paused: .paused
    case .resumed: .resumed
    case .browsing: .browsing(page: "", stream: "")
    case .heard: .heard(type: "", readyState: 0, id: "", data: "")
    case .unheard: .unheard(type: "", id: "", data: "")
    case .console: .console("")
    case .browsed: .browsed([Field(anyFigure, "")])
    case .received: .received([])
    case .sent: .sent([])
    case .proxyStarted: .proxyStarted(url: "", upstream: "", collects: false, speaksHTTP2: false)
    case .proxyStopped: .proxyStopped
    case .row: .row(kind: "", id: 0, description: "", completed: false)
    case .spawned: .spawned(pid: 0, role: "")
    case .measured: .measured([Field(anyFigure, "")])
    case .command: .command("")
    case .look: .look("")
    case .answered: .answered([])
    case .page: .page("")
    case .predicted: .predicted(id: "", guess: "", came: "", isRight: nil, sentence: "")
    case .refused: .refused("")
    case .layout: .layout(.plain)
    case .wire: .wire(isShown: false)
    case .typedAhead: .typedAhead("")
    case .progress: .progress(done: 0, total: 0, label: "")
    case .progressEnded: .progressEnded
    case .screenCleared: .screenCleared
    case .clearingAway: .clearingAway
    case .clearedAway: .clearedAway
    case .readOn: .readOn
    case .turnedToStreams: .turnedToStreams
    }
  }
}
