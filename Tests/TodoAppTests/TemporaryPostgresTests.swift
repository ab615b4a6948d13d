import Foundation
import Testing

@testable import OutsideServers
@testable import TodoApp

extension TodoSuites {
  @Suite("A PostgreSQL for one list", .timeLimit(.minutes(2))) struct TemporaryPostgresTests {
    @Test func `leaves no shared memory for good when it is killed`() async throws {
      let installation = try #require(PostgresInstallation.find(in: []))
      let postgres = try await TemporaryPostgres.start(installation)
      let connection = PostgresConnection()
      try await connection.connect(postgres.url)
      let kind = try await connection.query("SHOW dynamic_shared_memory_type").rows
      #expect(kind == [["mmap"]], "in its own folder, not in /dev/shm")
      await connection.close()
      let data = postgres.data
      let text = try String(contentsOfFile: data + "/postmaster.pid", encoding: .utf8)
      let process = try #require(pid_t(text.split(separator: "\n")[0]))
      let segment = try #require(SharedMemory.segment(of: data))
      #expect(shmget(segment.key, 0, 0) == segment.number)
      // While it runs, nobody takes it away.
      SharedMemory.remove(of: data)
      #expect(shmget(segment.key, 0, 0) == segment.number)
      let copy = Scratch.path("")
      try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
      try text.write(toFile: copy + "/postmaster.pid", atomically: true, encoding: .utf8)
      kill(-process, SIGKILL)
      await postgres.stop()
      // The last of its processes lets go of it.
      for _ in 1...500 where shmget(segment.key, 0, 0) == segment.number {
        SharedMemory.remove(of: copy)
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(shmget(segment.key, 0, 0) == -1)
    }
  }
}
