import TerminalDriver
import Testing

/// Random typing against a model, in a real terminal.
@Suite(.serialized) struct PromptDrivingTests {
  @Test func `tmux is installed`() {
    #expect(TmuxTerminal.isInstalled, "tmux is missing: apt-get install tmux")
  }

  @Test(arguments: [1, 2])
  func `whatever is typed while both panes stream, the prompt is never wrong`(seed: UInt64) {
    var driver = PromptDriver(demo: DemoProgram.path, seed: seed, rate: 50)
    let report = driver.run(checks: 100)
    #expect(report.wrong == [])
    #expect(report.checks == 100)
  }
}
