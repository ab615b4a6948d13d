/// The questions of a quiz, of which each sitting draws some.
public struct QuizPool: Sendable, Hashable {
  /// What it is called: the file's name without its ending.
  public let id: String
  /// Its title.
  public let title: String
  /// What somebody who has an A+ has mastered; it stands on the diploma.
  public let mastered: [String]
  /// How many questions a sitting has.
  public let drawSize: Int
  /// All questions, in the order of the file.
  public let questions: [Question]
  /// Tells whether the pool is still the one that an attempt was drawn from.
  public let fingerprint: String
  /// The file.
  public let path: String

  /// The question with this id.
  public func question(_ id: String) -> Question? { questions.first { $0.id == id } }

  /// The items of the sitting with this seed.
  public func items(seed: UInt64) -> [QuizItem] {
    Draw.questions(from: self, seed: seed).map { QuizItem($0, seed: seed) }
  }
}
