import Observations

@testable import Playground

extension Session {
  /// The sentences with which commands were refused.
  nonisolated var refusals: [String] {
    journal.observations().compactMap {
      if case .refused(let sentence) = $0.happening { sentence } else { nil }
    }
  }

  /// The lines with which commands answered after this observation.
  nonisolated func answers(after number: Int = 0) -> [String] {
    journal.observations(from: number + 1).flatMap { observation -> [String] in
      if case .answered(let lines) = observation.happening { lines } else { [] }
    }
  }

  /// All that the learner was told: pages, answers and refusals, in their order.
  nonisolated var said: [String] {
    journal.observations().flatMap { observation -> [String] in
      switch observation.happening {
      case .answered(let lines): lines
      case .page(let text), .refused(let text): [text]
      default: []
      }
    }
  }
}
