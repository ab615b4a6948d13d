import ArgumentParser
import Browser
import Conformance
import OutsideServers
import WildLab

/// `check page`: the EventSource of a browser, by the scenarios of a client.
struct CheckPageCommand: ShellCommand, ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "page",
    abstract: "Check the EventSource of a real browser, by the scenarios of a client.",
    discussion: """
      A page for each scenario opens the stream, and what it hears, and what the browser asks for \
      and when, is judged. The browser runs without a window.
      Example: sse check page --with chromium --html report.html
      """)
  static let atThePrompt = "'check page' works here, too"

  @Option(help: "Which browser: chromium, firefox or webkit.")
  var with: String = BrowserMake.chromium.rawValue

  @Option(help: "How many pages are open side by side.")
  var width: Int = 4

  @OptionGroup var options: CheckOptions

  func validate() throws {
    try BrowserMake.validate(with)
    if !(1...32).contains(width) {
      throw ValidationError("--width takes 1 to 32 at once, not \(width)")
    }
  }

  private var make: BrowserMake { BrowserMake(rawValue: with) ?? .chromium }

  var touches: [Touch] { [.starts(make.program.name)] + options.touches }

  func run(in shell: Shell) async throws -> Int32 {
    try await checkRun(in: shell.world).run(in: shell)
  }

  func run(in session: isolated Session) async throws {
    try await checkRun(in: session.world).run(in: session)
  }

  private static func judge(
    _ browser: some ScriptedBrowser, _ width: Int, _ checks: [Check],
    _ done: @escaping @Sendable (Outcome) async -> Void
  ) async throws -> [Outcome] {
    // Once it answers, the scenarios begin.
    _ = try await browser.version()
    return await ClientRun(PageClient(browser: browser, width: width)).run(checks, done)
  }

  private func checkRun(in world: World) throws -> CheckRun {
    let program = options.list ? "" : try world.neededPath(of: make.program)
    return CheckRun(
      subject: .client, target: "the EventSource of \(with)", options: options
    ) { [make, width] _, checks, done in
      do {
        return try await make.run(program) { browser in
          try await Self.judge(browser, width, checks, done)
        }
      } catch let error as BrowserError {
        throw CommandFailure.failed(error.description)
      }
    }
  }
}
