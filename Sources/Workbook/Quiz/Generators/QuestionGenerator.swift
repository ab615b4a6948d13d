/// Which generator makes a question, and within which limits it draws.
public struct GeneratorCall: Sendable, Hashable {
  /// The generator's name.
  public let name: String
  /// The limits that the pool sets; those it leaves out have the generator's own.
  public let ranges: [String: ClosedRange<Int>]

  /// Makes a call.
  public init(_ name: String, ranges: [String: ClosedRange<Int>] = [:]) {
    self.name = name
    self.ranges = ranges
  }
}

/// Makes up questions: draws parameters, then works the key out by running the thing asked about.
struct QuestionGenerator: Sendable {
  /// What a generator made.
  struct Made {
    /// What replaces `{name}` in the question and its explanation.
    var values: [String: String] = [:]
    var kind: Question.Kind
  }

  /// The numbers drawn for one question.
  struct Numbers {
    let values: [String: Int]

    subscript(_ name: String) -> Int { values[name] ?? 0 }

    /// All numbers as texts for `{name}`.
    var texts: [String: String] { values.mapValues(String.init) }
  }

  let name: String
  /// The numbers it draws and the limits within which a pool may set them.
  let ranges: [String: ClosedRange<Int>]
  let make: @Sendable (inout SeededGenerator, Numbers) -> Made

  init(
    _ name: String, _ ranges: [String: ClosedRange<Int>] = [:],
    make: @escaping @Sendable (inout SeededGenerator, Numbers) -> Made
  ) {
    self.name = name
    self.ranges = ranges
    self.make = make
  }

  /// All generators, by name.
  static let all: [String: QuestionGenerator] = Dictionary(
    (streams + arithmetic + quantities + timelines + hazards).map { ($0.name, $0) },
    uniquingKeysWith: { first, _ in first })

  func made(_ call: GeneratorCall, using generator: inout SeededGenerator) -> Made {
    var numbers: [String: Int] = [:]
    // In the order of their names: a dictionary's own order changes from run to run.
    for (name, limits) in ranges.sorted(by: { $0.key < $1.key }) {
      let range = (call.ranges[name] ?? limits).clamped(to: limits)
      numbers[name] = generator.number(in: range)
    }
    return make(&generator, Numbers(values: numbers))
  }
}

extension Question {
  /// The question itself, or the ordinary question that its generator makes of it.
  func generated(using generator: inout SeededGenerator) -> Question {
    guard let call = kind.own.generator, let maker = QuestionGenerator.all[call.name] else {
      return self
    }
    let made = maker.made(call, using: &generator)
    return with(
      ask: ask.filled(with: made.values), because: because?.filled(with: made.values),
      kind: made.kind)
  }
}

extension String {
  /// With each `{name}` replaced by its value.
  func filled(with values: [String: String]) -> String {
    values.reduce(self) { text, value in text.replacing("{\(value.key)}", with: value.value) }
  }
}
