internal import EventStream

/// Why members make no happening.
public enum ProjectionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is no kind of this name.
  case unknownKind(String)
  /// A happening of this kind has such a member, and it is missing or of another type.
  case lacks(String, kind: String)

  /// One sentence without a capital.
  public var description: String {
    switch self {
    case .unknownKind(let kind): "there is no kind '\(kind)' of observation"
    case .lacks(let member, let kind): "an observation '\(kind)' has no right '\(member)'"
    }
  }
}

/// The way back from the projection.
extension Happening {
  /// Makes the happening whose ``kind`` and ``members`` these are; what it does not know it leaves
  /// alone, such as a member of a later version.
  public init(kind: String, members: [String: Value]) throws(ProjectionError) {
    guard let sort = Kind(rawValue: kind) else { throw .unknownKind(kind) }
    let given = Members(kind: kind, values: members)
    switch sort {
    case .serverStarted: self = .serverStarted(url: try given.text("url"))
    case .serverStopped: self = .serverStopped
    case .accepted: self = .accepted(peer: try given.text("peer"))
    case .request:
      self = .request(
        method: try given.text("method"), target: try given.text("target"),
        headers: try given.headers())
    case .response:
      self = .response(status: try given.number("status"), headers: try given.headers())
    case .wrote: self = .wrote(try given.bytes("text"))
    case .ended: self = .ended(reason: try given.text("reason"))
    case .fault:
      self = .fault(
        try given.text("fault"), channel: try given.optionalText("channel"),
        strikes: try given.text("strikes"))
    case .connecting:
      self = .connecting(
        url: try given.text("url"), lastEventID: try given.text("last-event-id"))
    case .connected: self = .connected(local: try given.text("local"))
    case .open: self = .open(status: try given.number("status"), headers: try given.headers())
    case .event:
      self = .event(
        MessageEvent(
          type: try given.text("type"), data: try given.text("data"),
          lastEventID: try given.text("id")))
    case .comment: self = .comment(try given.text("text"))
    case .reconnectionTime:
      self = .reconnectionTime(milliseconds: try given.number("milliseconds"))
    case .redirected: self = .redirected(to: try given.text("url"))
    case .lost:
      self = .lost(reason: try given.text("reason"), retryIn: try given.number("milliseconds"))
    case .failed: self = .failed(reason: try given.text("reason"))
    case .closed: self = .closed
    case .paused: self = .paused
    case .resumed: self = .resumed
    case .browsing: self = .browsing(page: try given.text("page"), stream: try given.text("stream"))
    case .heard:
      self = .heard(
        type: try given.text("type"), readyState: try given.number("ready-state"),
        id: try given.text("id"), data: try given.optionalText("data"))
    case .unheard:
      self = .unheard(
        type: try given.text("type"), id: try given.text("id"), data: try given.text("data"))
    case .console: self = .console(try given.text("text"))
    case .piece: self = .piece(try given.bytes("text"), size: try given.number("size"))
    case .browsed: self = .browsed(try given.pairs("figures"))
    case .received: self = .received(try given.bytes("text"))
    case .sent: self = .sent(try given.bytes("text"))
    case .proxyStarted:
      var proxy = StartedProxy(
        program: try given.text("program"), url: try given.text("url"),
        upstream: try given.text("upstream"))
      proxy.collects = try given.flag("buffering")
      proxy.speaksHTTP2 = try given.flag("http2")
      proxy.compresses = try given.flag("gzip")
      proxy.isMended = try given.flag("mended")
      self = .proxyStarted(proxy)
    case .proxyStopped: self = .proxyStopped
    case .engine:
      self = .engine(
        what: try given.text("what"), node: try given.text("node"),
        channel: try given.text("channel"), text: try given.text("text"))
    case .row:
      self = .row(
        kind: try given.text("change"), id: try given.number("id"),
        description: try given.text("description"), completed: try given.flag("completed"))
    case .spawned: self = .spawned(pid: try given.number("pid"), role: try given.text("role"))
    case .measured: self = .measured(try given.pairs("figures"))
    case .command:
      guard let origin = CommandOrigin(rawValue: try given.text("origin")) else {
        throw .lacks("origin", kind: kind)
      }
      self = .command(try given.text("line"), origin: origin)
    case .look: self = .look(try given.text("text"))
    case .answered: self = .answered(try given.lines("lines"))
    case .figures:
      self = .figures(sheet: try given.text("sheet"), try given.pairs("figures"))
    case .page: self = .page(try given.text("text"))
    case .predicted:
      self = .predicted(
        id: try given.text("prediction"), guess: try given.text("guess"),
        came: try given.text("came"), isRight: try given.optionalFlag("right"),
        sentence: try given.text("text"))
    case .attended: self = .attended(try given.pairs("figures"))
    case .refused: self = .refused(try given.text("text"))
    case .layout:
      guard let layout = ScreenLayout(rawValue: try given.text("layout")) else {
        throw .lacks("layout", kind: kind)
      }
      self = .layout(layout)
    case .wire: self = .wire(isShown: try given.flag("shown"))
    case .typedAhead: self = .typedAhead(try given.text("line"))
    case .progress:
      self = .progress(
        done: try given.number("done"), total: try given.number("total"),
        label: try given.text("label"))
    case .progressEnded: self = .progressEnded
    case .screenCleared: self = .screenCleared
    case .clearingAway: self = .clearingAway
    case .clearedAway: self = .clearedAway
    case .readOn: self = .readOn
    case .turnedToStreams: self = .turnedToStreams
    }
  }
}

/// The members that were given, each asked for by its name and type.
private struct Members {
  let kind: String
  let values: [String: Happening.Value]

  func text(_ name: String) throws(ProjectionError) -> String {
    guard let text = try optionalText(name) else { throw .lacks(name, kind: kind) }
    return text
  }

  func optionalText(_ name: String) throws(ProjectionError) -> String? {
    switch values[name] ?? .none {
    case .none: nil
    case .text(let text): text
    default: throw .lacks(name, kind: kind)
    }
  }

  func number(_ name: String) throws(ProjectionError) -> Int {
    guard case .number(let number) = values[name] else { throw .lacks(name, kind: kind) }
    return number
  }

  func flag(_ name: String) throws(ProjectionError) -> Bool {
    guard let flag = try optionalFlag(name) else { throw .lacks(name, kind: kind) }
    return flag
  }

  func optionalFlag(_ name: String) throws(ProjectionError) -> Bool? {
    switch values[name] ?? .none {
    case .none: nil
    case .flag(let flag): flag
    default: throw .lacks(name, kind: kind)
    }
  }

  /// Bytes that are text may be given as text.
  func bytes(_ name: String) throws(ProjectionError) -> [UInt8] {
    switch values[name] {
    case .bytes(let bytes): bytes
    case .text(let text): Array(text.utf8)
    default: throw .lacks(name, kind: kind)
    }
  }

  func lines(_ name: String) throws(ProjectionError) -> [String] {
    switch values[name] {
    case .lines(let lines): lines
    case .pairs(let pairs) where pairs.isEmpty: []
    default: throw .lacks(name, kind: kind)
    }
  }

  func pairs(_ name: String) throws(ProjectionError) -> [Field] {
    switch values[name] {
    case .pairs(let pairs): pairs
    // In JSON an empty list says nothing of what would be in it.
    case .lines(let lines) where lines.isEmpty: []
    default: throw .lacks(name, kind: kind)
    }
  }

  func headers() throws(ProjectionError) -> [Header] {
    try pairs("headers").map { Header($0.name, $0.value) }
  }
}
