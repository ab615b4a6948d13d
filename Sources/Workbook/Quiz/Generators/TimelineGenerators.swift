/// The generators whose questions tell what happens, one thing after the other; each key comes
/// from playing it through.
extension QuestionGenerator {
  static let timelines: [QuestionGenerator] = [
    QuestionGenerator("ready-states", ["steps": 3...6]) { generator, numbers in
      let steps = StateTimeline(steps: numbers["steps"], using: &generator).steps
      let rows = steps.enumerated().map { "\($0.offset + 1). \($0.element.text)" }
      return Made(
        values: ["happenings": rows.joined(separator: "\n")],
        kind: .type(accepted: spellings(of: steps.map { String($0.state) }), exact: false))
    },
    QuestionGenerator("notify-delivery", ["transactions": 2...3]) { generator, numbers in
      let timeline = NotifyTimeline(transactions: numbers["transactions"], using: &generator)
      return Made(
        values: ["timeline": timeline.rows.joined(separator: "\n")],
        kind: .type(accepted: spellings(of: timeline.delivered), exact: false))
    },
    QuestionGenerator("resume-hole", ["first": 40...90]) { generator, numbers in
      let timeline = ResumeTimeline(first: numbers["first"], using: &generator)
      return Made(
        values: ["timeline": timeline.rows.joined(separator: "\n")],
        kind: .number(NumberKey(Double(timeline.lost ?? 0))))
    },
    QuestionGenerator("idle-cut", ["timeout": 20...60]) { generator, numbers in
      let timeline = IdleTimeline(timeout: numbers["timeout"], using: &generator)
      let times = timeline.times.map(String.init).joined(separator: ", ")
      return Made(
        values: numbers.texts.merging(["times": times], uniquingKeysWith: { $1 }),
        kind: .number(NumberKey(Double(timeline.cut), unit: "s")))
    },
  ]

  /// The ways in which a learner may write a list of words.
  private static func spellings(of words: [String]) -> [String] {
    [" ", ", ", ",", " | "].map { words.joined(separator: $0) }
  }
}

/// What happens to an EventSource, and its `readyState` after each step (HTML 9.2.2 and 9.2.3).
struct StateTimeline {
  struct Step: Hashable {
    let text: String
    let state: Int
  }

  private(set) var steps = [Step(text: "The page makes a `new EventSource(url)`.", state: 0)]

  init(steps count: Int, using generator: inout SeededGenerator) {
    while steps.count < count, let state = steps.last?.state {
      steps.append(Self.next(from: state, using: &generator))
      // Nothing leads away from 2: say so once, and end.
      if state == 2 { break }
    }
  }

  private static func next(from state: Int, using generator: inout SeededGenerator) -> Step {
    let open = Step(text: "The server answers 200 with `text/event-stream`.", state: 1)
    let close = Step(text: "The page calls `source.close()`.", state: 2)
    let steps: [Step]
    switch state {
    case 0:
      let refusals = [
        Step(text: "The server answers 503.", state: 2),
        Step(text: "The server answers 200 with `text/html`.", state: 2), close,
      ]
      steps = [open, open, open, open, generator.pick(refusals) ?? close]
    case 1:
      steps = [
        Step(text: "An event arrives.", state: 1), Step(text: "A comment arrives.", state: 1),
        Step(text: "The server resets the HTTP/1.1 connection.", state: 0),
        Step(text: "The server ends the response.", state: 0), close,
      ]
    default: steps = [Step(text: "A minute goes by.", state: 2)]
    }
    return generator.pick(steps) ?? close
  }
}

/// Transactions that notify, interleaved, and what their listener gets.
///
/// PostgreSQL delivers at COMMIT, in the order of the commits; the same payload twice in one
/// transaction is delivered once; a rollback delivers nothing.
struct NotifyTimeline {
  enum Action: Hashable { case notify(String), commit, rollback }

  let steps: [(session: String, action: Action)]

  var rows: [String] {
    steps.map { session, action in
      switch action {
      case .notify(let word): "\(session): NOTIFY list, '\(word)'"
      case .commit: "\(session): COMMIT"
      case .rollback: "\(session): ROLLBACK"
      }
    }
  }

  var delivered: [String] {
    var pending: [String: [String]] = [:]
    var delivered: [String] = []
    for (session, action) in steps {
      switch action {
      case .notify(let word): pending[session, default: []].append(word)
      case .commit: delivered += unique(pending[session] ?? [])
      case .rollback: pending[session] = []
      }
    }
    return delivered
  }
}

extension NotifyTimeline {
  init(transactions: Int, using generator: inout SeededGenerator) {
    var words = generator.shuffled(["ham", "eggs", "tea", "milk", "salt", "plum", "figs", "rice"])
    var queues = (0..<transactions).map { index -> [Action] in
      var actions = [Action.notify(words.removeLast())]
      switch generator.number(below: 3) {
      case 0: actions.append(.notify(words.removeLast()))
      case 1: actions.append(actions[0])
      default: break
      }
      // The first commits for sure, so that there is something to type.
      let rollsBack = index > 0 && generator.number(below: 3) == 0
      return actions + [rollsBack ? .rollback : .commit]
    }
    var steps: [(session: String, action: Action)] = []
    while let index = generator.pick(queues.indices.filter { !queues[$0].isEmpty }) {
      steps.append((["A", "B", "C"][index], queues[index].removeFirst()))
    }
    self.steps = steps
  }
}

/// Four rows, one of them committed late, and a client that resumes by the last number it saw.
struct ResumeTimeline {
  /// In the order in which the client got them.
  let seen: [Int]
  /// Committed while it was away.
  let away: [Int]

  var last: Int { seen.last ?? 0 }

  /// What no query for larger numbers finds; nil when it finds all.
  var lost: Int? { away.first { $0 < last } }

  var rows: [String] {
    let all = (seen + away).sorted().map(String.init).joined(separator: ", ")
    return ["rows \(all) are inserted, none committed"]
      + seen.map { "\($0) is committed, and the client gets it" }
      + ["the client is cut off"] + away.map { "\($0) is committed" }
      + ["the client returns with Last-Event-ID: \(last)", "the server reads all rows > \(last)"]
  }
}

extension ResumeTimeline {
  init(first: Int, using generator: inout SeededGenerator) {
    let rows = Array(first..<first + 4)
    let late = rows[generator.number(below: 3)]
    let others = rows.filter { $0 != late }
    let count = generator.number(in: 1...2)
    seen = Array(others.prefix(count))
    away = [late] + others.dropFirst(count)
  }
}

/// When a stream sends bytes, and when a proxy that counts the quiet seconds cuts it.
struct IdleTimeline {
  let timeout: Int
  let times: [Int]

  var cut: Int {
    var quiet = 0
    for time in times {
      if time - quiet > timeout { break }
      quiet = time
    }
    return quiet + timeout
  }
}

extension IdleTimeline {
  init(timeout: Int, using generator: inout SeededGenerator) {
    self.timeout = timeout
    var times = [0]
    for _ in 0..<generator.number(in: 3...5) {
      // Never exactly the time-out: which of the two wins then is no knowledge.
      let short = generator.number(in: 5...timeout - 2)
      let long = generator.number(in: timeout + 3...timeout * 2)
      times.append((times.last ?? 0) + (generator.number(below: 4) == 0 ? long : short))
    }
    self.times = Array(times.dropFirst())
  }
}
