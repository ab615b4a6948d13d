import ArgumentParser
import Browser
import Conformance
import OutsideServers

/// `check page`: the EventSource of a browser, by the scenarios of a client.
struct CheckPageCommand: ShellCommand, ReadingCommand {
  static let configuration = CommandConfiguration(
    commandName: "page",
    abstract: "Check the EventSource of a real browser, by the scenarios of a client.",
    discussion: """
      A page for each scenario opens the stream, and what it hears, and what the browser asks for \
      and when, is judged. Chromium runs without a window.
      Example: sse check page --with chromium --html report.html
      """)
  static let atThePrompt = "'check page' works here, too"

  /// Browsers that are known by name and not driven here.
  private static let later = ["firefox", "webkit"]

  @Option(help: "Which browser: chromium.")
  var with: String = OutsideProgram.chromium.name

  @OptionGroup var options: CheckOptions

  func validate() throws {
    if Self.later.contains(with) {
      throw ValidationError("--with \(with) is not there yet: take --with chromium")
    }
    if with != OutsideProgram.chromium.name {
      throw ValidationError("--with \(with) is no browser that is known here: take chromium")
    }
  }

  var touches: [Touch] { [.starts(OutsideProgram.chromium.name)] + options.touches }

  func run(in shell: Shell) async throws -> Int32 {
    try await checkRun(in: shell.world).run(in: shell)
  }

  func run(in session: isolated Session) async throws {
    try await checkRun(in: session.world).run(in: session)
  }

  private func checkRun(in world: World) throws -> CheckRun {
    let program = options.list ? "" : try world.neededPath(of: .chromium)
    return CheckRun(
      subject: .client, target: "the EventSource of \(with)", options: options
    ) { _, checks, done in
      do {
        return try await RunningBrowser.with(Chromium(program: program)) { browser in
          await ClientRun(PageClient(browser: browser)).run(checks, done)
        }
      } catch let error as BrowserError {
        throw CommandFailure.failed(error.description)
      }
    }
  }
}
