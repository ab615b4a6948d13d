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
  /// Where PostgreSQL is, if each program is given one.
  var postgres: PostgresInstallation?

  /// Sees whether everything is there, and installs packages into a folder of their own.
  static func prepare(for needs: PathNeeds) async throws(WorkshopProblem) -> Ground {
    let missing = needs.commands.filter { path(of: $0) == nil }
    guard missing.isEmpty else {
      throw .system("\(missing.joined(separator: " and ")) is not installed")
    }
    var ground = Ground()
    if needs.needsPostgres {
      guard let postgres = PostgresInstallation.find(in: folders) else {
        throw .system("PostgreSQL is not installed")
      }
      ground.postgres = postgres
    }
    if !needs.packages.isEmpty { ground.searchPath = try await environment(of: needs.packages) }
    return ground
  }

  private static var folders: [String] {
    (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":").map(String.init)
  }

  static func path(of command: String) -> String? {
    folders.map { "\($0)/\(command)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// How long pip may take: 3 minutes.
  private static let installLimit = Duration.seconds(180)

  /// The folder of programs of a virtual environment with these packages, kept for the next time.
  private static func environment(of packages: [String]) async throws(WorkshopProblem) -> String {
    let name = hexadecimal(
      SHA256.hash(Array(packages.joined(separator: "\n").utf8)).prefix(8))
    let variables = ProcessInfo.processInfo.environment
    let base = variables["XDG_CACHE_HOME"] ?? (variables["HOME"] ?? "/tmp") + "/.cache"
    let folder = "\(base)/sse-workbook/python-\(name)"
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
    _ program: LearnersProgram, _ checks: [Check], _ plan: WorkshopPlan
  ) async throws -> [Outcome] {
    var program = program
    program.searchPath = searchPath
    guard let postgres else {
      return try await program.outcomes(of: checks, as: plan.subject, suite: plan.suite)
    }
    let database = try await TemporaryPostgres.start(postgres)
    program.environment["DATABASE_URL"] = database.url
    do {
      let found = try await program.outcomes(of: checks, as: plan.subject, suite: plan.suite)
      await database.stop()
      return found
    } catch {
      await database.stop()
      throw error
    }
  }
}
