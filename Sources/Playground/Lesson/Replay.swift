import OutsideServers
import Platform
import Observations
import StreamViews
import Terminal
import Workbook

/// Plays consoles and scripts in a session of its own, and compares what comes back.
///
/// Lessons, the README and tests share it.
actor Replay {
  let session: Session
  private var layout = PlainLayout(learner: true)
  private var shown = 0
  private var view = ViewState()

  /// How much a console may do before its beginning is forgotten: 256 MiB.
  private static let journalLimit = 256 << 20

  /// Begins with nothing running.
  ///
  /// Its lines may start these programs, and are confined in all else.
  init(
    programPath: String, courseDirectory: String? = nil, searchPath: String = "",
    programs: Set<String> = Set(OutsideProgram.known.map(\.name)), isTrusted: Bool = false
  ) {
    var world = World.replay(
      programPath: programPath, courseDirectory: courseDirectory, searchPath: searchPath)
    world.trustsCourse = isTrusted
    world.confinement = Confinement(programs: programs)
    session = Session(world: world, journal: Journal(byteLimit: Self.journalLimit))
  }

  /// Runs lines; what they answer is not compared.
  ///
  /// With programs of others among them they are played in real time.
  func play(_ lines: [String], needs: [String] = []) async {
    guard !needs.isEmpty, let clock = session.world.clock as? ManualClock else {
      for line in lines { await session.run(line) }
      return
    }
    await clock.keepingTime { for line in lines { await session.run(line) } }
  }

  /// How long a learner reads before each command of ``playAtLeisure(_:)``.
  static let leisure: Duration = .seconds(2)

  /// Runs lines as a learner does who reads before each of them.
  ///
  /// - Returns: The number of the observation after which they began, the reading before included.
  func playAtLeisure(_ lines: [String]) async -> Int {
    var start = session.journal.last
    for (index, line) in lines.enumerated() {
      await session.letTimePass(Self.leisure)
      if index == 0 { start = session.journal.last }
      await session.run(line)
    }
    return start
  }

  /// Runs a console's commands and returns where what came back differs from what is written.
  ///
  /// A console that needs programs of others is played in real time.
  func mismatches(in transcript: Transcript) async -> [Mismatch] {
    guard !transcript.needs.isEmpty, let clock = session.world.clock as? ManualClock else {
      return await compare(transcript)
    }
    return await clock.keepingTime { await compare(transcript) }
  }

  private func compare(_ transcript: Transcript) async -> [Mismatch] {
    if transcript.isFresh { await session.stopEverything() }
    var found: [Mismatch] = []
    var before: [String] = []
    for step in transcript.steps {
      before += rows()
      await session.run(step.command)
      let rows = rows()
      // `wait` looks from where the command before it began, so what it finds may be shown already.
      before = step.command.hasPrefix("wait ") ? before + rows : rows
      guard !step.output.isEmpty else { continue }
      guard let difference = ReplayedOutput(expected: step.output, actual: rows).difference,
        ReplayedOutput(expected: step.output, actual: before).difference != nil
      else { continue }
      found.append(Mismatch(step: step, difference: difference))
    }
    return found
  }

  /// A command that answered otherwise than its console says.
  struct Mismatch: Sendable {
    var step: Transcript.Step
    var difference: Transcript.Difference

    /// One sentence.
    var sentence: String {
      switch (difference.expected, difference.actual) {
      case (let expected?, let actual?):
        "'\(step.command)' answers '\(actual)' where the console says '\(expected)'"
      case (let expected?, nil):
        "'\(step.command)' does not answer '\(expected)', as the console says"
      case (nil, let actual?): "'\(step.command)' also answers '\(actual)'"
      case (nil, nil): "'\(step.command)' answers otherwise"
      }
    }
  }

  /// What has happened since the last look, as the lines of a script.
  ///
  /// One layout sees all of it, in its order, as the printer of a script does.
  private func rows() -> [String] {
    session.journal.observations(from: shown + 1).flatMap { observation -> [String] in
      shown = observation.number
      view.take(observation.happening)
      layout.wire = view.wire
      let rows = layout.rows(for: observation).map(\.text)
      if case .command(_, origin: .typed) = observation.happening { return [] }
      return rows
    }
  }
}

/// What a command answered, against what a console says: the order counts within each side, never
/// across, since two sides of a socket have no common order.
struct ReplayedOutput {
  let expected: [String]
  let actual: [String]

  /// The first difference of any side.
  var difference: Transcript.Difference? {
    for side in Self.sides + [nil] {
      let expected = expected.filter { $0 == "…" || Self.side(of: $0) == side }
      let actual = actual.filter { Self.side(of: $0) == side }
      if let found = Transcript.difference(expected: expected, actual: actual) { return found }
    }
    return nil
  }

  /// The learner's lines have no label.
  private static let sides: [String?] = Observation.Side.allCases.filter { $0 != .learner }
    .map(\.rawValue)

  private static func side(of line: String) -> String? {
    sides.compactMap(\.self).first { line.hasPrefix($0) && line.contains(" │") }
  }
}
