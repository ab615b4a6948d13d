/// `stream`: say what a client makes of these bytes.
struct StreamQuestion: QuestionKind {
  static let key = "stream"
  static let others = StreamReading.Facet.allCases.map(\.rawValue)

  let reading: StreamReading

  init(_ reading: StreamReading) { self.reading = reading }

  init?(_ fields: FieldReader) {
    guard let text = fields.text("stream") else { return nil }
    let asked = StreamReading.Facet.allCases.filter { fields.has($0.rawValue) }
    guard asked.count == 1, let facet = asked.first else {
      let names = StreamReading.Facet.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      fields.complain(.missingKey, "stream", "a stream needs exactly one of \(names) beside it")
      return nil
    }
    self.init(StreamReading(text, asking: facet))
    let written = fields.texts(facet.rawValue)
    let key = facet.isPerEvent || !written.isEmpty ? written : [""]
    if key != reading.key {
      let real = reading.key.isEmpty ? "none" : Answer.list(reading.key).summary
      fields.complain(
        .wrongKey, facet.rawValue, "the parser reads this stream otherwise", suggestion: real)
    }
  }

  func form(using generator: inout SeededGenerator) -> any AnswerForm {
    reading.facet.isPerEvent ? PerEventForm(reading: reading) : WholeForm(reading: reading)
  }

  /// Whatever is typed here is typed there, too: one text for all events, in the words of the form.
  func exported(using generator: inout SeededGenerator) -> ExportedForm {
    let key = reading.key
    if reading.facet.isPerEvent {
      guard !key.isEmpty else { return .text(["none", "no event", "no events"], exact: false) }
      let words = key.map { $0.isEmpty ? "(empty)" : $0.replacing("\n", with: "\\n") }
      return .text(unique([" | ", "|"].map { words.joined(separator: $0) }), exact: true)
    }
    guard let text = key.first, !text.isEmpty else {
      let words = reading.facet == .retry ? ["none", "nothing"] : []
      return .text(["(empty)"] + words, exact: false)
    }
    guard [.count, .retry].contains(reading.facet), let value = Double(text) else {
      return .text([text], exact: true)
    }
    return .number(NumberKey(value))
  }

  func judgement(of answer: Answer) -> Judgement {
    let right = reading.key.isEmpty ? "none" : Answer.list(reading.key).summary
    return Judgement(accepts(answer), right: right)
  }

  private func accepts(_ answer: Answer) -> Bool {
    let key = reading.key
    guard !reading.facet.isPerEvent else { return answer.texts == key }
    guard let text = answer.texts.first, let right = key.first else { return false }
    switch reading.facet {
    case .count, .retry:
      let unit = reading.facet == .retry ? "ms" : nil
      guard let value = Double(right) else { return text.isEmpty }
      return NumberKey(value, unit: unit).accepts(text)
    default: return text == right
    }
  }

  var rightAnswer: Answer? {
    reading.facet.isPerEvent ? .list(reading.key) : reading.key.first.map { .text($0) }
  }

  var nearMisses: [Answer] {
    let key = reading.key
    return reading.facet.isPerEvent
      ? [.list(key + ["?"]), .list(key.isEmpty ? ["?"] : Array(key.dropLast()))] : [.text("?")]
  }

  /// The author writes bytes, and the parser says what an answer may hold.
  var texts: [String] { [] }
  /// What is to be typed stands in the bytes on the screen.
  var typedKey: String? { nil }
}

/// Type one text for each event that the bytes dispatch.
private struct PerEventForm: AnswerForm {
  let reading: StreamReading

  var shown: [String] { reading.block }
  var subject: [String] { reading.block }
  var instruction: String {
    "Type \(reading.facet.noun) of each event, with ' | ' between them;"
      + " none if there is no event, (empty) for an empty one, \\n for a line break."
  }
  var shape: String { "a list with one text for each event" }
  var details: QuestionsDocument.Details { reading.details }

  /// Splits `ham | (empty) | two\nlines`.
  func read(_ line: String) -> Answer {
    guard !["none", "no event", "no events"].contains(line.lowercased()) else { return .list([]) }
    let pieces = line.split(separator: "|", omittingEmptySubsequences: false)
    return .list(
      pieces.map { piece -> String in
        // One space on either side belongs to the bar; any further one is the learner's.
        var piece = piece
        if piece.first == " " { piece.removeFirst() }
        if piece.last == " " { piece.removeLast() }
        return piece.lowercased() == "(empty)" ? "" : String(piece).replacing("\\n", with: "\n")
      })
  }

  func resolved(_ answer: Answer) -> Answer { .list(answer.texts) }
}

/// Type one text about the bytes.
private struct WholeForm: AnswerForm {
  let reading: StreamReading

  var shown: [String] { reading.block }
  var subject: [String] { reading.block }
  var instruction: String {
    switch reading.facet {
    case .count: "Type a number."
    case .lastEventID: "Type the value, or (empty) if no such header is sent."
    default: "Type a number of milliseconds, or (empty) if none was set."
    }
  }
  var shape: String { "a text or a number" }
  var details: QuestionsDocument.Details { reading.details }

  func read(_ line: String) throws(AnswerProblem) -> Answer {
    let word = line.lowercased()
    let isNothing = reading.facet == .retry && ["none", "nothing"].contains(word)
    if word == "(empty)" || isNothing { return .text("") }
    return .text([.count, .retry].contains(reading.facet) ? try number(line) : line)
  }

  func resolved(_ answer: Answer) -> Answer { .text(answer.texts.joined(separator: " ")) }
}

extension StreamReading {
  /// The bytes as a block, and what a sign in it means that no question explains.
  fileprivate var block: [String] {
    let block = "```\n\(rows.joined(separator: "\n"))\n```"
    return rows.contains { $0.contains("␣") } ? [block, "(`␣` is a space.)"] : [block]
  }

  fileprivate var details: QuestionsDocument.Details {
    QuestionsDocument.Details(
      stream: String(decoding: bytes, as: UTF8.self), asks: facet.rawValue)
  }
}

extension StreamReading.Facet {
  fileprivate var noun: String {
    switch self {
    case .events: "the data"
    case .types: "the type"
    case .ids: "the lastEventId"
    case .count: "the number"
    case .lastEventID: "the value"
    case .retry: "the milliseconds"
    }
  }
}

extension Question.Kind {
  static func stream(_ reading: StreamReading) -> Self { Self(StreamQuestion(reading)) }
}
