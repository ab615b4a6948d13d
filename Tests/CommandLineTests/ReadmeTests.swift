import Foundation
import Testing
import Workbook

@testable import Playground

/// What the README shows is what the program does.
@Suite(.timeLimit(.minutes(1))) struct ReadmeTests {
  @Test func `the README's transcript comes out of the built program`() async throws {
    let transcript = try Self.transcript()
    let script = transcript.commands.map { $0 + "\n" }.joined()
    let outcome = try await Program.run(input: script)
    #expect(outcome.status == 0)
    let answers = outcome.output.components(separatedBy: "sse> ").dropFirst()
    #expect(answers.count == transcript.steps.count)
    for (step, answer) in zip(transcript.steps, answers) {
      let lines = answer.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let difference = ReplayedOutput(
        expected: step.output, actual: Array(lines.dropFirst().dropLast())
      ).difference
      #expect(difference == nil, "after '\(step.command)'")
    }
  }

  private static func transcript() throws -> Transcript {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let block = try #require(readme.components(separatedBy: "```console\n").dropFirst().first)
    return Transcript(try #require(block.components(separatedBy: "```").first))
  }
}
