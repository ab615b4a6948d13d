import ArgumentParser

/// `browser`: what a page in a real browser hears of a stream.
struct BrowserCommand: ParsableCommand, ListedCommand {
  static let overview = OverviewPlace.row(
    group: .look, usage: "browser [PATH]|compare",
    summary: "what a page in a real one hears")

  static let configuration = CommandConfiguration(
    commandName: "browser",
    abstract: "Open a stream in a real browser, and see what its page hears.",
    discussion: """
      It runs without a window, loads a page of the stream's own server, and the page makes its \
      EventSource. 'browser compare' plays the same scenarios to all that are installed.
      Example: browser /events --streams 8 --for 1s
      """,
    subcommands: [BrowserWatchCommand.self, BrowserCompareCommand.self],
    defaultSubcommand: BrowserWatchCommand.self)
}
