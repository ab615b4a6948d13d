/// Runs checks over a parser.
public struct ParserRun: Sendable {
  /// Streams up to this size are cut at every byte: 4 KiB.
  public static let everyByteLimit = 4 << 10
  /// Larger ones are cut at so many places of the seed.
  public static let seededCuts = 1_000
  /// A subject for which pieces are dear gets so many cuts a stream.
  public static let sampledCuts = 3

  let subject: any ParserSubject
  let suite: Suite
  let seed: UInt64

  /// Makes a run.
  public init(_ subject: any ParserSubject, suite: Suite, seed: UInt64) {
    self.subject = subject
    self.suite = suite
    self.seed = seed
  }

  /// Runs the checks side by side, as many as the subject takes, and tells of each when it is done.
  public func run(
    _ checks: [Check], _ done: @escaping @Sendable (Outcome) async -> Void
  ) async -> [Outcome] {
    await SideBySide.run(checks, width: subject.width, verdict(on:), done)
  }

  func verdict(on check: Check) async -> Outcome.Verdict {
    switch check.body {
    case .stream(let stream): await verdict(on: stream)
    case .cuts(let rules): await verdict(onCutting: rules)
    default: .cannotRun("it is no check of a parser")
    }
  }

  // MARK: One stream

  private func verdict(on check: StreamCheck) async -> Outcome.Verdict {
    do throws(SubjectProblem) {
      let answer = try await subject.answer(to: check.pieces)
      return judge(answer, check)
    } catch {
      if case .givenUp = error { return .cannotRun(error.description) }
      return .failed(
        Failure(
          error.description, sent: Self.sent(check.pieces),
          wanted: check.events.isEmpty ? ["no event"] : check.events.map { Spelling.line($0) }))
    }
  }

  private func judge(_ answer: ParserAnswer, _ check: StreamCheck) -> Outcome.Verdict {
    if let difference = EventDifference(came: answer.events, wanted: check.events) {
      return .failed(
        Failure(
          difference.sentence, sent: Self.sent(check.pieces), came: difference.came,
          wanted: difference.wanted))
    }
    guard check.retry != nil || check.lastEventID != nil else { return .passed }
    guard let summary = answer.summary else {
      return .cannotRun(
        #"the command does not say what it knows at the end: a last line {"lastEventId":…,"retry":…}"#
      )
    }
    if let retry = check.retry, !Self.isSame(retry, summary.retry) {
      return .failed(
        Failure(
          "the reconnection time is another", sent: Self.sent(check.pieces),
          came: [summary.retry.map { "\($0) ms" } ?? "none"], wanted: [Self.words(retry)]))
    }
    if let id = check.lastEventID, !id.utf8.elementsEqual(summary.lastEventID.utf8) {
      return .failed(
        Failure(
          "the last event ID is another", sent: Self.sent(check.pieces),
          came: [Spelling.quoted(summary.lastEventID.utf8)], wanted: [Spelling.quoted(id.utf8)]))
    }
    return .passed
  }

  private static func isSame(_ wanted: StreamCheck.Retry, _ came: Int?) -> Bool {
    switch wanted {
    case .unset: came == nil
    case .milliseconds(let number): came == number
    }
  }

  private static func words(_ retry: StreamCheck.Retry) -> String {
    switch retry {
    case .unset: "none"
    case .milliseconds(let number): "\(number) ms"
    }
  }

  static func sent(_ pieces: [[UInt8]]) -> [String] {
    pieces.isEmpty ? ["nothing"] : pieces.map { Spelling.excerpt($0) }
  }

  // MARK: Cuts

  private func verdict(onCutting rules: [String]) async -> Outcome.Verdict {
    let streams = suite.checks.compactMap { check -> (String, [UInt8])? in
      guard case .stream(let stream) = check.body, rules.contains(check.rule.name) else {
        return nil
      }
      return (check.id, stream.pieces.flatMap(\.self))
    }
    guard !streams.isEmpty else { return .cannotRun("no rule is named \(rules)") }
    do throws(SubjectProblem) {
      for (id, bytes) in streams {
        let whole = try await subject.answer(to: [bytes])
        for pieces in cuttings(of: bytes, id) {
          let answer = try await subject.answer(to: pieces)
          guard answer != whole else { continue }
          return .failed(Self.failure(id, pieces, answer, whole))
        }
      }
      return .passed
    } catch {
      if case .givenUp = error { return .cannotRun(error.description) }
      return .failed(Failure(error.description))
    }
  }

  private static func failure(
    _ id: String, _ pieces: [[UInt8]], _ answer: ParserAnswer, _ whole: ParserAnswer
  ) -> Failure {
    let place = pieces.count == 2 ? "after byte \(pieces[0].count)" : "into \(pieces.count) pieces"
    let difference = EventDifference(came: answer.events, wanted: whole.events)
    return Failure(
      "the stream of \(id), cut \(place), means something else than in one piece",
      sent: pieces.count > 8
        ? pieces.prefix(8).map { Spelling.excerpt($0) } + ["…"] : sent(pieces),
      came: difference?.came ?? ["what it knows at the end is another"],
      wanted: difference?.wanted ?? ["as in one piece"])
  }

  /// The ways to cut a stream that are tried.
  func cuttings(of bytes: [UInt8], _ id: String) -> [[[UInt8]]] {
    guard bytes.count > 1 else { return [] }
    var random = Seeded(seed: seed, salt: id)
    guard subject.takesEveryCut else {
      let count = min(Self.sampledCuts, bytes.count - 1)
      return [cut(bytes, at: random.places(count, below: bytes.count))]
    }
    guard bytes.count <= Self.everyByteLimit else {
      return [cut(bytes, at: random.places(Self.seededCuts, below: bytes.count))]
    }
    return [bytes.map { [$0] }]
      + (1..<bytes.count).map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
  }

  private func cut(_ bytes: [UInt8], at places: [Int]) -> [[UInt8]] {
    zip([0] + places, places + [bytes.count]).map { Array(bytes[$0..<$1]) }
  }
}

/// Numbers that a seed and a name determine (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64, salt: String) {
    // FNV-1a, which is the same in every run.
    state = salt.utf8.reduce(seed ^ 0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var number = state
    number = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
    number = (number ^ (number >> 27)) &* 0x94D0_49BB_1331_11EB
    return number ^ (number >> 31)
  }

  /// So many different places from 1 on, in their order.
  mutating func places(_ count: Int, below end: Int) -> [Int] {
    guard end > count + 1 else { return Array(1..<end) }
    var places: Set<Int> = []
    while places.count < count { places.insert(Int.random(in: 1..<end, using: &self)) }
    return places.sorted()
  }
}
