import Conformance
import OutsideServers
import Platform

/// The checks of a server once more through real proxies (`check server --via`).
///
/// The proxies run side by side, each before the same server: the events of a visit bear a word that is
/// drawn from its seed, and each proxy has a seed of its own.
struct ProxyPassages: Sendable {
  let recipes: [ProxyRecipe]
  let subject: ServerSubject
  /// The programs, in the order of the recipes.
  let programs: [String]
  /// So many proxies run at once.
  private static let width = 3

  /// Runs the checks that a proxy has a part in.
  ///
  /// - Throws: A `CommandFailure` when a proxy does not start.
  func run(
    after direct: Report, _ done: @escaping @Sendable (Outcome) async -> Void
  ) async throws -> [Passage] {
    let checks = Self.checks(of: direct)
    let pairs = Array(zip(recipes, programs).enumerated())
    var passages = [Passage?](repeating: nil, count: pairs.count)
    try await withThrowingTaskGroup(of: (Int, Passage).self) { group in
      for (index, (recipe, program)) in pairs {
        if index >= Self.width, let (place, passage) = try await group.next() {
          passages[place] = passage
        }
        group.addTask {
          let seed = direct.seed &+ UInt64(index + 1) &* 1_000
          return (
            index,
            try await passage(recipe, program, checks, seed: seed, direct, done)
          )
        }
      }
      for try await (place, passage) in group { passages[place] = passage }
    }
    return passages.compactMap(\.self)
  }

  /// What ends the server, looks at its process or its sockets, or loads it is not asked again.
  static func checks(of direct: Report) -> [Check] {
    direct.outcomes.filter { outcome in
      if case .cannotRun = outcome.verdict { return false }
      return !outcome.check.looksAtTheServerItself
    }.map(\.check)
  }

  private func passage(
    _ recipe: ProxyRecipe, _ program: String, _ checks: [Check], seed: UInt64, _ direct: Report,
    _ done: @escaping @Sendable (Outcome) async -> Void
  ) async throws -> Passage {
    let start = ContinuousClock.now
    var outcomes = try await outcomes(recipe, program, checks, isMended: false, seed: seed, done)
    // Three proxies at once may be late for no fault of theirs: what changes is looked at once more.
    let doubtful = Passage.changed(outcomes, from: direct).map(\.check)
    if !doubtful.isEmpty, !Task.isCancelled {
      let second = try await self.outcomes(
        recipe, program, doubtful, isMended: false, seed: seed &+ 1
      ) { _ in }
      let byID = Dictionary(uniqueKeysWithValues: second.map { ($0.check.id, $0) })
      outcomes = outcomes.map { byID[$0.check.id] ?? $0 }
    }
    let report = Report(
      subject: .server, target: "\(subject.place.url) through \(recipe.name)", outcomes: outcomes,
      seed: seed, duration: ContinuousClock.now - start, expectations: direct.expectations)
    let changed = Passage(proxy: recipe.name, direct: direct, through: report).changes
      .filter { $0.directly == .passed }.map(\.outcome.check)
    guard !changed.isEmpty, !Task.isCancelled else {
      return Passage(proxy: recipe.name, direct: direct, through: report)
    }
    let mended = try await self.outcomes(
      recipe, program, changed, isMended: true, seed: seed &+ 2
    ) { _ in }
    return Passage(
      proxy: recipe.name, direct: direct, through: report, mended: mended,
      lines: Self.mendingLines(of: recipe))
  }

  private func outcomes(
    _ recipe: ProxyRecipe, _ program: String, _ checks: [Check], isMended: Bool, seed: UInt64,
    _ done: @escaping @Sendable (Outcome) async -> Void
  ) async throws -> [Outcome] {
    var options = ReverseProxy.Options(upstream: subject.place.port)
    options.recipe = recipe
    options.isMended = isMended
    let proxy: ReverseProxy
    do {
      proxy = try await ReverseProxy.start(options, program: program)
    } catch let error as CancellationError {
      throw error
    } catch {
      throw CommandFailure.failed(
        "\(recipe.name) does not start: \(CommandFailure(error).sentence)")
    }
    var through = subject
    through.life = nil
    through.namedProcess = nil
    guard let place = StreamPlace(proxy.url + subject.place.target) else { return [] }
    through.place = place
    let outcomes = await ServerRun(through, seed: seed).run(checks, done)
    await proxy.stop()
    return outcomes
  }

  /// The lines that a mended configuration has and the shipped one has not, each with its reason.
  static func mendingLines(of recipe: ProxyRecipe) -> [Passage.Line] {
    func lines(isMended: Bool) -> [Passage.Line] {
      var options = ReverseProxy.Options(upstream: 1)
      options.recipe = recipe
      options.isMended = isMended
      let configuration = recipe.configuration(ProxySetting(options, folder: ""))
      return configuration.files.flatMap(\.lines).compactMap { line in
        line.why.map { Passage.Line(text: line.directive, why: $0) }
      }
        + configuration.arguments.compactMap { argument in
          argument.why.map { Passage.Line(text: argument.words.joined(separator: " "), why: $0) }
        }
    }
    let shipped = Set(lines(isMended: false).map(\.text))
    return lines(isMended: true).filter { !shipped.contains($0.text) }
  }
}
