import EventStream

// What there is to know of each kind of observation, all of it here. A new one is a case of
// `Happening`, a case of `Kind`, and a line in each `switch` of this file; no `switch` has a `default`,
// so the compiler names those that are missing, and the test of `Kind` what is mixed up.

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
    case browsed = "browser"
    case received
    case sent
    case proxyStarted = "proxy-started"
    case proxyStopped = "proxy-stopped"
    case row
    case spawned
    case measured
    case command
    case look
    case answered
    case page
    case predicted
    case refused
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
    case .browsed: .browsed([.any])
    case .received: .received([])
    case .sent: .sent([])
    case .proxyStarted: .proxyStarted(StartedProxy(program: "", url: "", upstream: ""))
    case .proxyStopped: .proxyStopped
    case .row: .row(kind: "", id: 0, description: "", completed: false)
    case .spawned: .spawned(pid: 0, role: "")
    case .measured: .measured([.any])
    case .command: .command("")
    case .look: .look("")
    case .answered: .answered([])
    case .page: .page("")
    case .predicted: .predicted(id: "", guess: "", came: "", isRight: nil, sentence: "")
    case .refused: .refused("")
    }
  }
}

// MARK: Its projection

extension Happening {
  /// The fields, in the order in which a reader wants them.
  public var fields: [Field] {
    switch self {
    case .serverStarted(let url): [Field("url", url)]
    case .serverStopped, .closed, .paused, .resumed, .proxyStopped: []
    case .proxyStarted(let proxy): proxy.fields
    case .accepted(let peer): [Field("peer", peer)]
    case .connected(let local): [Field("local", local)]
    case .request(let method, let target, let headers):
      [Field("method", method), Field("path", Self.path(of: target)), Field("target", target)]
        + Self.fields(of: headers)
    case .response(let status, let headers), .open(let status, let headers):
      [Field("status", String(status))] + Self.fields(of: headers)
    case .wrote(let bytes), .received(let bytes), .sent(let bytes):
      [Field("text", String(decoding: bytes, as: UTF8.self)), Field("size", String(bytes.count))]
    case .ended(let reason), .failed(let reason): [Field("reason", reason)]
    case .lost(let reason, let wait):
      [Field("reason", reason), Field("milliseconds", String(wait))]
    case .redirected(let url): [Field("url", url)]
    case .fault(let kind, let channel, let strikes):
      [Field("fault", kind)] + (channel.map { [Field("channel", $0)] } ?? [])
        + [Field("strikes", strikes)]
    case .connecting(let url, let id): [Field("url", url), Field("last-event-id", id)]
    case .event(let event):
      [
        Field("type", event.type), Field("data", event.data), Field("id", event.lastEventID),
      ]
    case .comment(let text), .console(let text): [Field("text", text)]
    case .browsing(let page, let stream): [Field("page", page), Field("stream", stream)]
    case .heard(let type, let readyState, let id, let data):
      [
        Field("type", type), Field("ready-state", String(readyState)), Field("id", id),
        Field("data", data ?? ""),
      ]
    case .unheard(let type, let id, let data):
      [Field("type", type), Field("id", id), Field("data", data)]
    case .reconnectionTime(let time): [Field("milliseconds", String(time))]
    case .row(let kind, let id, let description, let completed):
      [
        Field("change", kind), Field("id", String(id)), Field("description", description),
        Field("completed", String(completed)),
      ]
    case .spawned(let pid, let role): [Field("pid", String(pid)), Field("role", role)]
    case .measured(let fields), .browsed(let fields): fields
    case .command(let line): [Field("line", line)]
    case .look(let text): [Field("text", text)]
    case .answered(let lines): [Field("text", lines.joined(separator: "\n"))]
    case .page(let markdown): [Field("text", markdown)]
    case .predicted(let id, let guess, let came, let isRight, let sentence):
      [Field("prediction", id), Field("guess", guess), Field("came", came)]
        + [Field("right", isRight.map { String($0) } ?? ""), Field("text", sentence)]
    case .refused(let sentence): [Field("text", sentence)]
    }
  }

  private static func fields(of headers: [Header]) -> [Field] {
    headers.map { Field("headers.\($0.name.lowercased())", $0.value) }
  }

  private static func path(of target: String) -> String {
    String(target.prefix { $0 != "?" })
  }
}

extension Observation {
  /// The value of the field with this name; of several, the first.
  public func field(_ name: String) -> String? {
    happening.fields.first { $0.name == name }?.value
  }
}

// MARK: What it costs

extension Happening {
  /// What keeping it costs, in bytes: a fixed part, and the text and the bytes that it carries.
  var weight: Int { 96 + carried }

  private var carried: Int {
    switch self {
    case .wrote(let bytes), .received(let bytes), .sent(let bytes): bytes.count
    case .event(let event):
      event.type.utf8.count + event.data.utf8.count + event.lastEventID.utf8.count
    case .comment(let text), .command(let text), .refused(let text), .page(let text),
      .console(let text), .look(let text), .accepted(let text), .connected(let text),
      .serverStarted(let text), .ended(let text), .failed(let text), .redirected(let text),
      .lost(let text, _):
      Self.size(text)
    case .connecting(let first, let second), .browsing(let first, let second):
      Self.size(first, second)
    case .proxyStarted(let proxy): Self.size(proxy.program, proxy.url, proxy.upstream)
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
    case .measured(let fields), .browsed(let fields):
      fields.reduce(0) { $0 + Self.size($1.name, $1.value) }
    case .serverStopped, .proxyStopped, .closed, .paused, .resumed, .reconnectionTime: 0
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
