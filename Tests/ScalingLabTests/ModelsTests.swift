import ScalingFigures
import Foundation
import Platform
import Testing

@testable import ScalingLab

/// Everything that starts processes, one after the other: the tests look at what is left of them.
@Suite("With servers of their own", .serialized, .timeLimit(.minutes(2))) struct ModelsTests {
  @Suite("The shape of the curves", .serialized, .timeLimit(.minutes(2))) struct CurveTests {
    @Test func `a pool of processes is flat at its size, and its ordinary request waits`()
      async throws
    {
      let steps = try await TestProgram.steps(.process, clients: [4, 8, 20], pool: 8)
      #expect(steps.map(\.served) == [4, 8, 8])
      #expect(steps.map(\.silent) == [0, 0, 12])
      #expect(steps.map(\.refused) == [0, 0, 0])
      #expect(steps.map { $0.ordinaryMs != nil } == [true, false, false])
      #expect(steps.map(\.processes) == [9, 9, 9])
      #expect(steps.allSatisfy { ($0.pssBytes ?? 0) > 0 && ($0.cpuMsPer1000 ?? 0) > 0 })
      #expect(steps.allSatisfy { ($0.delayMedianMs ?? -1) >= 0 })
    }

    @Test func `a worker has one thread`() async throws {
      let server = try await ServerProcess.start(
        .process, plan: TestProgram.plan(.process, clients: [1], pool: 3))
      let workers = TestProgram.children.filter { $0 != server.root }
      #expect(workers.count == 3)
      #expect(workers.allSatisfy { Files.names(in: "/proc/\($0)/task").count == 1 })
      await server.stop()
    }

    @Test func `one loop serves all, and answers the ordinary request beside them`() async throws {
      let steps = try await TestProgram.steps(.async, clients: [4, 300], pool: 8)
      #expect(steps.map(\.served) == [4, 300])
      #expect(steps.allSatisfy { $0.ordinaryMs != nil && $0.processes == 1 })
    }

    @Test func `Apache is flat at its workers, and its ordinary request waits`() async throws {
      try #require(ApacheInstallation.find() != nil, "\(ApacheInstallation.missing)")
      let steps = try await TestProgram.steps(.apache, clients: [2, 8, 20], pool: 8)
      #expect(steps.map(\.served) == [2, 8, 8])
      #expect(steps.map { $0.ordinaryMs != nil } == [true, false, false])
    }

    @Test func `the TODO app serves more readers than a pool has connections`() async throws {
      let steps = try await TestProgram.steps(.todo, clients: [3, 40], pool: 3)
      #expect(steps.map(\.served) == [3, 40])
      #expect(steps.allSatisfy { $0.ordinaryMs != nil })
    }

    @Test func `a connection for each reader stops the list at the last one of the pool`()
      async throws
    {
      let steps = try await TestProgram.steps(.todoPool, clients: [2, 3, 9], pool: 3)
      #expect(steps.map(\.served) == [2, 3, 3])
      #expect(steps.map(\.silent) == [0, 0, 6])
      #expect(steps.map { $0.ordinaryMs != nil } == [true, false, false])
    }
  }

  @Suite("What is left", .serialized, .timeLimit(.minutes(2))) struct RemainsTests {
    static let models: [ScalingModel] =
      [.process, .async, .todo, .todoPool] + (ApacheInstallation.find() == nil ? [] : [.apache])

    @Test(arguments: models) func `after the end: no process`(model: ScalingModel) async throws {
      _ = try await TestProgram.steps(model, clients: [3], pool: 4)
      #expect(TestProgram.children.isEmpty)
    }

    @Test(arguments: models) func `after a cancel: no process`(model: ScalingModel) async throws {
      let run = try ScalingRun(TestProgram.plan(model, clients: [3, 6], pool: 4))
      let (measuring, measures) = AsyncStream<Void>.makeStream()
      let task = Task {
        try await run.run { if case .measuring = $0 { measures.yield() } }
      }
      for await _ in measuring { break }
      #expect(!TestProgram.children.isEmpty)
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(TestProgram.children.isEmpty)
    }

    @Test func `after a cancel while its server starts: no process, and no waiting`() async throws {
      let run = try ScalingRun(TestProgram.plan(.async, clients: [3], pool: 4))
      let (starting, starts) = AsyncStream<Void>.makeStream()
      let task = Task {
        try await run.run { if case .starting = $0 { starts.yield() } }
      }
      for await _ in starting { break }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(TestProgram.children.isEmpty)
    }

    @Test func `after kill -9 of the pool: no worker, and the run says so`() async throws {
      let run = try ScalingRun(TestProgram.plan(.process, clients: [3], pool: 4))
      let report = try await run.run { progress in
        guard case .measuring = progress else { return }
        for process in TestProgram.children.prefix(1) { Laboratory.kill(process) }
      }
      #expect(
        report.notes == [
          "The server of the model process ended by itself; try fewer clients."
        ])
      #expect(await Laboratory.holds { TestProgram.children.isEmpty })
    }

    @Test func `after kill -9 of the one that started Apache: no Apache`() async throws {
      try #require(ApacheInstallation.find() != nil, "\(ApacheInstallation.missing)")
      let plan = TestProgram.plan(.apache, clients: [1], pool: 3)
      let server = try await ServerProcess.start(.apache, plan: plan)
      // It listens before it has its workers.
      #expect(await Laboratory.holds { ProcessReadings.tree(under: server.root).count > 1 })
      let processes = ProcessReadings.tree(under: server.root)
      let words = (Files.contents(of: "/proc/\(server.root)/cmdline") ?? "").split(separator: "\0")
      let file = try #require(words.first { $0.hasSuffix("/apache.conf") })
      // Nobody is left to remove it.
      defer { try? FileManager.default.removeItem(atPath: String(file.dropLast(12))) }
      for host in TestProgram.children where !processes.contains(host) { Laboratory.kill(host) }
      #expect(await Laboratory.holds { processes.allSatisfy { !ProcessReadings.isAlive($0) } })
      await server.stop()
    }

    @Test(arguments: models)
    func `after kill -9 of the laboratory: no process, no file`(model: ScalingModel) async throws {
      let folder = try TemporaryFolder(prefix: "sse-scale-test-")
      defer { folder.remove() }
      let laboratory = try await Laboratory.start(model, temporaryFolder: folder.path)
      let processes = ProcessReadings.tree(under: laboratory.process)
      #expect(processes.count > 1)
      defer { for process in processes { Laboratory.kill(process) } }
      laboratory.kill()
      #expect(await laboratory.isGone(processes))
      #expect(await laboratory.isEmpty(folder.path))
    }
  }

  @Suite("What cannot start", .timeLimit(.minutes(2))) struct FailedStartTests {
    @Test func `a program that is not there is a note, and the other models run`() async throws {
      var plan = TestProgram.plan(.process, clients: [1], pool: 1)
      plan.program = "/proc/none/sse"
      let report = try await ScalingRun(plan).run { _ in }
      #expect(report.steps.isEmpty)
      #expect(report.notes.count == 1)
      #expect(
        report.notes.first?.hasPrefix("The server of the model process did not start: ") == true)
    }

    @Test func `a host that is asked wrongly says what to do instead`() async throws {
      var plan = TestProgram.plan(.process, clients: [1], pool: 1)
      plan.hostCommand = ["scale-host", "nonsense"]
      let report = try await ScalingRun(plan).run { _ in }
      #expect(
        report.notes == [
          "The server of the model process did not start: "
            + "This command is for `sse scale` itself; run `sse scale --help`."
        ])
    }
  }
}
