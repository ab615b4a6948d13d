import Yams

/// Reads a task from the YAML between its fences, or a practical question from its pool.
struct ExerciseReader {
  static let keys = ["id", "ask", "needs", "expect", "without", "misses", "hints", "answer"]

  let fields: FieldReader

  /// Reads a task of a lesson.
  func task() -> Exercise? {
    fields.allow(Self.keys)
    let id = fields.need("id")
    let ask = fields.need("ask")
    let exercise = read(id: id ?? "", ask: ask ?? "")
    return id == nil || ask == nil ? nil : exercise
  }

  /// Reads what tasks and practical questions have in common.
  func read(id: String, ask: String, setup: [String] = []) -> Exercise? {
    if !fields.has("expect") { fields.complainMissing("expect") }
    let expect = fields.nodes("expect").compactMap(expectation)
    if fields.need("answer") == nil { return nil }
    guard !expect.isEmpty else { return nil }
    return Exercise(
      id: id, ask: ask, expect: expect, without: fields.nodes("without").compactMap(expectation),
      needs: fields.texts("needs"), misses: fields.nodes("misses").compactMap(miss),
      hints: fields.texts("hints"), answer: Self.commands(in: fields.texts("answer")),
      setup: setup, place: fields.place(of: "id"))
  }

  /// The commands of a script: one a line, comments and blank lines left out.
  static func commands(in texts: [String]) -> [String] {
    texts.flatMap { $0.split { $0.isNewline } }
      .map { $0.trimming { $0.isWhitespace } }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }

  private func miss(_ node: Node) -> Exercise.Miss? {
    let place = fields.part.place(of: node)
    if let scalar = node.scalar {
      let commands = Self.commands(in: [scalar.string])
      return Exercise.Miss(commands: commands, because: nil, expect: [], place: place)
    }
    guard
      let miss = FieldReader(node, named: "a near miss", in: fields.part, fields.diagnostics)
    else { return nil }
    miss.allow(["run", "because", "expect"])
    guard miss.need("run") != nil else { return nil }
    return Exercise.Miss(
      commands: Self.commands(in: miss.texts("run")), because: miss.text("because"),
      expect: miss.nodes("expect").compactMap(expectation), place: place)
  }
}

extension ExerciseReader {
  /// Reads `- event: { id: "3", type: tick }`.
  func expectation(_ node: Node) -> Expectation? {
    let (part, diagnostics) = (fields.part, fields.diagnostics)
    if let scalar = node.scalar {
      return expectation(kind: scalar.string, at: part.place(of: node))
    }
    guard let entry = FieldReader(node, named: "an expectation", in: part, diagnostics),
      let kind = entry.keys.first
    else { return nil }
    if let second = entry.keys.dropFirst().first {
      entry.complain(.wrongValue, second, "an expectation is one kind and its fields, in { }")
    }
    guard let value = entry.node(kind), value.scalar?.isNull != true else {
      return expectation(kind: kind, at: entry.place(of: kind))
    }
    guard let inner = FieldReader(value, named: "'\(kind)'", in: part, diagnostics) else {
      return nil
    }
    return expectation(kind: kind, at: entry.place(of: kind), fields: inner)
  }

  private func expectation(kind: String, at place: SourceLocation, fields inner: FieldReader? = nil)
    -> Expectation?
  {
    guard let known = Vocabulary.observations[kind] else {
      fields.diagnostics.add(
        fields.part.source.diagnostic(
          .unknownName, at: place, "nothing that happens is called '\(kind)'",
          suggestion: Suggestion.didYouMean(kind, of: Vocabulary.observations.keys)))
      return nil
    }
    guard let inner else { return Expectation(kind: kind) }
    var patterns: [FieldPattern] = []
    for key in inner.keys where !["side", "times"].contains(key) {
      guard let node = inner.node(key) else { continue }
      let found = FieldPatternReader(reader: inner, key: key).patterns(node)
      for pattern in found where !Vocabulary.has(pattern.name, in: known) {
        inner.complain(
          .unknownName, key, "'\(kind)' has no field '\(pattern.name)'",
          suggestion: Suggestion.didYouMean(pattern.name, of: known))
      }
      patterns += found
    }
    return Expectation(
      kind: kind, side: side(inner), fields: patterns,
      times: inner.integer("times", in: 1...1000) ?? 1)
  }

  private func side(_ inner: FieldReader) -> String? {
    guard let side = inner.text("side") else { return nil }
    if !Vocabulary.sides.contains(side) {
      inner.complain(
        .unknownName, "side", "there is no side '\(side)'",
        suggestion: Suggestion.didYouMean(side, of: Vocabulary.sides))
    }
    return side
  }
}

/// Reads what a field's value must be: a text, several, a range, nothing, or fields inside.
struct FieldPatternReader {
  let reader: FieldReader
  let key: String

  func patterns(_ node: Node, under prefix: String = "") -> [FieldPattern] {
    let name = (prefix + key).lowercased()
    if let scalar = node.scalar {
      return [FieldPattern(name, scalar.isNull ? .absent : .text([scalar.string]))]
    }
    if let sequence = node.sequence {
      return [FieldPattern(name, .text(sequence.compactMap(\.scalar?.string)))]
    }
    guard
      let inner = FieldReader(node, named: "'\(key)'", in: reader.part, reader.diagnostics)
    else { return [] }
    if inner.has("at-least") || inner.has("at-most") { return [range(inner, name)] }
    return inner.keys.flatMap { key in
      inner.node(key).map {
        FieldPatternReader(reader: inner, key: key).patterns($0, under: "\(name).")
      } ?? []
    }
  }

  private func range(_ inner: FieldReader, _ name: String) -> FieldPattern {
    inner.allow(["at-least", "at-most"])
    func bound(_ key: String, or other: Double) -> Double {
      guard let text = inner.text(key) else { return other }
      guard let number = Double(text) else {
        inner.complain(.wrongValue, key, "'\(key)' must be a number, not '\(text)'")
        return other
      }
      return number
    }
    let least = bound("at-least", or: -.infinity)
    let most = max(least, bound("at-most", or: .infinity))
    return FieldPattern(name, .number(atLeast: least, atMost: most))
  }
}
