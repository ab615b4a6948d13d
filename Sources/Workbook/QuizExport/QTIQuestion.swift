/// What of a QTI item is special to the form of its question.
struct QTIQuestion {
  /// What is right.
  let declaration: String
  /// What is shown.
  let interaction: String
  /// How `SCORE` comes about.
  let scoring: String
  /// Whether something is said of single options.
  var saysOptions = false
  /// Whether several options may be ticked.
  var isMultiple = false

  init(_ form: ExportedForm) {
    switch form {
    case .choice(let options, let several): self.init(options, several: several)
    case .text(let accepted, let exact): self.init(accepted, exact: exact)
    case .number(let key): self.init(key)
    case .order(let steps): self.init(steps)
    case .match(let pairs, let extra): self.init(pairs, extra: extra)
    case .none: self.init(declaration: "", interaction: "", scoring: "")
    }
  }

  private init(declaration: String, interaction: String, scoring: String) {
    self.declaration = declaration
    self.interaction = interaction
    self.scoring = scoring
  }

  // MARK: The forms

  private init(_ options: [Question.Option], several: Bool) {
    let names = options.indices.map { optionLetter($0).uppercased() }
    let right = zip(names, options).filter { $1.isRight }.map(\.0)
    let choices = zip(names, options).map { name, option in
      let because = option.because.map { text in
        XML.element(
          "feedbackInline",
          ["outcomeIdentifier": "FEEDBACK", "identifier": name, "showHide": "show"],
          " " + ExportText.inline(text))
      }
      return XML.element(
        "simpleChoice", ["identifier": name, "fixed": "false"],
        ExportText.inline(option.text) + (because ?? ""))
    }
    // Any number may be ticked: a limit would say how many are right.
    interaction = XML.element(
      "choiceInteraction",
      ["responseIdentifier": "RESPONSE", "shuffle": "true", "maxChoices": several ? "0" : "1"],
      around: choices)
    saysOptions = options.contains { $0.because != nil }
    isMultiple = several
    if several {
      let shares = zip(names, options).map { ($0, $1.isRight ? 1 : -1) }
      declaration = Self.declaration(
        "multiple", "identifier", right,
        mapping: Self.mapping(shares, upTo: right.count))
      scoring = Self.score(shareOf: right.count)
    } else {
      declaration = Self.declaration("single", "identifier", right)
      scoring = Self.score(if: Self.matches)
    }
  }

  private init(_ accepted: [String], exact: Bool) {
    let entries = accepted.map { text in
      XML.element(
        "mapEntry",
        ["mapKey": text, "mappedValue": "1", "caseSensitive": exact ? "true" : "false"])
    }
    declaration = Self.declaration(
      "single", "string", Array(accepted.prefix(1)),
      mapping: XML.element("mapping", ["defaultValue": "0"], around: entries))
    interaction = Self.entry
    scoring = Self.score(Self.mapped)
  }

  private init(_ key: NumberKey) {
    let value = ExportText.digits(key.value)
    declaration = Self.declaration("single", "float", [value])
    interaction = Self.entry
    let tolerance = ExportText.digits(key.tolerance)
    let equal = XML.element(
      "equal",
      key.tolerance > 0
        ? ["toleranceMode": "absolute", "tolerance": "\(tolerance) \(tolerance)"]
        : ["toleranceMode": "exact"],
      Self.response + Self.correct)
    scoring = Self.score(if: equal)
  }

  private init(_ steps: [String]) {
    // The names follow the alphabet of the texts and say nothing of the order.
    let names = Dictionary(
      steps.sorted().enumerated().map { ($1, "S\($0 + 1)") }, uniquingKeysWith: { one, _ in one })
    let choices = steps.sorted().map { step in
      XML.element(
        "simpleChoice", ["identifier": names[step] ?? "", "fixed": "false"],
        ExportText.inline(step))
    }
    declaration = Self.declaration("ordered", "identifier", steps.compactMap { names[$0] })
    interaction = XML.element(
      "orderInteraction", ["responseIdentifier": "RESPONSE", "shuffle": "true"], around: choices)
    scoring = Self.score(if: Self.matches)
  }

  private init(_ pairs: [Question.Pair], extra: [String]) {
    // By the alphabet, so that neither names nor places say what belongs together.
    let rights = unique(pairs.map(\.right) + extra).sorted()
    let names = Dictionary(uniqueKeysWithValues: rights.enumerated().map { ($1, "R\($0 + 1)") })
    let found = pairs.enumerated().map { "L\($0 + 1) \(names[$1.right] ?? "")" }
    declaration = Self.declaration(
      "multiple", "directedPair", found,
      mapping: Self.mapping(found.map { ($0, 1) }, upTo: pairs.count))
    let left = pairs.enumerated().map { Self.side("L\($0 + 1)", $1.left, most: 1) }
    // 0: as often as one likes.
    let right = rights.map { Self.side(names[$0] ?? "", $0, most: 0) }
    interaction = XML.element(
      "matchInteraction",
      [
        "responseIdentifier": "RESPONSE", "shuffle": "true",
        "maxAssociations": String(pairs.count),
      ],
      around: [
        XML.element("simpleMatchSet", around: left), XML.element("simpleMatchSet", around: right),
      ])
    scoring = Self.score(shareOf: pairs.count)
  }

  // MARK: Their parts

  private static let response = XML.element("variable", ["identifier": "RESPONSE"])
  private static let correct = XML.element("correct", ["identifier": "RESPONSE"])
  private static let matches = XML.element("match", [:], response + correct)
  private static let mapped = XML.element("mapResponse", ["identifier": "RESPONSE"])
  private static let entry = XML.element(
    "div", [:],
    XML.element(
      "p", [:],
      XML.element(
        "textEntryInteraction", ["responseIdentifier": "RESPONSE", "expectedLength": "40"])
    ))

  private static func side(_ name: String, _ text: String, most: Int) -> String {
    XML.element(
      "simpleAssociableChoice", ["identifier": name, "matchMax": String(most)],
      ExportText.inline(text))
  }

  private static func declaration(
    _ cardinality: String, _ type: String, _ right: [String], mapping: String? = nil
  ) -> String {
    let values = right.map { XML.element("value", [:], XML.escaped($0)) }
    return XML.element(
      "responseDeclaration",
      ["identifier": "RESPONSE", "cardinality": cardinality, "baseType": type],
      around: [XML.element("correctResponse", [:], values.joined())] + [mapping].compactMap(\.self))
  }

  private static func mapping(
    _ entries: [(key: String, value: Int)], upTo count: Int
  ) -> String {
    let rows = entries.map { entry in
      XML.element("mapEntry", ["mapKey": entry.key, "mappedValue": String(entry.value)])
    }
    return XML.element(
      "mapping", ["lowerBound": "0", "upperBound": String(count), "defaultValue": "0"],
      around: rows)
  }

  private static func score(_ value: String) -> String {
    XML.element("setOutcomeValue", ["identifier": "SCORE"], value)
  }

  private static func score(shareOf count: Int) -> String {
    let all = XML.element("baseValue", ["baseType": "float"], String(max(count, 1)))
    return score(XML.element("divide", [:], mapped + all))
  }

  private static func score(if condition: String) -> String {
    func value(_ text: String) -> String {
      score(XML.element("baseValue", ["baseType": "float"], text))
    }
    return XML.element(
      "responseCondition",
      around: [
        XML.element("responseIf", [:], condition + value("1")),
        XML.element("responseElse", [:], value("0")),
      ])
  }
}
