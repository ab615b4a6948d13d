internal import EventStream

/// The one projection of a happening: its kind, and what it says of it.
///
/// ``members`` are complete: ``Happening/init(kind:members:)`` makes the same happening of them.
/// `--json` prints them; a task's `expect` and the linter read ``fields``, which are the same flat.
extension Happening {
  /// What a member says.
  public enum Value: Sendable, Hashable {
    /// There is none.
    case none
    case text(String)
    case number(Int)
    case flag(Bool)
    /// Bytes of a stream or a socket, which need not be text.
    case bytes([UInt8])
    case lines([String])
    /// Headers as they stood on the wire, or figures: in their order, and a name may come again.
    case pairs([Field])
  }

  /// A name and what it says.
  public struct Member: Sendable, Hashable {
    /// Lower case, words joined by hyphens.
    public let name: String
    /// What it says.
    public let value: Value

    init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// What it says, in the order in which a reader wants it.
  public var members: [Member] {
    switch self {
    case .serverStarted(let url), .redirected(let url): [Member("url", .text(url))]
    case .serverStopped, .closed, .paused, .resumed, .proxyStopped, .progressEnded, .screenCleared,
      .clearingAway, .clearedAway, .readOn, .turnedToStreams:
      []
    case .proxyStarted(let proxy):
      [
        Member("program", .text(proxy.program)), Member("url", .text(proxy.url)),
        Member("upstream", .text(proxy.upstream)), Member("buffering", .flag(proxy.collects)),
        Member("http2", .flag(proxy.speaksHTTP2)), Member("gzip", .flag(proxy.compresses)),
        Member("mended", .flag(proxy.isMended)),
      ]
    case .engine(let what, let node, let channel, let text):
      [
        Member("what", .text(what)), Member("node", .text(node)), Member("channel", .text(channel)),
        Member("text", .text(text)),
      ]
    case .accepted(let peer): [Member("peer", .text(peer))]
    case .connected(let local): [Member("local", .text(local))]
    case .request(let method, let target, let headers):
      [
        Member("method", .text(method)), Member("path", .text(Self.path(of: target))),
        Member("target", .text(target)), Self.member(headers),
      ]
    case .response(let status, let headers), .open(let status, let headers):
      [Member("status", .number(status)), Self.member(headers)]
    case .wrote(let bytes), .received(let bytes), .sent(let bytes):
      [Member("text", .bytes(bytes)), Member("size", .number(bytes.count))]
    case .piece(let bytes, let size):
      [Member("text", .bytes(bytes)), Member("size", .number(size))]
    case .ended(let reason), .failed(let reason): [Member("reason", .text(reason))]
    case .lost(let reason, let wait):
      [Member("reason", .text(reason)), Member("milliseconds", .number(wait))]
    case .fault(let kind, let channel, let strikes):
      [Member("fault", .text(kind))] + (channel.map { [Member("channel", .text($0))] } ?? [])
        + [Member("strikes", .text(strikes))]
    case .connecting(let url, let id):
      [Member("url", .text(url)), Member("last-event-id", .text(id))]
    case .event(let event):
      [
        Member("type", .text(event.type)), Member("data", .text(event.data)),
        Member("id", .text(event.lastEventID)),
      ]
    case .comment(let text), .console(let text), .look(let text), .page(let text),
      .refused(let text):
      [Member("text", .text(text))]
    case .browsing(let page, let stream):
      [Member("page", .text(page)), Member("stream", .text(stream))]
    case .heard(let type, let readyState, let id, let data):
      [
        Member("type", .text(type)), Member("ready-state", .number(readyState)),
        Member("id", .text(id)), Member("data", data.map(Value.text) ?? .none),
      ]
    case .unheard(let type, let id, let data):
      [Member("type", .text(type)), Member("id", .text(id)), Member("data", .text(data))]
    case .reconnectionTime(let time): [Member("milliseconds", .number(time))]
    case .row(let kind, let id, let description, let completed):
      [
        Member("change", .text(kind)), Member("id", .number(id)),
        Member("description", .text(description)), Member("completed", .flag(completed)),
      ]
    case .spawned(let pid, let role): [Member("pid", .number(pid)), Member("role", .text(role))]
    case .measured(let figures), .browsed(let figures), .attended(let figures):
      [Member("figures", .pairs(figures))]
    case .command(let line, let origin):
      [Member("line", .text(line)), Member("origin", .text(origin.rawValue))]
    case .answered(let lines): [Member("lines", .lines(lines))]
    case .figures(let sheet, let figures):
      [Member("sheet", .text(sheet)), Member("figures", .pairs(figures))]
    case .predicted(let id, let guess, let came, let isRight, let sentence):
      [
        Member("prediction", .text(id)), Member("guess", .text(guess)),
        Member("came", .text(came)), Member("right", isRight.map(Value.flag) ?? .none),
        Member("text", .text(sentence)),
      ]
    case .layout(let layout): [Member("layout", .text(layout.rawValue))]
    case .wire(let isShown): [Member("shown", .flag(isShown))]
    case .typedAhead(let line): [Member("line", .text(line))]
    case .progress(let done, let total, let label):
      [
        Member("done", .number(done)), Member("total", .number(total)),
        Member("label", .text(label)),
      ]
    }
  }

  /// The same as texts, for comparisons: bytes as the text they make, headers each by its name.
  public var fields: [Field] { members.flatMap(\.fields) }

  private static func member(_ headers: [Header]) -> Member {
    Member("headers", .pairs(headers.map { Field($0.name, $0.value) }))
  }

  private static func path(of target: String) -> String {
    String(target.prefix { $0 != "?" })
  }
}

extension Happening.Member {
  fileprivate var fields: [Field] {
    switch value {
    case .none: [Field(name, "")]
    case .text(let text): [Field(name, text)]
    case .number(let number): [Field(name, String(number))]
    case .flag(let flag): [Field(name, String(flag))]
    case .bytes(let bytes): [Field(name, String(decoding: bytes, as: UTF8.self))]
    case .lines(let lines): [Field("text", lines.joined(separator: "\n"))]
    case .pairs(let pairs) where name == "headers":
      pairs.map { Field("headers.\($0.name.lowercased())", $0.value) }
    case .pairs(let pairs): pairs
    }
  }
}

extension Observation {
  /// The value of the field with this name; of several, the first.
  public func field(_ name: String) -> String? {
    happening.fields.first { $0.name == name }?.value
  }
}
