import TerminalDriver
import Testing

/// Random typing against a model, in a real terminal.
@Suite(.serialized) struct PromptDrivingTests {
  @Test func `tmux is installed`() {
    #expect(TmuxTerminal.isInstalled, "tmux is missing: apt-get install tmux")
  }

  @Test(arguments: ["--stream 50", "--print 50"])
  func `whatever is typed meanwhile, every row that was printed stands above the prompt`(
    arguments: String
  ) {
    var driver = PromptDriver(
      demo: DemoProgram.path, seed: 2, arguments: arguments, columns: 60, rows: 12,
      isSteady: true)
    #expect(driver.run(checks: 50).wrong == [])
  }

  @Test(arguments: ["--stream 50", "--print 50"])
  func `whatever is typed meanwhile, the prompt is never wrong`(arguments: String) {
    var driver = PromptDriver(demo: DemoProgram.path, seed: 1, arguments: arguments)
    let report = driver.run(checks: 100)
    #expect(report.wrong == [])
    #expect(report.checks >= 100)
  }
}
