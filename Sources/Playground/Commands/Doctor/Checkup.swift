import FoundationEssentials
import OutsideServers
import ScalingLab
import Terminal
import VisibleText
import Workbook

/// What a machine has of what the course can use, at one moment.
struct Checkup: Codable, Sendable, Hashable {
  /// A program of others.
  struct Program: Codable, Sendable, Hashable {
    /// What it is called, as after `needs` in a lesson.
    let name: String
    /// Where it lies; nil when it is not installed.
    let path: String?
    /// The packages of Debian and Ubuntu that bring it.
    let packages: [String]
    /// The commands that start it.
    let commands: [String]
    /// The lessons that need it.
    let lessons: [String]

    /// Whether one misses something without it: a lesson, or what no other program does.
    var isWanted: Bool { !lessons.isEmpty || !commands.allSatisfy { $0.contains("--with") } }
  }

  /// A lesson.
  struct LessonState: Codable, Sendable, Hashable {
    let id: String
    let number: Int
    /// How many consoles and tasks it has.
    let steps: Int
    /// How many of them run live here.
    let live: Int
    /// The programs that the others need.
    let missing: [String]
  }

  /// What one process may have.
  struct Machine: Codable, Sendable, Hashable {
    let descriptors: Int
    let processors: Int
    /// Bytes that are free for programs.
    let memory: Int
  }

  /// What the screen can do.
  struct Screen: Codable, Sendable, Hashable {
    /// `panes`, `lines` on a terminal that cannot be painted, or `none`.
    let kind: String
    let term: String
    let columns: Int
    let rows: Int
    let color: Bool
  }

  /// Where progress is kept.
  struct State: Codable, Sendable, Hashable {
    /// The folder; nil when there is no place for one.
    let folder: String?
    /// Why nothing is kept, in one sentence; nil when all is well.
    let problem: String?
  }

  let version: String
  let architecture: String
  let optimised: Bool
  let https: Bool
  /// The folder of the course; nil when none was found.
  let course: String?
  let lessons: [LessonState]
  let quizzes: [String]
  let programs: [Program]
  let machine: Machine
  let terminal: Screen
  let state: State

  /// The one command that installs what a lesson, a command or the diploma misses; nil when nothing
  /// is missing.
  var install: String? {
    let packages = programs.filter { $0.path == nil && $0.isWanted }.flatMap(\.packages)
    return packages.isEmpty ? nil : OutsideProgram.installing(packages)
  }

  /// It as one JSON object, with its keys in the order of the alphabet.
  var json: String {
    struct Document: Encodable {
      let checkup: Checkup
      let install: String?

      enum Key: CodingKey { case install }

      func encode(to encoder: any Encoder) throws {
        try checkup.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(install, forKey: .install)
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = try? encoder.encode(Document(checkup: self, install: install))
    return data.map { String(decoding: $0, as: UTF8.self).escapingHidden } ?? "{}"
  }
}

extension Checkup {
  /// Looks, and starts and writes nothing.
  init(world: World, course: Course?, machine: MachineLimits, terminal: Capabilities) {
    version = Release.version
    architecture = Release.architecture
    optimised = Release.isOptimised
    https = Release.hasTLS
    self.course = course?.folder
    let missing = world.missingPrograms
    lessons = (course?.lessons ?? []).map { Self.state(of: $0, missing) }
    quizzes = course?.quizzes.map(\.id) ?? []
    programs = OutsideProgram.known.map { program in
      Program(
        name: program.name, path: world.path(of: program), packages: program.packages,
        commands: program.startedBy,
        lessons: (course?.lessons ?? []).filter {
          $0.neededPrograms.joined().contains(program.name)
        }.map(\.id))
    }
    self.machine = Machine(
      descriptors: machine.descriptors, processors: machine.processors, memory: machine.memory)
    let kind =
      switch terminal.kind {
      case .script: "none"
      case .plain: "lines"
      case .full: "panes"
      }
    self.terminal = Screen(
      kind: kind, term: terminal.term, columns: terminal.size.columns, rows: terminal.size.rows,
      color: terminal.writesColor)
    state = State(folder: world.stateDirectory, problem: Self.problem(of: world.stateDirectory))
  }

  private static func state(of lesson: Lesson, _ missing: Set<String>) -> LessonState {
    let absent = lesson.lacking(missing).unplayed
    let steps = lesson.neededPrograms.count
    return LessonState(
      id: lesson.id, number: lesson.number, steps: steps, live: steps - absent.count,
      missing: Set(absent.flatMap(\.missing)).sorted())
  }

  /// Why nothing can be kept in a folder, found out without making it.
  private static func problem(of folder: String?) -> String? {
    guard let folder else { return "there is no home: name a folder with --state" }
    let manager = FileManager.default
    if manager.fileExists(atPath: "\(folder)/\(ProgressStore.fileName)") {
      return ProgressStore(folder: folder).notice
    }
    var place = URL(filePath: folder)
    while !manager.fileExists(atPath: place.path), place.path != "/" {
      place.deleteLastPathComponent()
    }
    var isFolder = false
    _ = manager.fileExists(atPath: place.path, isDirectory: &isFolder)
    return isFolder && manager.isWritableFile(atPath: place.path)
      ? nil : "\(place.path) cannot be written: name another folder with --state"
  }
}

extension Lesson {
  /// For each console and each task the programs of others that it needs, often none.
  fileprivate var neededPrograms: [[String]] {
    pages.flatMap(\.blocks).compactMap { block in
      switch block {
      case .console(let transcript), .recording(let transcript, _): transcript.needs
      case .task(let exercise), .leftOut(let exercise, _): exercise.needs
      case .prose, .prediction, .fold, .build: nil
      }
    }
  }
}
