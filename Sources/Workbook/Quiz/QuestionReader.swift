/// Reads one question; the keys decide its kind.
struct QuestionReader {
  static let common = ["id", "code", "topic", "lesson", "apart", "ask", "was", "because"]

  let fields: FieldReader

  func question() -> Question? {
    let deciding = Question.Kind.all.filter { fields.has($0.key) }
    let others =
      deciding.isEmpty
      ? Question.Kind.all.map { $0.key } : deciding.flatMap { [$0.key] + $0.others }
    fields.allow(Self.common + others)
    let id = fields.need("id")
    let topic = fields.need("topic")
    let lesson = fields.need("lesson")
    let ask = fields.need("ask")
    guard deciding.count == 1, let kind = deciding.first else {
      complainAboutKind(deciding.map { $0.key })
      return nil
    }
    guard let id, let topic, let lesson, let ask, let own = kind.init(fields) else {
      return nil
    }
    return Question(
      id: id, code: code(), topic: topic, lesson: lesson, ask: ask,
      because: fields.text("because"), kind: Question.Kind(own), apart: fields.texts("apart"),
      was: was(),
      place: fields.place(of: "id"))
  }

  /// The code, which must not be able to say anything.
  private func code() -> String? {
    guard let code = fields.text("code") else { return nil }
    guard code.wholeMatch(of: /[a-z]{1,3}[0-9]{1,4}/) != nil else {
      fields.complain(.wrongValue, "code", "a code is a letter and a number", suggestion: "q01")
      return nil
    }
    return code
  }

  private func was() -> [String: String] {
    guard fields.has("was"), let node = fields.node("was"),
      let reader = FieldReader(node, named: "'was'", in: fields.part, fields.diagnostics)
    else { return [:] }
    let pairs = reader.keys.compactMap { key in reader.need(key).map { (key, $0) } }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  private func complainAboutKind(_ found: [String]) {
    let names = Question.Kind.all.map { "'\($0.key)'" }.joined(separator: ", ")
    if let second = fields.keys.last(where: found.contains), found.count > 1 {
      fields.complain(.wrongValue, second, "a question has only one of \(names)")
    } else {
      fields.complain(.missingKey, "id", "a question needs one of \(names)")
    }
  }
}
