internal import EventStream
internal import Markdown
internal import Observations
internal import Terminal

/// What each observation says, in the words that all layouts share.
enum Wording {
  /// How much of an event's data is shown, in bytes: some rows of a pane.
  ///
  /// What is left out is counted.
  static let dataLimit = 240
  /// How much is shown of a comment, a reason, an address or whatever else came from outside: 1 KiB.
  static let textLimit = 1024

  /// How wide a page of Markdown is at most: longer lines are hard to read.
  static let pageWidth = 78

  /// The rows for what happened; none for what a layout shows in another way.
  static func rows(
    for happening: Happening, width: Int = pageWidth, marksCode: Bool = false
  ) -> [Row] {
    switch happening {
    case .serverStarted(let url): [Row("listening", .good).appending("  \(url)")]
    case .proxyStarted(let started): proxy(started)
    case .engine(let what, let node, let channel, let text):
      [engine(what, [node, channel, text])]
    case .serverStopped, .proxyStopped: [Row("stopped", .bad)]
    case .accepted(let peer): [Row("accepted", .strong).appending("  \(short(peer))")]
    case .request(let method, let target, let headers): [request(method, target, headers)]
    case .response(let status, let headers): [response(status, headers)]
    case .connecting, .redirected, .open, .lost, .failed, .closed, .ended: stateRows(happening)
    case .fault(let kind, _, let strikes):
      [
        Row("fault", .bad).appending("  \(kind)")
          .appending(strikes.isEmpty ? "" : "  \(strikes)", .faint)
      ]
    // Whose connection it is shows where it stands.
    case .connected: []
    case .event(let event): self.event(event)
    case .comment(let text): [Row("comment  \(short(text))", .faint)]
    case .reconnectionTime(let time):
      [Row("retry", .field).appending("  the reconnection time is now \(time) ms")]
    case .paused: [Row("paused", .bad).appending("  reads nothing; the stream stays open")]
    case .resumed: [Row("resumed", .good).appending("  reads again")]
    case .browsing(let page, _): [Row("page", .strong).appending("  \(page)")]
    case .heard(let type, let readyState, let id, let data):
      heard(type, readyState, id, data)
    case .unheard(let type, let id, let data):
      event(MessageEvent(type: type, data: data, lastEventID: id), called: "unheard")
    case .console(let text): [Row("console", .bad).appending("  \(short(text))")]
    case .piece(let bytes, let size): [piece(bytes, size)]
    case .row(let kind, let id, let description, let completed):
      [Row(kind, .strong).appending("  #\(id) \(completed ? "[x]" : "[ ]") \(short(description))")]
    case .spawned(let pid, let role): [Row("spawned", .strong).appending("  \(role), pid \(pid)")]
    // What brings about the world of a page is said in a word of its own.
    case .command(_, origin: .prepared): []
    case .command(let line, origin: .typed), .command(let line, origin: .shown):
      [Row("sse> ", .prompt).appending(line)]
    case .look(let text): [Row("look: ", .strong).appending(text)]
    case .answered, .figures: (happening.answerLines ?? []).map(answer)
    case .page(let markdown), .predicted(_, _, _, _, let markdown):
      page(MarkdownDocument(markdown).blocks, width: min(width, pageWidth), marksCode)
    case .refused(let sentence): [Row(sentence, .bad)]
    case .browsed(let figures): browsed(figures)
    // It stands in a row of its own, above the prompt.
    case .attended: []
    // Its figures are laid out as a command's answer; these are for tasks.
    case .wrote, .received, .sent, .measured: []
    // How the screen looks is for those who have one.
    case .layout, .wire, .typedAhead, .progress, .progressEnded, .screenCleared, .clearingAway,
      .clearedAway, .readOn, .turnedToStreams:
      []
    }
  }

  private static func page(_ blocks: [Block], width: Int, _ marksCode: Bool) -> [Row] {
    MarkdownRows.rows(of: marksCode ? blocks.withMarkedCode : blocks, width: width)
  }

  /// What stands for observations that were let go before they could be shown.
  static func missing(_ count: Int) -> Row {
    let what = count == 1 ? "1 observation" : "\(count) observations"
    return Row("… \(what) left out here: \(count == 1 ? "it" : "they") came too fast", .faint)
  }

  /// What a page is told: a name and a number, unless it is an event of the stream.
  private static func heard(
    _ type: String, _ readyState: Int, _ id: String, _ data: String?
  ) -> [Row] {
    if let data, type != "error" {
      return event(MessageEvent(type: type, data: data, lastEventID: id))
    }
    let row = Row(type, readyState == 1 ? .good : .bad).appending("  readyState \(readyState)")
    return [data.map { row.appending("  data: \(short($0))") } ?? row]
  }

  /// An event; one line of data stands beside it, several below, and `below` puts any there.
  static func event(
    _ event: MessageEvent, below: Bool = false, called name: String = "event"
  ) -> [Row] {
    var head = Row(name, name == "event" ? .good : .bad).appending("  ").appending(
      short(event.type, dataLimit), .identity)
    if !event.lastEventID.isEmpty {
      head.append("  id \(short(event.lastEventID, dataLimit))", .identity)
    }
    let data = event.data.prefix(bytes: dataLimit)
    let rest = event.data.utf8.count - data.utf8.count
    let note = rest > 0 ? [Row("       … and \(rest) bytes more", .faint)] : []
    let lines = data.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.count == 1 && !below { return [head.appending("  \(data)")] + note }
    return [head] + lines.map { Row("       \($0)") } + note
  }

  /// What a `read()` returned; of a character that is cut between two of them each shows a U+FFFD.
  private static func piece(_ bytes: [UInt8], _ size: Int) -> Row {
    let shown = bytes.prefix(dataLimit)
    return Row("read", .strong).appending("  \(size) byte\(size == 1 ? "" : "s")  ", .faint)
      .appending(String(decoding: shown, as: UTF8.self) + (shown.count < size ? "…" : ""))
  }

  private static func proxy(_ started: StartedProxy) -> [Row] {
    var rows = [
      Row("listening", .good).appending("  \(started.url)  before \(started.upstream)"),
      Row(started.program, .strong)
        .appending(
          started.isMended ? "  mended, so that streams work" : "  as its package ships it"),
    ]
    if started.collects {
      rows.append(Row("buffering", .strong).appending("  whatever the server says"))
    }
    if started.compresses {
      rows.append(Row("gzip", .strong).appending("  for those who ask for it"))
    }
    if started.speaksHTTP2 {
      rows.append(Row("HTTP/2", .strong).appending("  for those who ask for it"))
    }
    return rows
  }

  private static func engine(_ what: String, _ words: [String]) -> Row {
    let isBad = ["waiting", "lost", "leaderless", "gap"].contains(what)
    return words.filter { !$0.isEmpty }.reduce(Row(what, isBad ? .bad : .strong)) {
      $0.appending("  \(short($1))")
    }
  }

  /// A line that has to be broken goes on below its last column, where its text began.
  static func answer(_ line: String) -> Row {
    var row = Row(line)
    let start = line.ranges(of: "  ").last?.upperBound ?? line.startIndex
    row.hang = line[..<start].displayWidth + line[start...].prefix { $0 == " " }.count
    return row
  }

  static func short(_ text: String, _ limit: Int = textLimit) -> String {
    let start = text.prefix(bytes: limit)
    return start.endIndex < text.endIndex ? start + "…" : text
  }

  private static func request(_ method: String, _ target: String, _ headers: [Header]) -> Row {
    let id = headers.first { $0.name.lowercased() == "last-event-id" }?.value ?? ""
    return Row("request", .strong).appending("  \(short(method)) \(short(target))")
      .appending(resuming(id), .identity)
  }

  private static func response(_ status: Int, _ headers: [Header]) -> Row {
    let type = headers.first { $0.name.lowercased() == "content-type" }?.value ?? ""
    // What follows the type (`; charset=utf-8`) is shown by `wire`.
    return Row("response", .strong).appending("  \(status)", status == 200 ? .good : .bad)
      .appending(type.isEmpty ? "" : " \(short(type).prefix { $0 != ";" })")
  }

  static func resuming(_ id: String) -> String {
    id.isEmpty ? "" : "  Last-Event-ID: \(short(id))"
  }
}

extension Observation.Side {
  /// What stands before its lines.
  var label: String { rawValue }
  /// The width of the longest of them.
  static let labelWidth = 6
}
