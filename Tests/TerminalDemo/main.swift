// A program for tests of the terminal: a prompt, and panes with a synthetic stream above it.
// `--drive N` types into another copy of itself and makes N checks; `--measure N` times N keys;
// `--bursts N --program 'sse …'` presses keys in N bursts at the real program.
import Terminal
import TerminalDriver

let path = CommandLine.arguments[0]
if let checks = Demo.argument("--drive").flatMap(Int.init) {
  let seed = Demo.argument("--seed").flatMap(UInt64.init) ?? .random(in: 0...9999)
  let mode = "--\(Demo.argument("--mode") ?? "stream") \(Demo.argument("--rate") ?? "50")"
  let isSteady = CommandLine.arguments.contains("--steady")
  var driver = PromptDriver(demo: path, seed: seed, arguments: mode, isSteady: isSteady)
  let report = driver.run(checks: checks)
  for wrong in report.wrong { print(wrong) }
  print(
    "prompt \(report.checks) checks, \(report.keys) keys, \(report.wrong.count) wrong, ",
    terminator: "")
  print("seed \(seed)")
  if !report.wrong.isEmpty { Demo.fail() }
} else if let rounds = Demo.argument("--bursts").flatMap(Int.init) {
  let seed = Demo.argument("--seed").flatMap(UInt64.init) ?? .random(in: 0...9999)
  var driver = BurstDriver(command: Demo.argument("--program") ?? "sse", seed: seed)
  let report = driver.run(rounds: rounds)
  for wrong in report.wrong { print(wrong) }
  print(
    "bursts \(report.rounds) rounds, \(report.wrong.count) wrong, "
      + "slowest Ctrl-C \(report.slowest), seed \(seed)")
  if !report.wrong.isEmpty { Demo.fail() }
} else if let keys = Demo.argument("--measure").flatMap(Int.init) {
  print(EchoMeter(demo: path, keys: keys).measure())
} else {
  // As Swift's backtracer does, somebody else hears of crashes first, and returns.
  if CommandLine.arguments.contains("--heard") { Demo.hearCrashes() }
  await Demo().run()
}
