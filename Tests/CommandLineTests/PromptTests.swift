import Foundation
import TerminalDriver
import Testing

/// The prompt of the built program, in a real terminal.
@Suite(.serialized, .enabled(if: TmuxTerminal.isInstalled)) struct PromptTests {
  /// Some seeded rounds; `scripts/nightly` makes 500, and there Ctrl-C has 1 s.
  ///
  /// Here only a prompt that stays away counts: other work may keep the machine busy.
  @Test(arguments: [1, 2] as [UInt64])
  func `no burst of keys while commands run freezes the prompt, and Ctrl-C is answered`(
    seed: UInt64
  ) {
    let state = FileManager.default.temporaryDirectory.appending(path: "bursts-\(UUID())")
    defer { try? FileManager.default.removeItem(at: state) }
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    var driver = BurstDriver(
      command: "'\(Program.executable)' --state '\(state.path)' --course '\(root.path)'",
      seed: seed, patience: .seconds(7))
    let report = driver.run(rounds: 8)
    #expect(report.rounds == 8)
    #expect(report.wrong == [])
  }
}
