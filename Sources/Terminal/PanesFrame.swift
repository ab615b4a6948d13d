/// One picture of an ``ExchangeLog``.
struct PanesFrame {
  let log: ExchangeLog
  let width: Int
  let now: Duration

  private var middle: Int { (width - 1) / 2 }

  /// Left and right, so many rows in all.
  func sideBySide(height: Int) -> [Row] {
    let body = tail(height - 2) { pairs($0) }
    return [head()] + body + [rule(crossing: "┴")]
  }

  /// The server above the client.
  func stacked(height: Int) -> [Row] {
    let body = height - 3
    let left = tail(body / 2) { entry in wrapped(entry.left, width) }
    let right = tail(body - body / 2) { entry in wrapped(entry.right, width) }
    return [title("server sends", serverState)] + left + [title("client receives", clientState)]
      + right + [rule(crossing: "─")]
  }

  /// Everything, without a state that would soon be old.
  func transcript() -> [Row] {
    let gone = log.dropped
    let note = gone > 0 ? [Row("… \(gone) earlier exchanges left out", .faint)] : []
    if width < PanesLayout.sideBySideWidth {
      return note
        + log.entries.flatMap { entry in
          wrapped(entry.left, width - 9).map { Row("server │ ", .faint) + $0 }
            + wrapped(entry.right, width - 9).map { Row("client │ ", .faint) + $0 }
        }
    }
    return note + [head()] + log.entries.flatMap(pairs) + [rule(crossing: "┴")]
  }

  // MARK: Rows

  /// The last rows, with empty ones to fill up.
  private func tail(_ count: Int, _ rows: (Exchange) -> [Row]) -> [Row] {
    var picked: [[Row]] = []
    var total = 0
    for entry in log.entries.reversed() {
      if total >= count { break }
      picked.append(rows(entry))
      total += picked.last?.count ?? 0
    }
    let flat = picked.reversed().flatMap { $0 }.suffix(max(0, count))
    let blank = pairs(Exchange(left: [Row()])).first ?? Row()
    return flat + Array(repeating: blank, count: max(0, count - flat.count))
  }

  private func pairs(_ entry: Exchange) -> [Row] {
    let left = wrapped(entry.left, middle - 1)
    let right = wrapped(entry.right, width - middle - 2)
    return (0..<max(left.count, right.count)).map { index in
      var row = index < left.count ? left[index] : Row()
      row.append("│ ", .faint, column: middle)
      if index < right.count { row.append(right[index]) }
      return row
    }
  }

  private func wrapped(_ rows: [Row], _ width: Int) -> [Row] {
    rows.flatMap { $0.wrapped(to: width, indent: "  ") }
  }

  // MARK: Titles

  private func head() -> Row {
    var row = title("server sends", serverState).cut(to: middle - 1, mark: "")
    row.append(String(repeating: "─", count: max(0, middle - row.width)), .faint)
    row.append("┬", .faint, column: middle)
    let right = title("client receives", clientState)
    row.append(right.cut(to: width - middle - 1, mark: ""))
    row.append(String(repeating: "─", count: max(0, width - row.width)), .faint)
    return row
  }

  private func title(_ name: String, _ state: Row) -> Row {
    Row("── ", .faint).appending(name, .strong) + Row(" · ", .faint) + state + Row(" ", .faint)
  }

  private func rule(crossing: String) -> Row {
    let left = String(repeating: "─", count: middle)
    return Row(left + crossing + String(repeating: "─", count: width - middle - 1), .faint)
  }

  private var serverState: Row {
    let streams = log.server.streams.count
    let state = log.server.url.isEmpty && streams == 0 ? "stopped" : "\(streams) open"
    return Row(state).appending(figures(log.server.events))
  }

  private var clientState: Row {
    switch log.client.state {
    case .none: return Row("not connected")
    case .connecting:
      guard let retryAt = log.client.retryAt, retryAt > now else {
        return Row("0 CONNECTING", .identity)
      }
      return Row("0 CONNECTING", .identity).appending(" in \((retryAt - now).tenths) s")
    case .open: return Row("1 OPEN", .good).appending(figures(log.client.events))
    case .closed: return Row("2 CLOSED").appending(figures(log.client.events))
    case .failed: return Row("2 CLOSED", .bad).appending(" failed")
    }
  }

  private func figures(_ meter: RateMeter) -> String {
    if meter.count == 0 { return "" }
    let rate = meter.rate(at: now)
    let tenths = Int((rate * 10).rounded())
    return " · \(meter.count)" + (tenths > 0 ? " · \(tenths / 10).\(tenths % 10)/s" : "")
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
