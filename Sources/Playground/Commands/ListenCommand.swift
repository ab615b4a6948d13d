import ArgumentParser
import EventClient
import EventStream

/// `sse listen`: an EventSource in the terminal.
struct ListenCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "listen",
    abstract: "Follow an event stream, as a browser's EventSource does.",
    discussion: "Example: sse listen --json http://127.0.0.1:8080/")
  static let atThePrompt = "here it is 'client connect URL'"

  @Argument(help: "The stream.")
  var url: String

  @Flag(help: "Print the events as JSON, one a line.")
  var json = false

  @Option(help: "What to send as Last-Event-ID with the first request.")
  var lastEventID: String?

  @Option(help: "The reconnection time to begin with, in milliseconds.")
  var retry: Int?

  @Option(help: "End after this many events.")
  var count: Int?

  @Flag(help: "Do not come back after a lost connection.")
  var noReconnect = false

  func run(in shell: Shell) async throws -> Int32 {
    let source: EventSource
    do {
      source = try EventSource(url, configuration: sourceConfiguration)
    } catch {
      throw CommandFailure.usage(error.description)
    }
    let signals = Signals()
    let (status, signal) = try await signals.interrupting { await follow(source, shell) }
    return signal == nil ? status : 130
  }

  private var sourceConfiguration: EventSource.Configuration {
    var configuration = EventSource.Configuration()
    if let lastEventID { configuration.lastEventID = lastEventID }
    if let retry { configuration.reconnectionTime = .milliseconds(retry) }
    configuration.reconnects = !noReconnect
    return configuration
  }

  private func follow(_ source: EventSource, _ shell: Shell) async -> Int32 {
    var left = count
    for await element in source {
      switch element {
      case .message(let event):
        shell.output.write(line(for: event))
        left = left.map { $0 - 1 }
        if left == 0 || shell.output.isBroken { return 0 }
      case .open(let head): shell.error.line("open: \(head.status)")
      case .lost(let problem, let wait):
        shell.error.line("lost: \(problem.description); retry in \(wait.milliseconds) ms")
      case .failed(let problem):
        shell.error.line("failed: \(problem.description)")
        if case .status(204, _) = problem { return 0 }
        return 1
      default: break
      }
    }
    return 0
  }

  private func line(for event: MessageEvent) -> String {
    if json { return JSONText.object(of: event) + "\n" }
    let head = event.lastEventID.isEmpty ? event.type : "\(event.type)  id \(event.lastEventID)"
    let lines = event.data.split(separator: "\n", omittingEmptySubsequences: false)
    return ([Substring(head)] + lines.map { "  " + $0 }).joined(separator: "\n") + "\n"
  }
}
