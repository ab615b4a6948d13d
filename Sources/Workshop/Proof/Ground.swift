import Conformance
import FoundationEssentials
import Glibc
import OutsideServers
import Platform
import Signing
import Subprocess
import SystemPackage
import Workbook

/// What a program stands on while it is proved: packages that were installed for it, a database.
struct Ground: Sendable {
  /// What is put before `PATH`.
  var searchPath: String?
  /// Where each program is given a database from; nil: it needs none.
  var databases: DatabaseShelf?

  /// Sees whether everything is there, and installs packages into a folder of their own.
  static func prepare(
    for needs: PathNeeds, _ databases: DatabaseShelf
  ) async throws(WorkshopProblem) -> Ground {
    let missing = needs.commands.filter { path(of: $0) == nil }
    guard missing.isEmpty else {
      throw .system("\(missing.joined(separator: " and ")) is not installed")
    }
    var ground = Ground()
    if needs.needsPostgres {
      guard let postgres = PostgresInstallation.find(in: folders) else {
        throw .system("PostgreSQL is not installed")
      }
      await databases.serve(from: postgres)
      ground.databases = databases
    }
    if !needs.packages.isEmpty {
      ground.searchPath = try await environment(of: needs.packages)
    } else if needs.commands.contains(python) {
      ground.searchPath = await folderOfPython()
    }
    return ground
  }

  private static let python = "python3"

  /// Where the interpreter itself is; nil when it does not say.
  ///
  /// Where `python3` is a script that chooses among versions, that takes ten times as long as most of
  /// the programs.
  private static func folderOfPython() async -> String? {
    let said = try? await Subprocess.run(
      .name(python), arguments: ["-c", "import sys; print(sys.executable)"],
      output: .string(limit: 4_096), error: .discarded)
    guard let path = said?.standardOutput.split(whereSeparator: \.isNewline).first,
      path.hasPrefix("/"), let slash = path.lastIndex(of: "/")
    else { return nil }
    return String(path[..<slash])
  }

  private static var folders: [String] {
    (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":").map(String.init)
  }

  static func path(of command: String) -> String? {
    folders.map { "\($0)/\(command)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Where what takes long to make is kept for the next time.
  static var cache: String {
    let variables = ProcessInfo.processInfo.environment
    let base = variables["XDG_CACHE_HOME"] ?? (variables["HOME"] ?? "/tmp") + "/.cache"
    return "\(base)/sse-workbook"
  }

  /// How long pip may take: 3 minutes.
  private static let installLimit = Duration.seconds(180)

  /// The folder of programs of a virtual environment with these packages, kept for the next time.
  private static func environment(of packages: [String]) async throws(WorkshopProblem) -> String {
    let name = hexadecimal(
      SHA256.hash(Array(packages.joined(separator: "\n").utf8)).prefix(8))
    let folder = "\(cache)/python-\(name)"
    let mark = "\(folder)/complete"
    if FileManager.default.fileExists(atPath: mark) { return "\(folder)/bin" }
    let script =
      "python3 -m venv \"$1\" && \"$1/bin/pip\" install --quiet --disable-pip-version-check "
      + "\"${@:2}\" && touch \"$1/complete\""
    let isDone = await run(["-c", script, "sh", folder] + packages)
    guard isDone else {
      throw .system("pip cannot install \(packages.joined(separator: " "))")
    }
    return "\(folder)/bin"
  }

  private static func run(_ arguments: [String]) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        let result = try? await Subprocess.run(
          .name("bash"), arguments: Arguments(arguments), output: .discarded, error: .discarded)
        return result?.terminationStatus.isSuccess ?? false
      }
      group.addTask {
        try? await Task.sleep(for: installLimit)
        return false
      }
      defer { group.cancelAll() }
      return await group.next() ?? false
    }
  }

  /// Runs checks on a program that stands here.
  func outcomes(
    _ program: LearnersProgram, _ checks: [Check], _ plan: WorkshopPlan,
    _ manner: LearnersProgram.Manner
  ) async throws -> [Outcome] {
    var program = program
    program.searchPath = searchPath
    guard let databases else {
      return try await program.outcomes(of: checks, as: plan.subject, suite: plan.suite, manner)
    }
    return try await databases.lend { [program] url in
      var program = program
      program.environment["DATABASE_URL"] = url
      return try await program.outcomes(of: checks, as: plan.subject, suite: plan.suite, manner)
    }
  }
}
