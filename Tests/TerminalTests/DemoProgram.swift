/// The program that these tests type into; the build puts it beside the tests.
enum DemoProgram {
  static let path: String = {
    // The runner is `<products>/….xctest`, or on macOS lies deeper within it.
    let runner = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
    let products = runner.split(separator: "/", omittingEmptySubsequences: false)
      .prefix { !$0.hasSuffix(".xctest") }
    return (products + ["TerminalDemo"]).joined(separator: "/")
  }()
}
