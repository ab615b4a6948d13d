import Subprocess

/// A client that is judged.
public protocol ClientSubject: Sendable {
  /// How many of it run side by side.
  var width: Int { get }

  /// How long it may take from its start to its first request.
  var startLimit: Duration { get }

  /// Follows a stream until it ends by itself or the task is cancelled, and hands on each event.
  func follow(
    _ url: String, _ hand: @escaping @Sendable (Event) -> Void
  ) async throws(SubjectProblem)

  /// The same for one that has to be told which types of events it is to hear, beside `message`.
  func follow(
    _ url: String, hearing types: Set<String>, _ hand: @escaping @Sendable (Event) -> Void
  ) async throws(SubjectProblem)

  /// Why it cannot be judged by a scenario; nil when it can.
  func lacks(_ scenario: Scenario) -> String?
}

extension ClientSubject {
  /// 10 s.
  public var startLimit: Duration { .seconds(10) }

  /// Hears every type.
  public func follow(
    _ url: String, hearing types: Set<String>, _ hand: @escaping @Sendable (Event) -> Void
  ) async throws(SubjectProblem) {
    try await follow(url, hand)
  }

  /// Every scenario can be run.
  public func lacks(_ scenario: Scenario) -> String? { nil }
}

/// In which shape a client prints what it hears.
public enum ClientOutput: String, Sendable, CaseIterable {
  /// `{"event":…,"data":…,"id":…}`, a line each; also `type` for `event` and `lastEventId` for `id`.
  case json
  /// The data of each event as a line; type and id are not looked at.
  case lines
  /// The bytes of the stream as they came, as `curl -N` prints them.
  case bytes
}

/// A client of somebody's: the command is started for each scenario, with the URL in the place of
/// `{url}`.
public struct CommandClient: ClientSubject {
  /// What stands for the URL.
  public static let placeholder = "{url}"
  /// How long a client that prints no more may take to end, so that its own exit status is told.
  static let grace = Duration.milliseconds(500)
  /// How much a client may print in one scenario: 64 MiB.
  static let outputLimit = 64 << 20

  let command: Command
  let output: ClientOutput
  /// How many of it run side by side.
  public let width: Int
  /// Whether it may ask this machine's resolver for a name that has no address.
  let mayAskResolver: Bool

  /// Makes a subject.
  public init(
    _ command: Command, output: ClientOutput = .json, width: Int = 8, mayAskResolver: Bool = false
  ) {
    self.command = command
    self.output = output
    self.width = width
    self.mayAskResolver = mayAskResolver
  }

  /// A name that only a resolver can say nobody has is asked for with consent alone.
  public func lacks(_ scenario: Scenario) -> String? {
    guard scenario.asksForNobody, !mayAskResolver else { return nil }
    return
      "the command would ask this machine's resolver for nowhere.invalid, and that one perhaps "
      + "others: allow it with --resolver"
  }

  /// Runs the command, and hands on each event that it prints.
  public func follow(
    _ url: String, _ hand: @escaping @Sendable (Event) -> Void
  ) async throws(SubjectProblem) {
    let problem = Shared<SubjectProblem?>(nil)
    let reader = Shared(OutputReader(output))
    let end = try await command.replacing(Self.placeholder, with: url).run(grace: Self.grace) {
      execution in
      var size = 0
      do {
        for try await buffer in execution.standardOutput {
          let bytes = buffer.withUnsafeBytes { Array($0) }
          size += bytes.count
          guard size <= Self.outputLimit else {
            problem.with { $0 = .floods(limit: Self.outputLimit) }
            return
          }
          switch reader.with({ $0.consume(bytes) }) {
          case .success(let events): events.forEach(hand)
          case .failure(let rubbish):
            problem.with { $0 = rubbish }
            return
          }
        }
      } catch {}
    }
    if let problem = problem.current { throw problem }
    // Also with 0: what it said may be why it went.
    if !Task.isCancelled { throw end.problem }
  }
}

/// Makes events of what a client prints.
struct OutputReader: Sendable {
  let output: ClientOutput
  private var splitter = LineSplitter()
  private var pieces: [[UInt8]] = []
  private var given = 0

  init(_ output: ClientOutput) { self.output = output }

  mutating func consume(_ bytes: [UInt8]) -> Result<[Event], SubjectProblem> {
    switch output {
    case .bytes:
      pieces.append(bytes)
      let events = PlainParser().answer(to: pieces).events
      defer { given = events.count }
      return .success(Array(events[given...]))
    case .lines:
      return .success(
        splitter.lines(of: bytes).map { Event(data: String(decoding: $0, as: UTF8.self)) })
    case .json:
      var events: [Event] = []
      for line in splitter.lines(of: bytes) where !line.isEmpty {
        do throws(SubjectProblem) {
          if case .event(let event) = try EventLine(line) { events.append(event) }
        } catch {
          return .failure(error)
        }
      }
      return .success(events)
    }
  }
}
