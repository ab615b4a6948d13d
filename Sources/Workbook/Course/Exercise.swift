/// Something to do: a task of a lesson, or a practical question of a quiz.
public struct Exercise: Sendable, Hashable {
  /// What progress remembers it by; unique in its course.
  public let id: String
  /// What is to be done, in Markdown.
  public let ask: String
  /// What must happen, in this order.
  public let expect: [Expectation]
  /// What must not happen from the page's beginning until it is solved.
  public let without: [Expectation]
  /// The programs of others that it needs, by name.
  public let needs: [String]
  /// What comes close and must not solve it, each a short script.
  public let misses: [Miss]
  /// Ever stronger hints.
  public let hints: [String]
  /// The commands that solve it: what `show` does.
  public let answer: [String]
  /// What is run before it begins; only a practical question has it.
  public let setup: [String]
  /// Where it stands in its file.
  public let place: SourceLocation

  /// A script that comes close.
  public struct Miss: Sendable, Hashable {
    /// Its commands.
    public let commands: [String]
    /// Why it does not count; said to a learner to whom ``expect`` has happened.
    public let because: String?
    /// What it looks like when it happens, in this order; empty when nothing tells it.
    public let expect: [Expectation]
    /// Where it stands in the file.
    public let place: SourceLocation
  }

  /// Makes an exercise.
  public init(
    id: String, ask: String, expect: [Expectation], without: [Expectation] = [],
    needs: [String] = [], misses: [Miss] = [], hints: [String] = [], answer: [String],
    setup: [String] = [], place: SourceLocation = SourceLocation(line: 1)
  ) {
    self.id = id
    self.ask = ask
    self.expect = expect
    self.without = without
    self.needs = needs
    self.misses = misses
    self.hints = hints
    self.answer = answer
    self.setup = setup
    self.place = place
  }
}
