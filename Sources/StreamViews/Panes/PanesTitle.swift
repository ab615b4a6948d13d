internal import Observations
internal import Terminal

/// The line above a pane: whose it is, in what state, how much and how fast.
///
/// What matters less goes first when there is little room.
struct PanesTitle {
  /// The whole name and a short one.
  var names: [String]
  var state: Row
  /// Further figures, the most important first.
  var figures: [String]

  func row(width: Int) -> Row {
    for name in names {
      for count in stride(from: figures.count, through: name == names.last ? 0 : 1, by: -1) {
        let row = self.row(name, figures.prefix(count))
        if row.width <= width { return row }
      }
    }
    return row(names.last ?? "", []).cut(to: width, mark: "")
  }

  private func row(_ name: String, _ figures: some Sequence<String>) -> Row {
    var row = Row("── ", .faint).appending(name, .strong).appending(" · ", .faint) + state
    for figure in figures { row.append(" · \(figure)") }
    return row
  }
}

extension PanesTitle {
  static func server(_ log: ExchangeLog, now: Duration) -> PanesTitle {
    let streams = log.streams
    let state =
      streams.serverHasStopped ? Row("stopped", .bad) : Row("\(streams.answeredCount) open")
    let faults = streams.faults.sorted { $0.key < $1.key }.map { channel, kind in
      channel.isEmpty ? kind : "\(kind) on \(channel)"
    }
    let fault = faults.isEmpty ? [] : ["fault \(faults.joined(separator: ", "))"]
    return PanesTitle(
      names: ["server sends", "server"], state: state, figures: fault + log.sent.figures(now))
  }

  static func client(_ log: ExchangeLog, now: Duration) -> PanesTitle {
    PanesTitle(
      names: ["client receives", "client"], state: state(of: log.client, now: now),
      figures: log.client?.readyState == .connecting ? [] : log.received.figures(now))
  }

  /// How much of a server's name the title shows, in bytes.
  private static let serverLimit = 16

  private static func state(of client: StreamsState.Client?, now: Duration) -> Row {
    switch client?.readyState {
    case nil: return Row("no client")
    case .connecting:
      let row = Row("0 CONNECTING", .identity)
      guard let retryAt = client?.retryAt, retryAt > now else { return row }
      return row.appending(" in \((retryAt - now).tenths) s")
    case .open:
      let row = Row("1 OPEN", .good)
      return client?.server.map { row.appending(" by \(Wording.short($0, serverLimit))") } ?? row
    case .closed where client?.hasFailed == true: return Row("2 CLOSED", .bad).appending(" failed")
    case .closed: return Row("2 CLOSED")
    }
  }
}

/// What is said of the panes where they are not seen.
extension PanesTitle {
  /// The client's title, or the server's while there is no client.
  static func main(_ log: ExchangeLog, now: Duration) -> PanesTitle {
    let isClient = log.client != nil
    var title = isClient ? client(log, now: now) : server(log, now: now)
    title.names = [isClient ? "client" : "server"]
    return title
  }

  /// How the stream stands and what came of it since; nil while all is as it was.
  static func folded(_ log: ExchangeLog, since fold: ExchangeLog.Moment, now: Duration)
    -> PanesTitle?
  {
    guard log.moment != fold else { return nil }
    var title = main(log, now: now)
    let isClient = log.client != nil
    let events = isClient ? log.moment.received - fold.received : log.moment.sent - fold.sent
    title.figures = events > 0 ? ["\(events) \(events == 1 ? "event" : "events") since"] : []
    title.figures.append("'layout panes' shows it")
    return title
  }
}

extension RateMeter {
  /// `12` and `1.0/s`, or `50/s` when it is fast; `12+` when there were more; nothing before the
  /// first.
  func figures(_ now: Duration) -> [String] {
    if count == 0 { return [] }
    let total = isLacking ? "\(count)+" : "\(count)"
    let rate = rate(at: now)
    let tenths = Int((rate * 10).rounded())
    if tenths == 0 { return [total] }
    if tenths >= 100 { return [total, "\(Int(rate.rounded()))/s"] }
    return [total, "\(tenths / 10).\(tenths % 10)/s"]
  }
}

extension Duration {
  /// Seconds with one place, rounded up: `2.4`.
  var tenths: String {
    let (seconds, attoseconds) = components
    let tenths = seconds * 10 + (attoseconds + 99_999_999_999_999_999) / 100_000_000_000_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}
