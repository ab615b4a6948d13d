import Glibc

/// Rules that learn from the other questions what right options look like.
///
/// Each question is judged by what was learned from those of other folds alone, so that no rule can
/// know it by heart.
extension BlindRule {
  /// Into how many parts the questions are cut; the right options of a part are learned by all
  /// parts but it.
  static let folds = 10

  static let learned: [BlindRule] = [
    BlindRule(
      name: "has learned from the other questions which trait to follow",
      scores: { following($0, [[1], [-1]]) }),
    BlindRule(
      name: "has learned from the other questions which two traits to follow",
      scores: { following($0, [[1, 1], [1, -1], [-1, 1], [-1, -1]]) }),
    BlindRule(name: "has learned from the other questions what to weigh", scores: weighed),
    BlindRule(name: "has learned from the other questions which words are right", scores: words),
  ]

  /// Scores each question by what `learn` makes of the questions outside its fold.
  private static func acrossFolds<Lesson>(
    _ choices: [BlindChoice], learn: ([Int]) -> Lesson, score: (Lesson, Int) -> [Double]
  ) -> [[Double]] {
    var result = choices.map { $0.options.map { _ in 0.0 } }
    for fold in 0..<min(folds, choices.count) {
      let lesson = learn(choices.indices.filter { $0 % folds != fold })
      for index in choices.indices where index % folds == fold {
        result[index] = score(lesson, index)
      }
    }
    return result
  }

  /// Follows the most or the fewest of the trait that did best on the others, or of two traits: the
  /// first strikes options out, the second picks among those that are left.
  private static func following(_ choices: [BlindChoice], _ signs: [[Double]]) -> [[Double]] {
    let traits = BlindTrait.all.map { trait in choices.map { trait.measure($0) } }
    let places = Array(traits.indices)
    let rules = signs.flatMap { signs in
      (signs.count == 1 ? places.map { [$0] } : places.flatMap { one in places.map { [one, $0] } })
        .map { zip($0, signs).map { (trait: $0, sign: $1) } }
    }
    func scores(_ rule: [(trait: Int, sign: Double)], _ index: Int) -> [Double] {
      rule.reduce(choices[index].options.map { _ in 0.0 }) { sums, part in
        let values = traits[part.trait][index]
        // Ranks instead of values: the second trait must never outweigh the first one.
        return values.indices.map { option in
          let rank = values.count { ($0 - values[option]) * part.sign < 0 }
          return sums[option] * 10 + Double(rank)
        }
      }
    }
    let hits = rules.map { rule in
      choices.indices.map { hit(choices[$0], scores: scores(rule, $0)) }
    }
    return acrossFolds(choices) { known in
      let sums = hits.map { hits in known.reduce(0.0) { $0 + hits[$1] } }
      return sums.indices.max { sums[$0] < sums[$1] } ?? 0
    } score: { rule, index in
      scores(rules[rule], index)
    }
  }

  /// Weighs all traits together: a conditional logit, found by climbing its likelihood.
  @Sendable private static func weighed(_ choices: [BlindChoice]) -> [[Double]] {
    let traits = choices.map(standardised)
    return acrossFolds(choices) { known in
      weights(known.map { (traits[$0], choices[$0].right) })
    } score: { weights, index in
      traits[index].map { dot($0, weights) }
    }
  }

  /// For each option its traits, as distances from the mean of its question in units of the spread.
  private static func standardised(_ choice: BlindChoice) -> [[Double]] {
    let columns = BlindTrait.all.map { trait in
      let values = trait.measure(choice)
      let mean = values.reduce(0, +) / Double(values.count)
      let spread = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
      return values.map { spread > 0 ? ($0 - mean) / spread.squareRoot() : 0 }
    }
    return choice.options.indices.map { option in columns.map { $0[option] } }
  }

  private static let rounds = 40
  private static let step = 0.4
  /// Pulls the weights towards nothing: there are many traits for few questions.
  private static let pull = 0.05

  private static func weights(_ samples: [(traits: [[Double]], right: Int)]) -> [Double] {
    var weights = [Double](repeating: 0, count: BlindTrait.all.count)
    for _ in 0..<rounds {
      var slope = weights.map { -$0 * pull }
      for (traits, right) in samples {
        let powers = traits.map { exp(dot($0, weights)) }
        let sum = powers.reduce(0, +)
        for (option, row) in traits.enumerated() {
          let error = (option == right ? 1 : 0) - powers[option] / sum
          for trait in slope.indices { slope[trait] += error * row[trait] / Double(samples.count) }
        }
      }
      for trait in weights.indices { weights[trait] += step * slope[trait] }
    }
    return weights
  }

  private static func dot(_ one: [Double], _ other: [Double]) -> Double {
    var sum = 0.0
    for index in one.indices { sum += one[index] * other[index] }
    return sum
  }

  /// Prefers words that stood in right options: each word's logarithm of odds, smoothed.
  @Sendable private static func words(_ choices: [BlindChoice]) -> [[Double]] {
    let words = choices.map { $0.options.map { Set(BlindTrait.words($0)) } }
    return acrossFolds(choices) { known in
      var right: [String: Double] = [:]
      var wrong: [String: Double] = [:]
      for index in known {
        for (option, words) in words[index].enumerated() {
          for word in words {
            if option == choices[index].right {
              right[word, default: 0] += 1
            } else {
              wrong[word, default: 0] += 1
            }
          }
        }
      }
      return (right, wrong)
    } score: { (lesson: (right: [String: Double], wrong: [String: Double]), index: Int) in
      words[index].map { words in
        // In the order of the alphabet: a sum in a set's own order differs from run to run.
        words.sorted().reduce(0.0) { sum, word in
          let (right, wrong) = (lesson.right[word, default: 0], lesson.wrong[word, default: 0])
          guard right + wrong > 1 else { return sum }
          return sum + log((right + 0.5) / (wrong / 3 + 0.5))
        }
      }
    }
  }
}
