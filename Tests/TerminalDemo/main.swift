// A program for tests of the terminal: a prompt, and panes with a synthetic stream above it.
// `--drive N` types into another copy of itself and makes N checks.
import Terminal
import TerminalDriver

if let checks = Demo.argument("--drive").flatMap(Int.init) {
  let seed = Demo.argument("--seed").flatMap(UInt64.init) ?? 1
  var driver = PromptDriver(demo: CommandLine.arguments[0], seed: seed)
  let report = driver.run(checks: checks)
  for wrong in report.wrong { print(wrong) }
  print("\(report.checks) checks, \(report.keys) keys, \(report.wrong.count) wrong")
} else {
  await Demo().run()
}
