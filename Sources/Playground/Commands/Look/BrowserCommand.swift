import ArgumentParser
import Browser
import FoundationEssentials
import Observations
import OutsideServers
import Platform

/// `browser`: what a page in a real browser hears of a stream.
struct BrowserCommand: ReadingCommand, ListedCommand {
  static let completesPaths = true
  static let overview = OverviewPlace.row(
    group: .look, usage: "browser [PATH] [--streams N]",
    summary: "what a page in a real one hears")

  static let configuration = CommandConfiguration(
    commandName: "browser",
    abstract: "Open a stream in a real browser, and see what its page hears.",
    discussion: """
      Chromium runs without a window, loads a page of the stream's own server, and the page makes \
      its EventSource. Of several streams only their states are reported, and whether an ordinary \
      'fetch' got through beside them. With --from the page is of another origin.
      Example: browser /events --streams 8 --for 1s
      """)
  var shellUse: ShellUse { .alone }
  /// How long a page may listen, in words.
  private static let limit = "\(StreamWatch.longest.components.seconds / 60) minutes"

  @Argument(help: "A path of this session's server, or a whole URL.")
  var target: String = "/"

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

  func validate() throws {
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
  }

  var touches: [Touch] {
    [.starts(OutsideProgram.chromium.name)] + (target.hasPrefix("/") ? [] : [.connects(target)])
  }

  func run(in session: isolated Session) async throws {
    guard let program = session.world.path(of: .chromium) else {
      let sentence = OutsideProgram.missing([OutsideProgram.chromium.name])
      throw CommandFailure.failed(sentence.withQuotes)
    }
    let chromium = Chromium(program: program)
    let (watch, host) = try watch(session.url(of: target, viaProxy: viaProxy))
    let journal = session.journal
    let report = BrowserReport(watch: watch, journal: journal)
    journal.record(.browser, .browsing(page: watch.page, stream: watch.stream))
    let hosts = Loopback.holds(host) ? [] : [host]
    do {
      let outcome = try await session.inRealTime {
        try await Page.withPage(in: chromium, reaching: hosts) { page in
          try await watch.run(in: page) { report.add($0) }
        }
      }
      report.finish(outcome)
    } catch let error as BrowserError {
      throw CommandFailure.failed(error.description)
    }
  }

  /// What the page is to do, and the host that it does it with.
  private func watch(_ url: String) throws(CommandFailure) -> (StreamWatch, host: String) {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme,
      ["http", "https"].contains(scheme), let host = parts.host, StreamWatch.isHost(host)
    else {
      throw .usage("'\(target)' is no address of a stream: give a path, or http://HOST:PORT/PATH")
    }
    let port = parts.port.map { ":\($0)" } ?? ""
    let page = "\(scheme)://\(from ?? host)\(port)\(StreamWatch.ordinary)"
    var watch = StreamWatch(page: page, stream: url)
    watch.count = streams
    watch.types = listen
    watch.duration = duration
    return (watch, host)
  }
}
