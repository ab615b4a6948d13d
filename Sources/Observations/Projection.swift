import EventStream

/// The one projection of a happening: a kind and its fields.
///
/// `--json`, a task's `expect` and the linter read this and nothing else.
extension Happening {
  /// The kind's name, as a lesson's `expect` writes it.
  public var kind: String {
    switch self {
    case .serverStarted: "server-started"
    case .serverStopped: "server-stopped"
    case .accepted: "accepted"
    case .request: "request"
    case .response: "response"
    case .wrote: "wrote"
    case .ended: "ended"
    case .fault: "fault"
    case .connecting: "connecting"
    case .open: "open"
    case .event: "event"
    case .comment: "comment"
    case .reconnectionTime: "reconnection-time"
    case .lost: "lost"
    case .redirected: "redirected"
    case .failed: "failed"
    case .closed: "closed"
    case .paused: "paused"
    case .resumed: "resumed"
    case .browsing: "browsing"
    case .heard: "heard"
    case .unheard: "unheard"
    case .console: "console"
    case .browsed: "browser"
    case .received: "received"
    case .sent: "sent"
    case .proxyStarted: "proxy-started"
    case .proxyStopped: "proxy-stopped"
    case .row: "row"
    case .spawned: "spawned"
    case .measured: "measured"
    case .command: "command"
    case .look: "look"
    case .answered: "answered"
    case .page: "page"
    case .predicted: "predicted"
    case .refused: "refused"
    }
  }

  /// The fields, in the order in which a reader wants them.
  public var fields: [Field] {
    switch self {
    case .serverStarted(let url): [Field("url", url)]
    case .serverStopped, .closed, .paused, .resumed, .proxyStopped: []
    case .proxyStarted(let proxy): proxy.fields
    case .accepted(let peer): [Field("peer", peer)]
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
