public import EventServer
import FoundationEssentials
import Platform
import Synchronization
import Terminal
public import WorkbookServer

import Glibc

/// Everything outside that the playground depends on, as values, so that a test can replace it.
public struct World: Sendable {
  /// What intervals, heartbeats and reconnection times wait on.
  public var clock: any Clock<Duration>
  /// The local time of day as `HH:MM:SS`.
  public var timeOfDay: @Sendable () -> String
  /// Whether every server takes a free port, whatever port was asked for.
  public var takesAnyPort = false
  /// The wall clock, in seconds since 1970.
  public var secondsSince1970: @Sendable () -> Int = { time(nil) }
  /// A number that nobody can foresee, for the draw of a quiz.
  public var randomSeed: @Sendable () -> UInt64 = { UInt64.random(in: 0..<(1 << 53)) }
  /// A name that nothing else has.
  public var newIdentifier: @Sendable () -> String = { UUID().uuidString.lowercased() }
  /// The name of a server's life, which its ids begin with.
  public var newEpoch: @Sendable () -> Epoch = Epoch.random
  /// The environment variables.
  public var environment: [String: String]
  /// Where programs for administrators lie, which are often not in a user's PATH.
  public var systemFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin"]
  /// The folder for progress and history; nil to keep nothing.
  public var stateDirectory: String?
  /// The folder that holds `lessons` and `quizzes`, when the learner named one.
  public var courseDirectory: String?
  /// Whether that course, or the one in the working directory, may run commands of its own.
  public var trustsCourse = false
  /// Whether the learner's screen can draw panes; a script has none that could not.
  public var drawsPanes = true
  /// The size of the learner's screen now; nil where nobody reads page by page.
  var screenSize: @Sendable () -> Size? = { nil }
  /// The lines typed in this and earlier sessions, the oldest first; a script remembers none.
  public var typedLines: @Sendable () -> [String] = { [] }
  /// What every line may do here, where none is typed by a learner: in a replay.
  var confinement: Confinement?
  /// The path of this program, for the processes it starts.
  public var programPath: String

  /// Makes a world.
  public init(
    clock: any Clock<Duration> = ContinuousClock(),
    timeOfDay: @escaping @Sendable () -> String = LocalTime.now,
    environment: [String: String] = [:],
    stateDirectory: String? = nil,
    courseDirectory: String? = nil,
    programPath: String = World.ownPath()
  ) {
    self.clock = clock
    self.timeOfDay = timeOfDay
    self.environment = environment
    self.stateDirectory = stateDirectory
    self.courseDirectory = courseDirectory
    self.programPath = programPath
  }

  /// A world in which nothing is remembered and time passes only while a script waits.
  ///
  /// Of the environment it has only `PATH`, in which programs of others are looked for.
  public static func replay(
    programPath: String, courseDirectory: String? = nil, searchPath: String = ""
  ) -> World {
    let clock = ManualClock()
    var world = World(
      clock: clock, timeOfDay: { clock.timeOfDay }, environment: ["PATH": searchPath],
      courseDirectory: courseDirectory, programPath: programPath)
    world.takesAnyPort = true
    let lives = ReplayedLives()
    world.newEpoch = { lives.next() }
    world.secondsSince1970 = { 0 }
    return world
  }

  /// The folders of `PATH`, as the environment has them.
  public var searchPath: String { environment["PATH"] ?? "" }

  /// The path of the running program: what the kernel says, since a shell may pass a bare name.
  public static func ownPath() -> String {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink("/proc/self/exe", &path, Int(PATH_MAX))
    guard count > 0 else { return CommandLine.arguments.first ?? "sse" }
    return String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Where progress lives unless `--state` says otherwise: `$XDG_STATE_HOME/sse-workbook`, else
  /// `~/.local/state/sse-workbook`; nil when there is no home either.
  public static func defaultStateDirectory(_ environment: [String: String]) -> String? {
    if let base = environment["XDG_STATE_HOME"], base.hasPrefix("/") {
      return base + "/sse-workbook"
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.local/state/sse-workbook"
  }
}

/// The lives of the servers in a replay, which have the same names each time: the first is
/// `8f2a5k`, and each has another.
private final class ReplayedLives: Sendable {
  private let number = Atomic<UInt64>(284_240_051)

  func next() -> Epoch { Epoch(number: number.add(1, ordering: .relaxed).oldValue) }
}
