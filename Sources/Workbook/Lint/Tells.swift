/// Looks whether the options of pools give themselves away: whether some blind rule answers more
/// than guessing would.
struct Tells {
  /// How many points of a hundred a blind rule may be better than guessing, over one pool.
  static let limit = 15.0
  /// The same over several pools together, where chance evens out more.
  static let sharedLimit = 11.0
  /// With fewer questions a rule may look good by luck alone; then the limit is this many standard
  /// deviations of guessing, if that is more.
  static let fewQuestions = 24
  static let deviations = 3.0
  /// Fewer tell nothing at all.
  static let fewest = 6

  /// How a rule did.
  struct Finding {
    let rule: BlindRule
    /// How many of a hundred questions it answers.
    let percent: Double
    /// How many of a hundred guessing answers.
    let chance: Double
    /// Questions that it answers.
    let answered: [String]

    var gain: Double { percent - chance }
  }

  let pools: [QuizPool]
  let choices: [BlindChoice]

  init(_ pools: [QuizPool]) {
    self.pools = pools
    choices = pools.flatMap(\.questions).compactMap(BlindChoice.init)
  }

  /// What each rule reaches, the best first.
  func findings() -> [Finding] {
    guard !choices.isEmpty else { return [] }
    let part = 100 / Double(choices.count)
    let chance = choices.reduce(0) { $0 + $1.chance } * part
    return BlindRule.all.map { rule in
      let hits = rule.hits(choices)
      let answered = zip(choices, hits).filter { $0.1 > 0.99 }.map(\.0.id)
      return Finding(
        rule: rule, percent: hits.reduce(0, +) * part, chance: chance, answered: answered)
    }.sorted { ($0.gain, $1.rule.name) > ($1.gain, $0.rule.name) }
  }

  /// The gain that is refused.
  var refused: Double {
    let limit = pools.count > 1 ? Self.sharedLimit : Self.limit
    guard choices.count < Self.fewQuestions else { return limit }
    let variance = choices.reduce(0) { $0 + $1.chance * (1 - $1.chance) }
    return max(limit, Self.deviations * variance.squareRoot() * 100 / Double(choices.count))
  }

  /// A complaint for each rule that is too good, at the top of the file.
  func diagnostics(at source: SourceText) -> [Diagnostic] {
    guard choices.count >= Self.fewest else { return [] }
    return findings().filter { $0.gain > refused + 1e-9 }.map { finding in
      let names = pools.map { "'\($0.id)'" }.joined(separator: " and ")
      let percent = { (number: Double) in "\(Int(number.rounded())) %" }
      let message =
        "who \(finding.rule.name) answers \(percent(finding.percent)) of \(names) without knowing"
        + " anything, where guessing answers \(percent(finding.chance)): look at "
        + finding.answered.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
      return source.diagnostic(.unfairQuestion, at: SourceLocation(line: 1), message)
    }
  }
}
