/// A question as one sitting sees it: made up where it is generated, its options shuffled.
public struct QuizItem: Sendable, Hashable {
  /// The question; generated ones have become ordinary ones.
  public let question: Question
  /// How it is shown and answered.
  public let form: Form

  /// Works a question out for the sitting with this seed.
  public init(_ question: Question, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, name: question.id)
    let made = question.generated(using: &generator)
    self.question = made
    form = Form(made.kind.own.form(using: &generator))
  }
}

/// The elements without repetitions, in their order.
func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
  var seen: Set<Element> = []
  return elements.filter { seen.insert($0).inserted }
}
