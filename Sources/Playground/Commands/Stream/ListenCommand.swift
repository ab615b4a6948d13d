import ArgumentParser
import BrotliAndZstandard
import EventClient
import EventStream
import HTTPTypes
import Observations
import StreamViews
import Terminal

/// `sse listen`: an EventSource in the terminal.
struct ListenCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "listen",
    abstract: "Follow an event stream, as a browser's EventSource does.",
    discussion: """
      Events go to standard output, states and errors to standard error. It reconnects when a \
      browser would, and ends when a browser would give up: with 0 after --count events, at \
      status 204, or when the stream ends under --no-reconnect or after a POST; with 1 after a \
      failure.

      It goes through the proxy that http_proxy, HTTPS_PROXY or ALL_PROXY names, unless NO_PROXY \
      names the host; to this machine it goes straight. Cookies come back to their own origin as \
      long as it runs. It asks for no compression (-H 'Accept-Encoding: br' does), and reads gzip, \
      deflate, br and zstd.

      Example: sse listen --json http://127.0.0.1:8080/
      """)
  static let atThePrompt = "here it is 'client connect URL'"

  @Argument(help: "The stream, as http://… or https://….")
  var url: String

  @Flag(help: "Print the events as JSON, one a line.")
  var json = false

  @Option(help: "What to send as Last-Event-ID with the first request.")
  var lastEventID: String?

  @Option(
    name: [.customShort("H"), .long],
    help: "Send this header too, as 'Name: value'; may be repeated.")
  var header: [String] = []

  @Option(
    help: ArgumentHelp(
      "The reconnection time to begin with, in milliseconds.", valueName: "milliseconds"))
  var retry: Int?

  @Option(name: [.customShort("X"), .long], help: "The method; GET, or POST with --data.")
  var request: String?

  @Option(
    name: [.short, .long], help: "Send this body with every request, as JSON if it looks like it.")
  var data: String?

  @Option(help: "Count the connection as lost when nothing comes for so long, as 30s.")
  var idleTimeout: Duration?

  @Option(help: "End after this many events.")
  var count: Int?

  @Option(
    help: ArgumentHelp(
      "Send this header of -H also where a redirect leads to another origin; may be repeated.",
      valueName: "name"))
  var keepHeader: [String] = []

  @OptionGroup var reach: ReachOptions

  @Flag(help: "Do not come back after a lost connection.")
  var noReconnect = false

  @Flag(help: "Come back also when a POST's stream has ended well: the POST is sent again.")
  var reconnect = false

  @Flag(
    help: """
      Show the exchange on standard error, as curl -v does; on a terminal a screenful an event.
      """)
  var verbose = false

  func validate() throws {
    if let count, count < 1 { throw ValidationError("--count is 1 or more, not \(count)") }
    if let retry, retry < 0 { throw ValidationError("--retry is 0 ms or more, not \(retry)") }
    if let idleTimeout, idleTimeout <= .zero {
      throw ValidationError("--idle-timeout is more than nothing")
    }
    if reconnect, noReconnect {
      throw ValidationError("--reconnect and --no-reconnect contradict each other")
    }
    for header in header where !header.contains(":") {
      throw ValidationError("a header is 'Name: value', not '\(header)'")
    }
  }

  func run(in shell: Shell) async throws -> Int32 {
    let source: EventSource
    let trace = verbose ? ExchangeTrace(output: shell.error, screen: shell.error.screen) : nil
    let configuration: EventSource.Configuration
    do {
      configuration = try sourceConfiguration(shell, trace)
      source = try EventSource(url, configuration: configuration)
    } catch {
      throw CommandFailure.usage(error.description)
    }
    let signals = Signals(orExitWith: { 128 + $0 })
    let (status, signal) = try await signals.interrupting {
      await follow(source, configuration, trace, shell)
    }
    return signal.map { 128 + $0 } ?? status
  }

  private func sourceConfiguration(
    _ shell: Shell, _ trace: ExchangeTrace?
  ) throws(EventSourceError) -> EventSource.Configuration {
    var configuration = EventSource.Configuration()
    try addOwnHeaders(to: &configuration)
    configuration.method = request ?? (data == nil ? "GET" : "POST")
    configuration.body = data.map { Array($0.utf8) }
    configuration.lastEventID = lastEventID ?? ""
    if let retry { configuration.reconnectionTime = .milliseconds(retry) }
    configuration.reconnects = !noReconnect
    configuration.repeatsActions = reconnect
    configuration.keptHeaders = keepHeader.compactMap { HTTPField.Name($0) }
    configuration.contentCodings = [.brotli, .zstandard]
    reach.apply(to: &configuration, shell.world)
    configuration.idleTimeout = idleTimeout
    configuration.clock = shell.world.clock
    if let trace {
      configuration.tap = { trace.see($0) }
      configuration.streamTap = { trace.stream($0) }
    }
    return configuration
  }

  private func addOwnHeaders(
    to configuration: inout EventSource.Configuration
  ) throws(EventSourceError) {
    for text in header {
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      try configuration.addHeader(String(parts[0]), String(parts[1].drop { $0 == " " }))
    }
    let looksLikeJSON = data.map { $0.hasPrefix("{") || $0.hasPrefix("[") } ?? false
    if looksLikeJSON, configuration.headers[.contentType] == nil {
      configuration.headers[.contentType] = "application/json"
    }
  }

  private func follow(
    _ source: EventSource, _ configuration: EventSource.Configuration, _ trace: ExchangeTrace?,
    _ shell: Shell
  ) async -> Int32 {
    var left = count
    let terminal = Capabilities.current(environment: shell.world.environment)
    let screen = terminal.isOutputTerminal ? terminal.size : nil
    let (isAction, proxies) = (configuration.isAction, configuration.proxies)
    let layout = ListenLayout(
      action: isAction ? configuration.method : nil,
      proxy: { url in proxies.endpoint(for: url).map { "\($0)" } })
    let journal = Journal(byteLimit: ListenPrinter.journalLimit)
    var printer = ListenPrinter(journal: journal, layout: layout, shell: shell, json: json)
    for await element in source {
      if case .failed = element { trace?.endOfBody() }
      record(element, of: source.url, configuration, in: journal)
      printer.drain(on: screen)
      switch element {
      case .message:
        left = left.map { $0 - 1 }
        if left == 0 || shell.output.isBroken { return 0 }
      case .failed(let problem): return status(after: problem)
      default: break
      }
    }
    return 0
  }

  /// Writes down an element, and what only a shell is told of it.
  private func record(
    _ element: EventSource.Element, of url: String, _ configuration: EventSource.Configuration,
    in journal: Journal
  ) {
    journal.record(
      element, checks: configuration.verifiesCertificates,
      isAction: configuration.isAction && configuration.reconnects
    ) { $0.advice(for: url) }
    guard verbose, case .redirected(_, let names) = element, !names.isEmpty else { return }
    let list = names.map(\.rawName).joined(separator: ", ")
    journal.record(
      .learner,
      .answered(["not sent to another origin: \(list) (--keep-header NAME sends one)"]))
  }

  private func status(after problem: ConnectionProblem) -> Int32 {
    problem.status == 204 || problem.code == .ended ? 0 : 1
  }
}

extension ConnectionProblem {
  /// What may help, behind the reason; empty when nothing is known to.
  fileprivate func advice(for url: String) -> String {
    switch code {
    case .certificateOfUnknownAuthority: " (--cacert FILE names an authority)"
    // Many servers of TLS hang up on http without a word.
    case .noResponse where url.hasPrefix("http:"): " (if it speaks TLS, try https://)"
    default: ""
    }
  }
}
