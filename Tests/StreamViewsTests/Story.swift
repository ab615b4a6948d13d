import EventStream
import Observations
import StreamViews
import Terminal

/// Observations in order, a tenth of a second apart, for layouts to show.
struct Story {
  private(set) var observations: [Observation] = []
  var time = Duration.zero

  mutating func tell(
    _ side: Observation.Side, _ happening: Happening, source: Int = 1,
    after pause: Duration = .milliseconds(100)
  ) {
    time += pause
    observations.append(
      Observation(
        number: observations.count + 1, time: time, side: side, source: source,
        happening: happening))
  }

  /// A client connects, and the server answers with a stream.
  mutating func connect(lastEventID: String = "", source: Int = 1) {
    let headers = lastEventID.isEmpty ? [] : [Header("Last-Event-ID", lastEventID)]
    tell(.client, .connecting(url: "http://127.0.0.1:8080/", lastEventID: lastEventID))
    tell(.server, .accepted(peer: "127.0.0.1:50000"), source: source)
    tell(.client, .connected(local: "127.0.0.1:50000"), after: .zero)
    tell(.server, .request(method: "GET", target: "/", headers: headers), source: source)
    let type = [Header("content-type", "text/event-stream; charset=utf-8")]
    tell(.server, .response(status: 200, headers: type), source: source)
    tell(.client, .open(status: 200, headers: type))
  }

  /// The server sends an event, and the client dispatches it.
  mutating func event(_ id: Int, _ data: String, type: String = "message", source: Int = 1) {
    let name = type == "message" ? "" : "event: \(type)\n"
    let lines = data.split(separator: "\n").map { "data: \($0)\n" }.joined()
    write("\(name)id: \(id)\n\(lines)\n", source: source)
    tell(.client, .event(MessageEvent(type: type, data: data, lastEventID: String(id))))
  }

  mutating func write(_ text: String, source: Int = 1) {
    tell(.server, .wrote(Array(text.utf8)), source: source)
  }
}

extension PanesLayout {
  /// The panes after a story, as the text of a screen.
  static func screen(
    _ story: Story, columns: Int = 80, rows: Int = 24, wire: Bool = false,
    later: Duration = .zero
  ) -> String? {
    var layout = PanesLayout(wire: wire)
    for observation in story.observations { layout.add(observation) }
    let size = Size(columns: columns, rows: rows)
    return layout.frame(size: size, now: story.time + later)?.map(\.trimmed)
      .joined(separator: "\n")
  }
}

extension Row {
  /// The text without spaces at its end.
  var trimmed: String {
    var text = text[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
