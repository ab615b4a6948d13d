package import OutsideServers
package import WildFigures

/// Measures proxies one after the other, and tells of each.
///
/// One after the other, since two at once would make each other late.
package struct ProxyComparison: Sendable {
  /// A proxy and the path of its program.
  package struct Candidate: Sendable {
    let recipe: ProxyRecipe
    let program: String

    /// Names one.
    package init(_ recipe: ProxyRecipe, program: String) {
      self.recipe = recipe
      self.program = program
    }
  }

  /// What there is to say while it runs.
  package enum News: Sendable {
    /// This one is measured now; so many figures of all are known.
    case measuring(ProxyRecipe, done: Int, of: Int)
    /// All figures of one proxy.
    case measured([WildFigure])
    /// This one could not be measured.
    case failed(ProxyRecipe, any Error)
  }

  let candidates: [Candidate]
  let openssl: String?

  /// A comparison of these; without openssl HTTP/2 is not measured.
  package init(_ candidates: [Candidate], openssl: String?) {
    self.candidates = candidates
    self.openssl = openssl
  }

  /// Runs it; returns the figures of those that were measured whole before it was cancelled.
  package func run(_ tell: @escaping @Sendable (News) -> Void) async -> [WildFigure] {
    let each = ProxyTopic.allCases.count * ProxyOrigin.allCases.count
    var all: [WildFigure] = []
    for (index, candidate) in candidates.enumerated() where !Task.isCancelled {
      let recipe = candidate.recipe
      let count = Count(from: index * each, to: candidates.count * each)
      tell(.measuring(recipe, done: count.done, of: count.total))
      let version = await recipe.program.version(of: candidate.program) ?? ""
      let trial = ProxyTrial(
        recipe, program: candidate.program, openssl: openssl, version: version)
      do {
        let figures = try await trial.run { _ in
          tell(.measuring(recipe, done: count.add(), of: count.total))
        }
        all += figures
        tell(.measured(figures))
      } catch {
        if !Task.isCancelled { tell(.failed(recipe, error)) }
      }
    }
    return all
  }
}
