import Foundation
import Testing

@testable import Workshop

@Suite struct TaskLimitTests {
  /// Counts how often it may fork, ends all of them, and prints the count.
  private static let program = """
    import os, signal
    children = []
    try:
        for _ in range(300):
            child = os.fork()
            if child == 0:
                signal.pause()
            children.append(child)
    except OSError:
        pass
    for child in children:
        os.kill(child, signal.SIGKILL)
    print(len(children))
    """

  @Test(
    .enabled(
      if: TaskLimit(word: "probe").isKept,
      "the superuser may make no control group of the controller pids here"))
  func `a program may fork as often as there is room, and nothing of the limit is left`()
    async throws
  {
    let word = UUID().uuidString
    let limit = TaskLimit(word: word, room: 40)
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "\(limit.words)exec python3 -c \"$0\"", Self.program]
    process.standardOutput = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    await limit.remove()
    let count = try #require(Int(said.trimmingCharacters(in: .whitespacesAndNewlines)), "\(said)")
    // Other programs of the same user may begin and end meanwhile.
    #expect((1..<200).contains(count))
    for parent in ["/sys/fs/cgroup", "/sys/fs/cgroup/pids"] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
      #expect(names.filter { $0.contains(word) } == [])
    }
  }
}
