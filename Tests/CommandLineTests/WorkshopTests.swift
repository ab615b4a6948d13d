import Foundation
import Glibc
import Subprocess
import TerminalDriver
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// `sse workshop` as a learner runs it.
@Suite(.timeLimit(.minutes(2))) struct WorkshopTests {
  private let course = #filePath.split(separator: "/").dropLast(3)
    .reduce("") { "\($0)/\($1)" }

  @Test func `as it is installed, with nothing to be written beside its content, all of it works`()
    async throws
  {
    let installed = try Installed(from: course)
    defer { installed.remove() }
    let before = installed.content
    let home = installed.home
    let made = try await installed.run("workshop", "new", "parser", "--in", "python", "mine")
    #expect(made.status == 0, "\(made.error)")
    let folder = "\(home)/mine"
    let first = try await installed.run("workshop", "--folder", "mine")
    #expect(first.status == 1)
    #expect(first.output.hasPrefix("step 1 of 11, 'One event': not yet\n"), "\(first)")
    let hint = try await installed.run("workshop", "hint", "--folder", "mine")
    #expect(hint.output.hasPrefix("Hint 1 of 3: "), "\(hint)")
    let solution = try await installed.run("workshop", "solution", "--folder", "mine")
    #expect(solution.output.contains("One way, step 1"), "\(solution)")
    try solve(11, in: folder)
    let submitted = try await installed.run("workshop", "submit", "--folder", "mine")
    #expect(submitted.status == 0, "\(submitted)")
    #expect(submitted.output.hasPrefix("✔ all 11 steps of 'parser' in python are proved: "))
    let graded = try await installed.run("workshop", "report", "mine")
    #expect(graded.status == 0, "\(graded)")
    #expect(installed.content == before)
  }

  @Test func `a hint in a shell is counted with those at the prompt`() async throws {
    let folder = try NewFolder()
    defer { folder.remove() }
    try await folder.begin("parser", course)
    let state = "\(folder.path)/state"
    let arguments = ["workshop", "hint", "--folder", folder.workshop, "--course", course]
    let first = try await Program.run(arguments, state: state)
    #expect(first.output.hasPrefix("Hint 1 of 3: Three small functions"), "\(first)")
    let atPrompt = try await Program.run(
      ["--course", course], input: "lesson build-a-parser 1\nhint\nquit\n", state: state)
    #expect(atPrompt.output.contains("Hint 2 of 3: Decode the piece"), "\(atPrompt)")
    _ = try await Program.run(arguments, state: state)
    let last = try await Program.run(arguments, state: state)
    #expect(last.output.hasPrefix("That was the last hint:\n\n"), "\(last)")
    #expect(last.output.hasSuffix("workshop solution shows one way to build it.\n"), "\(last)")
    let other = try await Program.run(arguments + ["--step", "2"], state: state)
    #expect(other.output.hasPrefix("Hint 1 of 2: Functions named strip"), "\(other)")
    let none = try await Program.run(arguments + ["--step", "99"], state: state)
    #expect(none.error == "sse: there is no step 99: 'parser' has 11\n")
    #expect(none.status == 2)
  }

  @Test func `watch says of each run when it began and what was saved`() async throws {
    let folder = try NewFolder()
    defer { folder.remove() }
    try await folder.begin("parser", course)
    let program = try RunningProgram(
      "--course", course, "workshop", "watch", "--folder", folder.workshop)
    var lines: [String] = []
    while lines.last?.contains("workshop hint") != true, let line = program.line() {
      lines.append(line)
    }
    #expect(lines.contains { $0.wholeMatch(of: /── \d\d:\d\d:\d\d  run 1/) != nil }, "\(lines)")
    // By another name first, as many editors do.
    try solve(1, in: folder.workshop, as: "parser.new")
    #expect(rename("\(folder.workshop)/parser.new", "\(folder.workshop)/parser.py") == 0)
    lines = []
    while let line = program.line() { lines.append(line) }
    #expect(
      lines.contains {
        $0.wholeMatch(of: /── \d\d:\d\d:\d\d  parser.py was saved: run \d+/) != nil
      }, "\(lines)")
    #expect(lines.contains { $0.hasPrefix("✔ step 1 of 11") }, "\(lines)")
    #expect(program.finish() == 0)
  }

  @Test(.enabled(if: TmuxTerminal.isInstalled))
  func `in a terminal a report is broken between words, and Ctrl-C leaves where Enter goes on`()
    async throws
  {
    let folder = try NewFolder()
    defer { folder.remove() }
    try await folder.begin("parser", course)
    let command = "'\(Program.executable)' --state '\(folder.path)/state' --course '\(course)'"
    let terminal = TmuxTerminal(
      columns: 80, rows: 24,
      command:
        "\(command) workshop watch --folder '\(folder.workshop)'; echo left $?; cat"
    )
    defer { terminal.close() }
    // A row that is broken goes on below its text.
    let report = terminal.waitUntil {
      $0.text.contains("run 1") && $0.text.contains("'sse workshop hint'")
    }
    #expect(
      report?.text.contains(/\n  why     [^\n]+\n          [a-z]/) == true,
      "\(terminal.scrollback())")
    try solve(1, in: folder.workshop)
    let isDone = terminal.waitUntil { $0.text.contains("Enter goes on with the next step") } != nil
    #expect(isDone, "\(terminal.scrollback())")
    terminal.press("C-c")
    let hasLeft = terminal.waitUntil { $0.text.contains("left 130") } != nil
    #expect(hasLeft, "\(terminal.scrollback())")
  }

  private func solve(_ step: Int, in folder: String, as file: String = "parser.py") throws {
    let name = (step < 10 ? "0" : "") + String(step)
    let text = try String(
      contentsOfFile: "\(course)/workshop/python/parser/solutions/\(name)/parser.py",
      encoding: .utf8)
    try text.write(toFile: "\(folder)/\(file)", atomically: false, encoding: .utf8)
  }
}

/// A new folder for a learner.
private struct NewFolder {
  let path: String

  var workshop: String { "\(path)/mine" }

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "workshop-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func begin(_ name: String, _ course: String) async throws {
    let made = try await Program.run(
      "workshop", "new", name, "--in", "python", workshop, "--course", course)
    #expect(made.status == 0, "\(made.error)")
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// The program and its content as `scripts/package` lays them out, and a home beside them.
private struct Installed {
  private let root: String
  private var program: String { "\(root)/usr/bin/sse" }
  private var share: String { "\(root)/usr/share/sse-workbook" }

  var home: String { "\(root)/home" }

  init(from course: String) throws {
    let manager = FileManager.default
    root = manager.temporaryDirectory.appending(path: "installed-\(UUID())").path
    for folder in ["\(root)/usr/bin", share, home] {
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    try manager.copyItem(atPath: Program.executable, toPath: program)
    for name in ["lessons", "quizzes", "conformance", "workshop"] {
      try manager.copyItem(atPath: "\(course)/\(name)", toPath: "\(share)/\(name)")
    }
    try setMode(folders: 0o555, files: 0o444)
  }

  /// All files of the content, each with its size and the time of its last change: root may write
  /// whatever its mode says.
  var content: [String: [String]] {
    let manager = FileManager.default
    let names = (try? manager.subpathsOfDirectory(atPath: share)) ?? []
    return names.reduce(into: [:]) { found, name in
      let attributes = try? manager.attributesOfItem(atPath: "\(share)/\(name)")
      found[name] = [FileAttributeKey.size, .modificationDate].map { "\(attributes?[$0] ?? "")" }
    }
  }

  func run(_ arguments: String...) async throws -> Program.Outcome {
    let result = try await Subprocess.run(
      .path(FilePath(program)), arguments: Arguments(arguments + ["--state", "\(home)/state"]),
      workingDirectory: FilePath(home),
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    let status: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    return Program.Outcome(
      status: status, output: result.standardOutput, error: result.standardError)
  }

  private func setMode(folders: Int, files: Int) throws {
    let manager = FileManager.default
    for name in [""] + (manager.subpaths(atPath: share) ?? []) {
      let path = "\(share)/\(name)"
      var isFolder: ObjCBool = false
      _ = manager.fileExists(atPath: path, isDirectory: &isFolder)
      try manager.setAttributes(
        [.posixPermissions: isFolder.boolValue ? folders : files], ofItemAtPath: path)
    }
  }

  func remove() {
    try? setMode(folders: 0o755, files: 0o644)
    try? FileManager.default.removeItem(atPath: root)
  }
}
