import Yams

/// The terms of a course and what they mean.
public struct Glossary: Sendable, Hashable {
  /// A term.
  public struct Term: Sendable, Hashable {
    /// The term as it is shown.
    public let name: String
    /// Other names that lead to it.
    public let aliases: [String]
    /// What it means, in Markdown.
    public let meaning: String
    /// The lesson that explains it.
    public let lesson: String?
    /// Where it stands in its file.
    public let place: SourceLocation
  }

  /// The terms in the order of the alphabet.
  public let terms: [Term]

  /// Makes a glossary.
  public init(_ terms: [Term] = []) {
    self.terms = terms.sorted { ($0.name.lowercased(), $0.name) < ($1.name.lowercased(), $1.name) }
  }

  /// The term with this name or alias, whatever its capitals.
  public func term(_ name: String) -> Term? {
    let wanted = name.lowercased()
    return terms.first { $0.name.lowercased() == wanted }
      ?? terms.first { $0.aliases.contains { $0.lowercased() == wanted } }
  }

  /// The term that may have been meant.
  public func suggestion(for name: String) -> String? {
    Suggestion.nearest(to: name, of: terms.flatMap { [$0.name] + $0.aliases })
  }
}

/// Reads `glossary.yaml`: for each term its meaning, or a mapping with more.
struct GlossaryReader {
  let source: SourceText
  let diagnostics: Diagnostics

  func glossary() -> Glossary {
    let part = SourcePart(source: source)
    guard let fields = FieldReader(part, named: "the glossary", diagnostics) else {
      return Glossary()
    }
    return Glossary(fields.keys.compactMap { term($0, in: fields) })
  }

  private func term(_ name: String, in fields: FieldReader) -> Glossary.Term? {
    let place = fields.place(of: name)
    if fields.node(name)?.scalar != nil {
      return fields.need(name).map {
        Glossary.Term(name: name, aliases: [], meaning: $0, lesson: nil, place: place)
      }
    }
    guard let node = fields.node(name),
      let inner = FieldReader(node, named: "a term", in: fields.part, diagnostics)
    else { return nil }
    inner.allow(["meaning", "also", "lesson"])
    guard let meaning = inner.need("meaning") else { return nil }
    return Glossary.Term(
      name: name, aliases: inner.texts("also"), meaning: meaning, lesson: inner.text("lesson"),
      place: place)
  }
}
