package import Yams

/// A YAML mapping being read: every value it hands out has the right shape, and what has not is
/// complained about at its place.
package struct FieldReader {
  /// What the mapping describes, as a sentence names it: "a task".
  package let name: String
  package let part: SourcePart
  package let diagnostics: Diagnostics
  package let place: SourceLocation
  private let entries: [String: (key: Node, value: Node)]
  /// The keys in the order of the file.
  package let keys: [String]

  /// Reads a whole text that must be one mapping.
  package init?(_ part: SourcePart, named name: String, _ diagnostics: Diagnostics) {
    do {
      guard let node = try Yams.compose(yaml: part.text) else {
        let message = "\(name) is empty"
        diagnostics.add(
          part.source.diagnostic(.syntax, at: part.place(line: 1, column: 1), message))
        return nil
      }
      self.init(node, named: name, in: part, diagnostics)
    } catch {
      diagnostics.add(Self.diagnostic(for: error, in: part))
      return nil
    }
  }

  /// Reads a node that must be a mapping.
  package init?(_ node: Node, named name: String, in part: SourcePart, _ diagnostics: Diagnostics) {
    let place = part.place(of: node)
    guard let mapping = node.mapping else {
      let message = "\(name) must be a list of 'key: value' lines"
      diagnostics.add(part.source.diagnostic(.wrongValue, at: place, message))
      return nil
    }
    self.name = name
    self.part = part
    self.diagnostics = diagnostics
    self.place = place
    let pairs = mapping.compactMap { key, value in
      key.scalar.map { ($0.string, (key: key, value: value)) }
    }
    keys = pairs.map(\.0)
    entries = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// Complains about every key that is not one of these.
  package func allow(_ allowed: [String]) {
    for key in keys where !allowed.contains(key) {
      complain(
        .unknownKey, key, "\(name) has no key '\(key)'",
        suggestion: Suggestion.didYouMean(key, of: allowed.filter { entries[$0] == nil }))
    }
  }

  package func has(_ key: String) -> Bool { entries[key] != nil }

  package func node(_ key: String) -> Node? { entries[key]?.value }

  /// Where the key stands, or where the mapping begins when it does not have it.
  func place(of key: String) -> SourceLocation {
    entries[key].map { part.place(of: $0.key) } ?? place
  }

  /// Says what is wrong with the value of a key, or with the mapping when it has no such key.
  package func complain(
    _ code: Diagnostic.Code, _ key: String, _ message: String, suggestion: String? = nil
  ) {
    diagnostics.add(
      part.source.diagnostic(code, at: place(of: key), message, suggestion: suggestion))
  }

  /// Says that a key that must be there is not.
  package func complainMissing(_ key: String) {
    complain(.missingKey, key, "\(name) needs '\(key)'")
  }
}

extension FieldReader {
  /// The text of a key; nil, with a complaint, when it is not plain text.
  package func text(_ key: String) -> String? {
    guard let node = node(key) else { return nil }
    guard let scalar = node.scalar else {
      complain(.wrongValue, key, "'\(key)' must be text")
      return nil
    }
    return scalar.string
  }

  /// The text of a key that must be there and must not be empty.
  package func need(_ key: String) -> String? {
    guard has(key) else {
      complainMissing(key)
      return nil
    }
    guard let text = text(key) else { return nil }
    guard text.contains(where: { !$0.isWhitespace }) else {
      complain(.missingKey, key, "'\(key)' is empty")
      return nil
    }
    return text
  }

  package func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let text = text(key) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      let limits = "from \(range.lowerBound) to \(range.upperBound)"
      complain(.wrongValue, key, "'\(key)' must be a whole number \(limits), not '\(text)'")
      return nil
    }
    return number
  }

  package func flag(_ key: String) -> Bool? {
    guard let text = text(key) else { return nil }
    switch text {
    case "true", "yes": return true
    case "false", "no": return false
    default:
      complain(.wrongValue, key, "'\(key)' must be true or false, not '\(text)'")
      return nil
    }
  }

  /// A list of texts; one text alone counts as a list of one.
  package func texts(_ key: String) -> [String] {
    guard let node = node(key) else { return [] }
    if let scalar = node.scalar { return scalar.isNull ? [] : [scalar.string] }
    let list = node.sequence.map { $0.compactMap(\.scalar?.string) }
    guard let list, list.count == node.sequence?.count else {
      complain(.wrongValue, key, "'\(key)' must be a list of texts")
      return []
    }
    return list
  }

  /// The members of a list of mappings.
  package func readers(_ key: String, each name: String) -> [FieldReader] {
    nodes(key).compactMap { FieldReader($0, named: name, in: part, diagnostics) }
  }

  /// The members of a list.
  package func nodes(_ key: String) -> [Node] {
    guard let node = node(key) else { return [] }
    guard let sequence = node.sequence else {
      complain(.wrongValue, key, "'\(key)' must be a list, each line beginning with '- '")
      return []
    }
    return Array(sequence)
  }
}

extension SourcePart {
  func place(of node: Node) -> SourceLocation {
    guard let mark = node.mark else { return place(line: 1, column: 1) }
    return place(line: mark.line, column: mark.column)
  }
}

extension Node.Scalar {
  /// Whether it stands for "nothing": `~`, `null` or no text at all, without quotes.
  var isNull: Bool { style == .plain && ["", "~", "null"].contains(string) }
}

extension FieldReader {
  /// What Yams says of text that is not YAML, at its place in the file.
  static func diagnostic(for error: any Error, in part: SourcePart) -> Diagnostic {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let place = part.place(line: mark.line, column: mark.column)
      let suggestion =
        problem.contains("mapping values") ? "text with ': ' in it needs quotes" : nil
      return part.source.diagnostic(
        .syntax, at: place, "this is not YAML: \(problem)", suggestion: suggestion)
    case .duplicatedKeysInMapping(let keys, let context):
      let place = part.place(line: context.mark.line, column: context.mark.column)
      let names = keys.map { "'\($0)'" }.joined(separator: ", ")
      return part.source.diagnostic(.duplicate, at: place, "the key \(names) stands here twice")
    case .reader(let problem, let offset, _, _):
      let before = part.text.utf8.prefix(offset ?? 0).split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let place = part.place(line: max(before.count, 1), column: (before.last?.count ?? 0) + 1)
      return part.source.diagnostic(.syntax, at: place, "this is not YAML: \(problem)")
    default:
      let place = part.place(line: 1, column: 1)
      return part.source.diagnostic(.syntax, at: place, "this is not YAML: \(error)")
    }
  }
}
