/// The questions of a quiz, of which each sitting draws some.
public struct QuizPool: Sendable, Hashable {
  /// What it is called: the file's name without its ending.
  public let id: String
  /// Its title.
  public let title: String
  /// What a learner with an A+ has mastered; it stands on the diploma.
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

  /// The question of this code, or of this id, as its author calls it.
  public func question(called name: String) -> Question? {
    questions.first { $0.code == name } ?? question(name)
  }

  /// The topics, each once, in the order of the file.
  public var topics: [String] { unique(questions.map(\.topic)) }

  /// The items of the sitting with this seed, of one topic alone if it is named.
  public func items(seed: UInt64, topic: String? = nil) -> [QuizItem] {
    Draw.questions(from: self, seed: seed, topic: topic).map { QuizItem($0, seed: seed) }
  }
}
