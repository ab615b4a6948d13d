public import Observations

/// Expectations and observations in words: the one place where they are made.
///
/// A clause says who does what, and then the fields that matter: "the client gets an event with the
/// data `hello`" of an expectation, "the client got an event with the data `hallo`" of an
/// observation.
enum Clause {
  /// What happens, by kind: who does it, in the present and in the past.
  ///
  /// A kind that is not here is named as `--json` names it.
  private static let table: [String: (who: String, now: String, past: String)] = [
    "server-started": ("a server", "starts", "started"),
    "server-stopped": ("the server", "stops", "stopped"),
    "accepted": ("the server", "accepts a connection", "accepted a connection"),
    "request": ("the server", "gets a request", "got a request"),
    "response": ("the server", "sends the head of a response", "sent the head of a response"),
    "wrote": ("the server", "writes into a stream", "wrote into a stream"),
    "ended": ("the server", "sees a connection end", "saw a connection end"),
    "fault": ("the server", "is given a fault", "was given a fault"),
    "connecting": ("the client", "sends a request", "sent a request"),
    "connected": ("the client", "has a connection", "had a connection"),
    "open": ("the client", "opens a stream", "opened a stream"),
    "event": ("the client", "gets an event", "got an event"),
    "comment": ("the client", "gets a comment", "got a comment"),
    "reconnection-time": (
      "the client", "is told the reconnection time", "was told the reconnection time"
    ),
    "lost": ("the client", "loses its connection", "lost its connection"),
    "redirected": ("the client", "follows a redirect", "followed a redirect"),
    "failed": ("the client", "gives up for good", "gave up for good"),
    "closed": ("the client", "closes its stream", "closed its stream"),
    "paused": ("the client", "stops reading", "stopped reading"),
    "resumed": ("the client", "reads again", "began to read again"),
    "browsing": ("a page", "is loaded", "was loaded"),
    "heard": ("the page", "hears of an event", "heard of an event"),
    "unheard": ("the page", "misses an event", "missed an event"),
    "console": ("the browser", "writes into its console", "wrote into its console"),
    "piece": ("the page", "reads a piece", "read a piece"),
    "browser": ("a page", "is watched", "was watched"),
    "received": ("the client", "receives bytes", "received bytes"),
    "sent": ("the server", "sends bytes", "sent bytes"),
    "proxy-started": ("a proxy", "starts", "started"),
    "proxy-stopped": ("the proxy", "stops", "stopped"),
    "engine": ("the engine", "does something", "did something"),
    "row": ("the list", "changes a row", "changed a row"),
    "spawned": ("a process", "is started", "was started"),
    "measured": ("the lab", "measures", "measured"),
    "command": ("a command", "is typed", "was typed"),
    "answered": ("a command", "answers", "answered"),
    "figures": ("a command", "answers with figures", "answered with figures"),
    "look": ("a note", "is shown", "was shown"),
    "page": ("a page", "is shown", "was shown"),
    "predicted": ("a guess", "is compared", "was compared"),
    "attended": ("the class", "is counted", "was counted"),
    "refused": ("a command", "is refused", "was refused"),
    "layout": ("a layout", "is chosen", "was chosen"),
    "wire": ("the wire", "is shown or hidden", "was shown or hidden"),
    "typed-ahead": ("a command", "is put ready", "was put ready"),
    "progress": ("a command", "gets on", "got on"),
    "progress-ended": ("a command", "has waited to the end", "had waited to the end"),
    "screen-cleared": ("the screen", "is cleared", "was cleared"),
    "clearing-away": ("what ran", "is about to be put away", "was about to be put away"),
    "cleared-away": ("what ran", "is put away", "was put away"),
    "read-on": ("the learner", "reads on", "read on"),
    "turned-to-streams": ("the learner", "turns to the streams", "turned to the streams"),
  ]

  private static let sides = [
    "server": "the server", "client": "the client", "proxy": "the proxy", "todo": "the list",
    "model": "the model", "engine": "the engine", "browser": "the page", "lab": "the lab",
  ]

  /// Who does what; a side that is named, and is not the usual one, stands first.
  static func words(of kind: String, side: String?, past: Bool) -> String {
    guard let entry = table[kind] else {
      return "'\(kind)' \(past ? "was seen" : "is seen")"
    }
    let named = side.flatMap { sides[$0] } ?? entry.who
    let isUsual = entry.who.hasPrefix("a ") || named == entry.who
    return "\(isUsual ? entry.who : named) \(past ? entry.past : entry.now)"
  }

  /// The name of a field: "the data", "the header `last-event-id`".
  static func name(of field: String) -> String {
    let parts = field.split(separator: ".", maxSplits: 1)
    if parts.first == "headers", parts.count == 2 { return "the header `\(parts[1])`" }
    return measured[field] ?? "the \(field.replacing("-", with: " "))"
  }

  /// What the lab measures, by field.
  private static let measured = [
    "clients": "the streams asked for", "served": "the streams served",
    "silent": "the silent streams", "refused": "the refused streams",
    "ordinary-ms": "the milliseconds of an ordinary request",
  ]

  /// That a field is not there.
  static func lack(of field: String) -> String {
    field == "ordinary-ms"
      ? "without an answer to an ordinary request" : "without \(name(of: field))"
  }

  /// What a field has: "with the data `hello`", "with no data".
  static func having(_ field: String, _ text: String) -> String {
    let name = name(of: field)
    guard text.isEmpty else { return "with \(name) \(value(text))" }
    return "with no \(name.hasPrefix("the ") ? String(name.dropFirst(4)) : name)"
  }

  /// How much of a value is shown.
  static let valueLimit = 60

  /// A value as it is told apart from any that looks like it: lines of their own from a backslash
  /// and an n, and blanks at an end, or several in a row, as signs.
  static func value(_ text: String) -> String {
    guard !text.isEmpty else { return "nothing" }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.count > 1 {
      return "\(lines.count) lines, " + list(lines.map { $0.isEmpty ? "an empty one" : code($0) })
    }
    return code(text) + (text.contains("\\n") ? ", a backslash and an n in it" : "")
  }

  private static func code(_ text: String) -> String {
    let clean = withVisibleBlanks(text).map { character in
      switch character {
      case "\r": "␍"
      case "\t": "␉"
      case "\0": "␀"
      case "`": "'"
      default: String(character)
      }
    }.joined()
    return clean.count > valueLimit ? "`\(clean.prefix(valueLimit - 1))…`" : "`\(clean)`"
  }

  /// Blanks that could be overlooked are ␣: those at an end, and those beside another one.
  private static func withVisibleBlanks(_ text: String) -> String {
    let signs = Array(text)
    return String(
      signs.indices.map { index -> Character in
        guard signs[index] == " " else { return signs[index] }
        let isAtEnd = index == 0 || index == signs.count - 1
        return isAtEnd || signs[index - 1] == " " || signs[index + 1] == " " ? "␣" : " "
      })
  }

  /// `a, b and c`.
  static func list(_ texts: [String], _ conjunction: String = "and") -> String {
    guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
    return texts.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
  }
}

extension Expectation {
  /// What is waited for: "the client gets an event with the data `hello`".
  public var words: String {
    let clause = Clause.words(of: kind, side: side, past: false)
    return fields.isEmpty ? clause : "\(clause) \(Clause.list(fields.map(\.words)))"
  }
}

extension FieldPattern {
  /// `with the data …`, `without an id`.
  var words: String {
    let named = Clause.name(of: name)
    switch test {
    case .text(let values):
      if values.count == 1 { return Clause.having(name, values[0]) }
      return "with \(named) \(Clause.list(values.map(Clause.value), "or"))"
    case .number(let least, let most):
      let (low, high) = (Self.text(least), Self.text(most))
      if least == -.infinity { return "with \(named) at most \(high)" }
      return most == .infinity
        ? "with \(named) at least \(low)" : "with \(named) from \(low) to \(high)"
    case .absent: return Clause.lack(of: name)
    }
  }

  private static func text(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
  }
}

extension Observation {
  /// What happened: "the client got an event with the data `hallo`".
  ///
  /// - Parameter names: The fields that matter; those that it does not have are named, too.
  /// - Returns: The clause.
  public func words(naming names: [String]) -> String {
    let clause = Clause.words(of: happening.kind, side: side.rawValue, past: true)
    let fields = names.map { name in
      field(name).map { Clause.having(name, $0) } ?? Clause.lack(of: name)
    }
    return fields.isEmpty ? clause : "\(clause) \(Clause.list(fields))"
  }
}
