import Platform
import Subprocess
import SystemPackage

/// A PostgreSQL of its own, empty, on 127.0.0.1 and for this program's life only.
///
/// It does not wait for the disk, since its rows are not wanted back. The kernel ends it when this
/// program ends in whatever way; after `kill -9` its folder and a few bytes of shared memory stay
/// until the next one is made.
public struct TemporaryPostgres: Sendable {
  /// How long it may take, once it listens, until it answers.
  static let readyLimit = Duration.seconds(30)
  /// The user that Debian's package makes, for root, as whom PostgreSQL refuses to run.
  static let user = "postgres"

  /// Its address, for a client.
  public let url: String
  private let server: TetheredServer
  private let folder: TemporaryFolder
  /// Where its data lies.
  var data: String { "\(folder.path)/data" }

  /// Makes a cluster and starts it; returns when it answers, after a second or two.
  public static func start(_ installation: PostgresInstallation) async throws -> TemporaryPostgres {
    let folder = try TemporaryFolder(prefix: "sse-postgres-") {
      SharedMemory.remove(of: "\($0)/data")
    }
    do {
      let user = SystemUser.isRoot ? SystemUser(named: user) : nil
      try folder.makeFolder("data")
      try user?.own("\(folder.path)/data")
      try await run(
        installation.path("initdb"),
        [
          "-D", "\(folder.path)/data", "-U", "todo", "-A", "trust", "-E", "UTF8", "--locale=C",
          "--no-sync",
        ], as: user)
      let port = try LoopbackPort.free()
      let server = try await TetheredServer.start(
        installation.path("postgres"),
        [
          "-D", "\(folder.path)/data", "-p", "\(port)", "-c", "listen_addresses=127.0.0.1",
          "-c", "unix_socket_directories=", "-c", "fsync=off",
          // In the data folder and not in /dev/shm, where it would stay.
          "-c", "dynamic_shared_memory_type=mmap",
        ], port: port, folder: folder, as: user)
      let postgres = TemporaryPostgres(
        url: "postgres://todo@127.0.0.1:\(port)/postgres", server: server, folder: folder)
      try await postgres.waitUntilItAnswers(installation, port)
      return postgres
    } catch {
      folder.remove()
      throw error
    }
  }

  /// Makes another empty database in it; returns its address.
  public func makeDatabase(_ name: String, _ installation: PostgresInstallation) async throws
    -> String
  {
    try await Self.run(installation.path("createdb"), ["--maintenance-db", url, name], as: nil)
    return url.replacing("/postgres", with: "/\(name)", maxReplacements: 1)
  }

  /// Ends it; returns when neither process nor file is left.
  public func stop() async {
    await server.stop()
    folder.remove()
  }

  private func waitUntilItAnswers(_ installation: PostgresInstallation, _ port: Int) async throws {
    let deadline = ContinuousClock.now + Self.readyLimit
    while true {
      do {
        return try await Self.run(
          installation.path("pg_isready"), ["-q", "-h", "127.0.0.1", "-p", "\(port)"], as: nil)
      } catch {
        guard ContinuousClock.now < deadline, !server.hasEnded, !Task.isCancelled else {
          await server.stop()
          throw error
        }
      }
    }
  }

  private static func run(_ program: String, _ arguments: [String], as user: SystemUser?)
    async throws
  {
    let command = user?.command(program, arguments) ?? (program, arguments)
    let result = try await Subprocess.run(
      .path(FilePath(command.0)), arguments: Arguments(command.1), workingDirectory: "/",
      output: .discarded, error: .string(limit: 16_384))
    guard result.terminationStatus.isSuccess else {
      let words = result.standardError.split(whereSeparator: \.isNewline).joined(separator: " ")
      throw TetherProblem.ended(program: program, words: words)
    }
  }
}
