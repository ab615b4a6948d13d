import ArgumentParser
import FoundationEssentials
import Glibc
import Platform
import Workshop

/// `workshop report`: a class graded at once.
struct WorkshopReportCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Grade the folders of many students, each in confinement.",
    discussion: """
      A folder is a workshop, or holds one for each student. What the programs are shut into is \
      said first: bubblewrap where it is installed.
      Example: sse workshop report submissions --csv grades.csv --html grades.html
      """)
  static let atThePrompt = "teachers run it there"

  @Argument(help: "The folders.")
  var folders: [String] = []

  @Option(help: ArgumentHelp("Write the grades as comma-separated values.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Write the grades as one HTML page.", valueName: "file"))
  var html: String?

  @Option(help: "How many seconds a folder may take.")
  var seconds: Int = 180

  @Option(help: "How many MiB a program may use, with all that it starts.")
  var memory: Int = 1_024

  func validate() throws {
    if !(1...86_400).contains(seconds) {
      throw ValidationError("--seconds takes 1 to 86400, not \(seconds)")
    }
    try Self.validate(memory: memory)
    guard !folders.isEmpty else { throw ValidationError("name the folders of the students") }
  }

  /// - Throws: a sentence, when a program could not run in so many MiB, or the machine has not as many.
  static func validate(memory: Int) throws {
    if !(16...65_536).contains(memory) {
      throw ValidationError("--memory takes 16 to 65536 MiB, not \(memory)")
    }
  }

  /// How many folders are graded side by side.
  private static let width = 2

  func run(in shell: Shell) async throws -> Int32 {
    let all = try folders.flatMap(Self.workshops)
    let course = Self.whole(try CourseFolder.find(in: shell.world))
    let gradings = all.map { folder in
      Grading(
        folder: Self.whole(folder), course: course, program: shell.world.programPath,
        timeLimit: .seconds(seconds), memoryLimit: memory)
    }
    let cell = await Cell.best()
    shell.error.sentence(cell.description)
    let signals = Signals()
    let (grades, signal) = try await signals.interrupting {
      await Self.grades(gradings, in: cell) { shell.output.line($0.line) }
    }
    guard signal == nil else { return 130 }
    let report = ClassReport(grades, in: cell)
    if let csv { try Self.write(report.csv, to: csv) }
    if let html { try Self.write(report.html, to: html) }
    return 0
  }

  private static func grades(
    _ gradings: [Grading], in cell: Cell, _ done: @escaping @Sendable (Grade) -> Void
  ) async -> [Grade] {
    var grades = [Grade?](repeating: nil, count: gradings.count)
    await withTaskGroup(of: (Int, Grade).self) { group in
      for (index, grading) in gradings.enumerated() {
        if index >= width, let (place, grade) = await group.next() {
          grades[place] = grade
          done(grade)
        }
        if Task.isCancelled { break }
        group.addTask { (index, await grading.grade(in: cell)) }
      }
      for await (place, grade) in group {
        grades[place] = grade
        if !Task.isCancelled { done(grade) }
      }
    }
    return grades.compactMap(\.self)
  }

  /// The workshops that a folder is, or holds.
  private static func workshops(in folder: String) throws -> [String] {
    func isWorkshop(_ path: String) -> Bool {
      FileManager.default.fileExists(atPath: "\(path)/\(WorkshopSettings.fileName)")
    }
    if isWorkshop(folder) { return [folder] }
    let inside = Files.names(in: folder).sorted().map { "\(folder)/\($0)" }.filter(isWorkshop)
    guard !inside.isEmpty else {
      throw CommandFailure.usage(
        "\(folder) is no workshop and holds none: no \(WorkshopSettings.fileName) is there")
    }
    return inside
  }

  private static func whole(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func write(_ text: String, to file: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
    } catch {
      throw CommandFailure.failed("\(file) cannot be written: is its folder there, and writable?")
    }
  }
}

/// `workshop grade`: what `workshop report` starts for each folder, within its cell.
struct WorkshopGradeCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade",
    abstract: "Print what of a folder passes, as one JSON object.",
    discussion: "Example: sse workshop grade my-server",
    shouldDisplay: false)
  static let atThePrompt = "'workshop report' runs it"

  @Argument(help: "The folder.")
  var folder: String?

  @Option(help: "How many MiB the program may use.")
  var memory: Int = 1_024

  @Flag(help: "Raise the loopback of this network first.")
  var raiseLoopback = false

  func validate() throws {
    try WorkshopReportCommand.validate(memory: memory)
    if folder == nil { throw ValidationError("name the folder") }
  }

  func run(in shell: Shell) async throws -> Int32 {
    if raiseLoopback, !LoopbackInterface.raise() {
      throw CommandFailure.failed("the system did not raise the loopback")
    }
    let course = try WorkshopCourse.load(in: shell.world)
    do {
      var bench = try Workbench(folder: folder ?? ".", course: course.course, suite: course.suite)
      bench.memoryLimit = memory
      let verdict = try await bench.verdict(through: bench.plan.steps.count, .all)
      shell.output.line(Grade.Found(verdict, of: bench).json)
      return 0
    } catch {
      throw CommandFailure.failed("\(error)")
    }
  }
}
