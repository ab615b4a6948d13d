/// A question with one right option, as a reader sees it who knows nothing of its subject.
struct BlindChoice {
  let id: String
  let ask: String
  let options: [String]
  /// The place of the right one in ``options``; no rule looks at it.
  let right: Int
  /// For each place on the screen, in how many of the sittings the right one stands there: a share.
  let places: [Double]

  /// What guessing gains.
  var chance: Double { 1 / Double(options.count) }
}

extension BlindChoice {
  /// In how many sittings is looked where the right option stands.
  private static let sittings = 40

  /// The question if exactly one of three options or more is right.
  init?(_ question: Question) {
    guard let options = question.kind.own.choice, options.count > 2,
      let right = options.firstIndex(where: \.isRight)
    else { return nil }
    var places = options.map { _ in 0.0 }
    for seed in 0..<UInt64(Self.sittings) {
      let shown = QuizItem(question, seed: seed).form.options
      guard let place = shown.firstIndex(of: options[right].text) else { return nil }
      places[place] += 1 / Double(Self.sittings)
    }
    self.init(
      id: question.id, ask: question.ask, options: options.map(\.text), right: right,
      places: places)
  }
}

/// Something about the options that can be seen without understanding them.
struct BlindTrait: Sendable {
  /// As the end of "the option with …".
  let name: String
  /// A number for each option.
  let measure: @Sendable (BlindChoice) -> [Double]

  init(_ name: String, each measure: @escaping @Sendable (String) -> Int) {
    self.name = name
    self.measure = { $0.options.map { Double(measure($0)) } }
  }

  init(_ name: String, of measure: @escaping @Sendable (BlindChoice) -> [Double]) {
    self.name = name
    self.measure = measure
  }

  /// The words of a text, in small letters.
  static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" }.map(String.init)
  }

  static let reasons = count("since as because so for therefore")

  private static func count(_ names: String) -> @Sendable (String) -> Int {
    let names = Set(words(names))
    return { words($0).count(where: names.contains) }
  }

  static let all: [BlindTrait] = [
    BlindTrait("characters") { $0.count },
    BlindTrait("words") { words($0).count },
    BlindTrait("letters in a word") { text in
      let words = words(text)
      return 100 * words.reduce(0) { $0 + $1.count } / max(words.count, 1)
    },
    BlindTrait("commas") { $0.count { $0 == "," } },
    BlindTrait("semicolons") { $0.count { $0 == ";" } },
    BlindTrait("marks other than commas") { $0.count { ":;()-–—.?!\"".contains($0) } },
    BlindTrait("code marks") { $0.count { $0 == "`" } },
    BlindTrait("digits") { $0.count { $0.isNumber } },
    BlindTrait("capitals") { $0.count { $0.isUppercase } },
    BlindTrait("reasons", each: reasons),
    BlindTrait("absolutes", each: count("always never only every each all none any ever just")),
    BlindTrait(
      "negations", each: count("no not never nothing nobody none cannot without neither nor")),
    BlindTrait(
      "hedges",
      each: count("may can could might often usually some perhaps most more rather such about")),
    BlindTrait("times and conditions", each: count("then later after before until when while if")),
    BlindTrait("'and'", each: count("and")),
    BlindTrait("'the'", each: count("the")),
    BlindTrait("'it'", each: count("it its itself")),
    BlindTrait("words of the question") { choice in
      let asked = Set(words(choice.ask))
      return choice.options.map { Double(Set(words($0)).count(where: asked.contains)) }
    },
    BlindTrait("a first word from the question") { choice in
      let asked = Set(words(choice.ask))
      return choice.options.map { asked.contains(words($0).first ?? "") ? 1 : 0 }
    },
    BlindTrait("words of the other options") { choice in
      shared(choice) { Set($0).intersection($1).count }
    },
    BlindTrait("the first word of other options") { choice in
      shared(choice) { $0.first == $1.first ? 1 : 0 }
    },
    BlindTrait("the last word of other options") { choice in
      shared(choice) { $0.last == $1.last ? 1 : 0 }
    },
  ]

  /// For each option, the sum over all others.
  private static func shared(
    _ choice: BlindChoice, _ common: ([String], [String]) -> Int
  ) -> [Double] {
    let options = choice.options.map(words)
    return options.indices.map { one in
      Double(options.indices.reduce(0) { $0 + ($1 == one ? 0 : common(options[one], options[$1])) })
    }
  }
}

/// A way to pick an option without knowing anything.
struct BlindRule: Sendable {
  /// As it completes "who …".
  let name: String
  /// For each question what the rule may hope for: 1, 0, or a share.
  let hits: @Sendable ([BlindChoice]) -> [Double]

  init(name: String, hits: @escaping @Sendable ([BlindChoice]) -> [Double]) {
    self.name = name
    self.hits = hits
  }

  /// A rule that picks the option with the highest score, and any of several that share it.
  init(name: String, scores: @escaping @Sendable ([BlindChoice]) -> [[Double]]) {
    self.init(name: name) { choices in
      zip(choices, scores(choices)).map { Self.hit($0, scores: $1) }
    }
  }

  /// What picking by scores may hope for.
  static func hit(_ choice: BlindChoice, scores: [Double]) -> Double {
    let best = scores.max() ?? 0
    let liked = scores.indices.filter { scores[$0] > best - 1e-9 }
    return liked.contains(choice.right) ? 1 / Double(liked.count) : 0
  }

  /// All rules: by place, by the most and the fewest of each trait, then those that learn.
  static let all: [BlindRule] =
    [
      BlindRule(name: "picks what stands first on the screen") { $0.map { $0.places.first ?? 0 } },
      BlindRule(name: "picks what stands last on the screen") { $0.map { $0.places.last ?? 0 } },
    ]
    + BlindTrait.all.flatMap { trait in
      [
        BlindRule(
          name: "picks the option with the most \(trait.name)",
          scores: { $0.map(trait.measure) }),
        BlindRule(
          name: "picks the option with the fewest \(trait.name)",
          scores: { $0.map { trait.measure($0).map { -$0 } } }),
      ]
    } + [habits] + learned

  /// Two habits of authors at once; once they answered 45 % of our own questions.
  private static let habits = BlindRule(
    name: "strikes out reasons and then prefers a semicolon",
    scores: { choices in
      choices.map { choice in
        choice.options.map { option in
          (BlindTrait.reasons(option) > 0 ? 0 : 2) + (option.contains(";") ? 1 : 0)
        }
      }
    })
}
