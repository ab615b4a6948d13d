import ArgumentParser
import Browser
import FoundationEssentials
import Observations
import OutsideServers
import Platform

/// `browser watch`, the default subcommand: one page, and what it hears.
struct BrowserWatchCommand: ReadingCommand {
  static let completesPaths = true

  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Open a stream in a page, and see what the page hears.",
    discussion: """
      Of several streams only their states are reported, and whether an ordinary 'fetch' got \
      through beside them. With --from the page is of another origin. Firefox and WebKit reach this machine \
      alone, and tell of nothing that their page does not hear.

      With --fetch the page makes no EventSource: it reads the answer by itself, and what each \
      'read()' returned is shown, events or not. It may send --data, and gives up after --abort \
      pieces.
      Example: browser /events --with firefox
      """)
  var shellUse: ShellUse { .alone }
  /// How long a page may listen, in words.
  private static let limit = "\(StreamWatch.longest.components.seconds / 60) minutes"

  @Argument(help: "A path of this session's server, or a whole URL.")
  var target: String = "/"

  @Option(help: "Which browser: chromium, firefox or webkit.")
  var with: String = BrowserMake.chromium.rawValue

  @Flag(help: "Connect through the proxy of this session.")
  var viaProxy = false

  @Option(help: "How many streams the page opens.")
  var streams: Int = 1

  @Option(help: "A type of events to listen to beside 'message'; may be given again.")
  var listen: [String] = []

  @Option(help: "Another name of this machine to load the page from, as in localhost.")
  var from: String?

  @Option(name: .customLong("for"), help: "How long the page listens, as 500ms or 3s.")
  var duration: Duration = .seconds(3)

  @Flag(help: "Read by 'fetch' in place of an EventSource.")
  var fetch = false

  @Option(help: "With --fetch: POST this, as JSON if it looks like it.")
  var data: String?

  @Option(help: ArgumentHelp("With --fetch: abort after so many pieces.", valueName: "pieces"))
  var abort: Int?

  private var make: BrowserMake { BrowserMake(rawValue: with) ?? .chromium }

  func validate() throws {
    try BrowserMake.validate(with)
    guard (1...StreamWatch.streamLimit).contains(streams) else {
      throw ValidationError(
        "--streams \(streams) will not do: give 1 to \(StreamWatch.streamLimit)")
    }
    guard duration > .zero, duration <= StreamWatch.longest else {
      throw ValidationError("--for takes more than nothing and at most \(Self.limit)")
    }
    if let from, !Loopback.holds(from) {
      throw ValidationError("--from \(from) is not this machine: try localhost or 127.0.0.1")
    }
    if let abort, abort < 1 { throw ValidationError("--abort is 1 piece or more, not \(abort)") }
    guard fetch || (data == nil && abort == nil) else {
      throw ValidationError("--data and --abort go with --fetch: an EventSource has neither")
    }
    guard !fetch || (streams == 1 && listen.isEmpty) else {
      throw ValidationError("--fetch reads one answer: leave out --streams and --listen")
    }
    if let data, data.utf8.count > FetchRead.bodyLimit {
      throw ValidationError("--data takes at most \(FetchRead.bodyLimit >> 10) KiB")
    }
  }

  var touches: [Touch] {
    [.starts(make.program.name)] + (target.hasPrefix("/") ? [] : [.connects(target)])
  }

  func run(in session: isolated Session) async throws {
    guard let program = session.world.path(of: make.program) else {
      throw CommandFailure.failed(OutsideProgram.missing([make.program.name]).withQuotes)
    }
    let (watch, host) = try watch(session.url(of: target, viaProxy: viaProxy))
    if make != .chromium, !Loopback.holds(host) {
      throw CommandFailure.usage(
        "\(make.title) is driven on this machine alone: take --with chromium for \(host)")
    }
    let journal = session.journal
    journal.record(.browser, .browsing(page: watch.page, stream: watch.stream))
    do {
      if fetch {
        let report = FetchReport(page: watch.page, journal: journal)
        let outcome = try await session.inRealTime {
          try await self.fetched(watch, host, program) { report.add($0) }
        }
        report.finish(outcome)
        return
      }
      let report = BrowserReport(watch: watch, journal: journal)
      let outcome = try await session.inRealTime {
        try await self.watched(watch, host, program) { report.add($0) }
      }
      report.finish(outcome)
      if make != .chromium { session.say(StreamWatch.keptBack(by: make.title)) }
    } catch let error as BrowserError {
      throw CommandFailure.failed(error.description)
    }
  }

  private func fetched(
    _ watch: StreamWatch, _ host: String, _ program: String,
    _ tell: @escaping @Sendable (FetchRead.Sighting) -> Void
  ) async throws -> FetchRead.Outcome {
    var read = FetchRead(page: watch.page, url: watch.stream)
    read.body = data
    read.piecesBeforeAbort = abort
    read.duration = duration
    guard make == .chromium else {
      return try await withPage(program) { [read] page in try await read.run(in: page, tell) }
    }
    let isHere = Loopback.holds(host)
    return try await Page.withPage(
      in: Chromium(program: program), reaching: isHere ? [] : [host]
    ) { [read] page in
      // On this machine certificates are made at home.
      if isHere { try await page.call("Security.setIgnoreCertificateErrors", ["ignore": true]) }
      return try await read.run(in: page, tell)
    }
  }

  private func watched(
    _ watch: StreamWatch, _ host: String, _ program: String,
    _ tell: @escaping @Sendable (Sighting) -> Void
  ) async throws -> WatchOutcome {
    guard make == .chromium else {
      return try await withPage(program) { page in try await watch.run(asking: page, tell) }
    }
    let hosts = Loopback.holds(host) ? [] : [host]
    return try await Page.withPage(in: Chromium(program: program), reaching: hosts) { page in
      try await watch.run(in: page, tell)
    }
  }

  /// Gives the body a page in a browser that reaches this machine alone.
  private func withPage<Value: Sendable>(
    _ program: String, _ body: (any ScriptedPage) async throws -> Value
  ) async throws -> Value {
    try await make.run(program, acceptsCertificates: true) { browser in
      try await Self.page(of: browser, body)
    }
  }

  private static func page<Value: Sendable>(
    of browser: some ScriptedBrowser, _ body: (any ScriptedPage) async throws -> Value
  ) async throws -> Value {
    try await browser.withPage { page in try await body(page) }
  }

  /// What the page is to do, and the host that it does it with.
  private func watch(_ url: String) throws(CommandFailure) -> (StreamWatch, host: String) {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme,
      ["http", "https"].contains(scheme), let host = parts.host, StreamWatch.isHost(host)
    else {
      throw .usage("'\(target)' is no address of a stream: give a path, or http://HOST:PORT/PATH")
    }
    let port = parts.port.map { ":\($0)" } ?? ""
    // Firefox and WebKit are given a page of its own, since they make another of what is no HTML; and a
    // server that is read by 'fetch' need not have one.
    let path = fetch || make != .chromium ? "/sse-page" : StreamWatch.ordinary
    let page = "\(scheme)://\(from ?? host)\(port)\(path)"
    var watch = StreamWatch(page: page, stream: url)
    watch.count = streams
    watch.types = listen
    watch.duration = duration
    return (watch, host)
  }
}
