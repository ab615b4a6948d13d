/// Draws the questions of one sitting.
public enum Draw {
  /// How many questions a sitting has, unless the pool says otherwise or has fewer.
  public static let size = 20

  /// The questions of a seed: as many of each topic as possible, the same for the same pool for
  /// ever.
  ///
  /// The topics, in an order of their own for each seed, give one question after the other in
  /// turn until there are enough; then the questions are shuffled.
  public static func questions(from pool: QuizPool, seed: UInt64) -> [Question] {
    var generator = SeededGenerator(seed: seed, name: "draw")
    let topics = unique(pool.questions.map(\.topic))
    var piles = generator.shuffled(topics).map { topic in
      generator.shuffled(pool.questions.filter { $0.topic == topic })
    }
    var drawn: [Question] = []
    let size = min(pool.drawSize, pool.questions.count)
    while drawn.count < size {
      for index in piles.indices where drawn.count < size && !piles[index].isEmpty {
        drawn.append(piles[index].removeLast())
      }
    }
    return generator.shuffled(drawn)
  }
}
