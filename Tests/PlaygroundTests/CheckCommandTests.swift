import Foundation
import Observations
import Testing

@testable import Playground

/// `check` at the prompt.
@Suite(.timeLimit(.minutes(1))) struct CheckCommandTests {
  private func session() -> Session {
    var world = World(environment: ["PATH": "/usr/bin:/bin"])
    let folder: String = #filePath.split(separator: "/").dropLast(3)
      .reduce("") { "\($0)/\($1)" }
    world.courseDirectory = folder
    return Session(world: world)
  }

  @Test func `what it finds is an observation with its figures`() async throws {
    let session = session()
    #expect(await session.run("check parser --only parser/incomplete/empty -- true") == 0)
    let observation = try #require(
      session.journal.observations().last { $0.happening.kind == "measured" })
    #expect(observation.side == .lab)
    guard case .measured(let figures) = observation.happening else { return }
    #expect(
      figures == [
        Field("check", "parser"), Field("target", "true"), Field("checks", "1"),
        Field("must", "0"), Field("should", "0"), Field("practice", "0"), Field("known", "0"),
        Field("not-run", "0"), Field("passed", "1"), Field("failed", ""),
      ])
    #expect(session.answers().first?.hasPrefix("passed    parser/incomplete/empty") == true)
    await session.finish()
  }

  @Test func `a run that is stopped leaves nothing, and is no observation`() async throws {
    let session = session()
    let running = Task {
      await session.run(
        "check client --only client/lets-go -- /bin/sh -c 'sleep 86396.5; : {url}'")
    }
    while !CheckProcesses.areRunning(with: "86396.5") {
      try await Task.sleep(for: .milliseconds(10))
    }
    running.cancel()
    #expect(await running.value == 130)
    while CheckProcesses.areRunning(with: "86396.5") {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(!session.journal.observations().contains { $0.happening.kind == "measured" })
    await session.finish()
  }
}

/// What runs on this machine.
private enum CheckProcesses {
  /// Whether `sleep` runs with this as its argument.
  static func areRunning(with text: String) -> Bool {
    let manager = FileManager.default
    return ((try? manager.contentsOfDirectory(atPath: "/proc")) ?? []).contains { name in
      guard Int32(name) != nil, let data = manager.contents(atPath: "/proc/\(name)/cmdline") else {
        return false
      }
      let words = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      return words.first?.hasSuffix("sleep") == true && words.contains(text)
    }
  }
}
