/// Draws the questions of one sitting.
public enum Draw {
  /// How many questions a sitting has, unless the pool says otherwise or has fewer.
  public static let size = 20

  /// The questions of a seed: as many of each topic as possible, the same for the same pool for
  /// ever.
  ///
  /// The topics, in an order of their own for each seed, give one question after the other in
  /// turn until there are enough; then the questions are shuffled. A question that is kept `apart`
  /// from one that was drawn is passed over. A draw of one topic has what that topic has.
  public static func questions(
    from pool: QuizPool, seed: UInt64, topic: String? = nil
  ) -> [Question] {
    var generator = SeededGenerator(seed: seed, name: "draw")
    let topics = topic.map { [$0] } ?? pool.topics
    var piles = generator.shuffled(topics).map { topic in
      generator.shuffled(pool.questions.filter { $0.topic == topic })
    }
    var drawn: [Question] = []
    while drawn.count < pool.drawSize, piles.contains(where: { !$0.isEmpty }) {
      for index in piles.indices where drawn.count < pool.drawSize {
        if let next = piles[index].popLast(besides: drawn) { drawn.append(next) }
      }
    }
    return generator.shuffled(drawn)
  }
}

extension [Question] {
  /// Takes questions off the end up to one that may stand beside these; nil when none is left.
  fileprivate mutating func popLast(besides drawn: [Question]) -> Question? {
    while let next = popLast() {
      if drawn.allSatisfy({ !$0.gives(away: next) }) { return next }
    }
    return nil
  }
}

extension Question {
  /// Whether the two must not stand in one draw; it is enough that one of them says so.
  func gives(away other: Question) -> Bool {
    apart.contains(other.id) || other.apart.contains(id)
  }
}
