public import Observations

/// What comes true of a prediction, taken in as it happens.
///
/// It keeps the answer and not what it was read from: a journal may let that go before the console
/// has come to its end.
public struct PredictionTruth: Sendable {
  private let reading: Prediction.Reading
  private var noted = 0
  /// How far each option is, and which can no longer come true.
  private var options: [ExerciseCheck] = []
  private var ruledOut: Set<Int> = []
  /// When each step was first seen.
  private var steps: [Int?] = []
  private var count = 0
  private var value: String?

  /// Begins before anything has happened.
  public init(_ prediction: Prediction) {
    reading = prediction.reading
    switch reading {
    case .option(let all): options = all.map { ExerciseCheck($0.expect, in: []) }
    case .order(let all): steps = all.map { _ in nil }
    case .count, .value: break
    }
  }

  /// Takes in what happened next.
  public mutating func note(_ observation: Observation) {
    noted += 1
    switch reading {
    case .option(let all):
      for (index, option) in all.enumerated() {
        options[index].note([observation])
        if option.without.contains(where: { $0.matches(observation) }) { ruledOut.insert(index) }
      }
    case .order(let all):
      for (index, step) in all.enumerated()
      where steps[index] == nil && step.expect.matches(observation) {
        steps[index] = noted
      }
    case .count(let expectation, _):
      if expectation.matches(observation) { count += 1 }
    case .value(let expectation, let field, _):
      if expectation.matches(observation) { value = observation.field(field) ?? "" }
    }
  }

  /// What came; nil when what was asked about did not happen, or no single option came true.
  public var answer: Answer? {
    switch reading {
    case .option(let all):
      let true_ = all.indices.filter {
        !all[$0].isElse && options[$0].isSolved && !ruledOut.contains($0)
      }
      let found = true_.isEmpty ? all.indices.filter { all[$0].isElse } : true_
      return found.count == 1 ? .text(all[found[0]].text) : nil
    case .order(let all):
      guard !steps.contains(nil), Set(steps).count == all.count else { return nil }
      let order = zip(all, steps).sorted { ($0.1 ?? 0) < ($1.1 ?? 0) }
      return .list(order.map(\.0.text))
    case .count: return .text(String(count))
    case .value: return value.map { .text($0.isEmpty ? Prediction.nothing : $0) }
    }
  }
}
