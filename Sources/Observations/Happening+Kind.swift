import EventStream

// What there is to know of each kind of observation, but for its members (`Projection`). A new one is a
// case of `Happening`, a case of `Kind`, and a line in each `switch` of this file; no `switch` has a
// `default`, so the compiler names those that are missing, and the test of `Kind` what is mixed up.

extension Happening {
  /// The kinds, named as a lesson's `expect` writes them.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case serverStarted = "server-started"
    case serverStopped = "server-stopped"
    case accepted
    case request
    case response
    case wrote
    case ended
    case fault
    case connecting
    case connected
    case open
    case event
    case comment
    case reconnectionTime = "reconnection-time"
    case lost
    case redirected
    case failed
    case closed
    case paused
    case resumed
    case browsing
    case heard
    case unheard
    case console
    case piece
    case browsed = "browser"
    case received
    case sent
    case proxyStarted = "proxy-started"
    case proxyStopped = "proxy-stopped"
    case engine
    case row
    case spawned
    case measured
    case command
    case look
    case answered
    case figures
    case page
    case predicted
    case attended
    case refused
    case layout
    case wire
    case typedAhead = "typed-ahead"
    case progress
    case progressEnded = "progress-ended"
    case screenCleared = "screen-cleared"
    case clearingAway = "clearing-away"
    case clearedAway = "cleared-away"
    case readOn = "read-on"
    case turnedToStreams = "turned-to-streams"
  }

  /// The kind's name.
  public var kind: String { Kind(self).rawValue }
}

extension Happening.Kind {
  /// The kind of what happened.
  public init(_ happening: Happening) {
    self =
      switch happening {
      case .serverStarted: .serverStarted
      case .serverStopped: .serverStopped
      case .accepted: .accepted
      case .request: .request
      case .response: .response
      case .wrote: .wrote
      case .ended: .ended
      case .fault: .fault
      case .connecting: .connecting
      case .connected: .connected
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
      case .piece: .piece
      case .browsed: .browsed
      case .received: .received
      case .sent: .sent
      case .proxyStarted: .proxyStarted
      case .proxyStopped: .proxyStopped
      case .engine: .engine
      case .row: .row
      case .spawned: .spawned
      case .measured: .measured
      case .command: .command
      case .look: .look
      case .answered: .answered
      case .figures: .figures
      case .page: .page
      case .predicted: .predicted
      case .attended: .attended
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

  /// One of this kind, with every field that it may have: what the vocabulary of lessons is read off.
  public var sample: Happening {
    switch self {
    case .serverStarted: .serverStarted(url: "")
    case .serverStopped: .serverStopped
    case .accepted: .accepted(peer: "")
    case .request: .request(method: "", target: "", headers: [.sample])
    case .response: .response(status: 200, headers: [.sample])
    case .wrote: .wrote([])
    case .ended: .ended(reason: "")
    case .fault: .fault("", channel: "", strikes: "")
    case .connecting: .connecting(url: "", lastEventID: "")
    case .connected: .connected(local: "")
    case .open: .open(status: 200, headers: [.sample])
    case .event: .event(MessageEvent(data: ""))
    case .comment: .comment("")
    case .reconnectionTime: .reconnectionTime(milliseconds: 0)
    case .lost: .lost(reason: "", retryIn: 0)
    case .redirected: .redirected(to: "")
    case .failed: .failed(reason: "")
    case .closed: .closed
    case .paused: .paused
    case .resumed: .resumed
    case .browsing: .browsing(page: "", stream: "")
    case .heard: .heard(type: "", readyState: 0, id: "", data: "")
    case .unheard: .unheard(type: "", id: "", data: "")
    case .console: .console("")
    case .piece: .piece([], size: 0)
    case .browsed: .browsed([.any])
    case .received: .received([])
    case .sent: .sent([])
    case .proxyStarted: .proxyStarted(StartedProxy(program: "", url: "", upstream: ""))
    case .proxyStopped: .proxyStopped
    case .engine: .engine(what: "", node: "", channel: "", text: "")
    case .row: .row(kind: "", id: 0, description: "", completed: false)
    case .spawned: .spawned(pid: 0, role: "")
    case .measured: .measured([.any])
    case .command: .command("")
    case .look: .look("")
    case .answered: .answered([])
    case .figures: .figures(sheet: "", [.any])
    case .page: .page("")
    case .predicted: .predicted(id: "", guess: "", came: "", isRight: nil, sentence: "")
    case .attended: .attended([.any])
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

// MARK: What it costs

extension Happening {
  /// What keeping it costs, in bytes: a fixed part, and the text and the bytes that it carries.
  var weight: Int { 96 + carried }

  private var carried: Int {
    switch self {
    case .wrote(let bytes), .received(let bytes), .sent(let bytes), .piece(let bytes, _):
      bytes.count
    case .event(let event):
      event.type.utf8.count + event.data.utf8.count + event.lastEventID.utf8.count
    case .comment(let text), .command(let text, _), .refused(let text), .page(let text),
      .console(let text), .look(let text), .accepted(let text), .connected(let text),
      .serverStarted(let text), .ended(let text), .failed(let text), .redirected(let text),
      .lost(let text, _), .typedAhead(let text), .progress(_, _, let text):
      Self.size(text)
    case .connecting(let first, let second), .browsing(let first, let second):
      Self.size(first, second)
    case .proxyStarted(let proxy): Self.size(proxy.program, proxy.url, proxy.upstream)
    case .engine(let what, let node, let channel, let text):
      Self.size(what, node, channel, text)
    case .fault(let kind, let channel, let strikes): Self.size(kind, channel ?? "", strikes)
    case .request(let method, let target, let headers):
      Self.size(method, target) + Self.size(headers)
    case .response(_, let headers), .open(_, let headers): Self.size(headers)
    case .heard(let type, _, let id, let data): Self.size(type, id, data ?? "")
    case .unheard(let type, let id, let data): Self.size(type, id, data)
    case .predicted(let id, let guess, let came, _, let sentence):
      Self.size(id, guess, came, sentence)
    case .answered(let lines): lines.reduce(0) { $0 + $1.utf8.count }
    case .row(let kind, _, let description, _): Self.size(kind, description)
    case .spawned(_, let role): Self.size(role)
    case .measured(let fields), .browsed(let fields), .attended(let fields):
      fields.reduce(0) { $0 + Self.size($1.name, $1.value) }
    case .figures(let sheet, let fields):
      fields.reduce(Self.size(sheet)) { $0 + Self.size($1.name, $1.value) }
    case .serverStopped, .proxyStopped, .closed, .paused, .resumed, .reconnectionTime, .layout,
      .wire, .progressEnded, .screenCleared, .clearingAway, .clearedAway, .readOn,
      .turnedToStreams:
      0
    }
  }

  private static func size(_ texts: String...) -> Int { texts.reduce(0) { $0 + $1.utf8.count } }

  private static func size(_ headers: [Header]) -> Int {
    headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
  }
}

// MARK: Samples

extension Field {
  /// Stands in the sample of a kind whose fields are free.
  public static let any = Field("…", "")
}

extension Header {
  fileprivate static let sample = Header("content-type", "")
}
