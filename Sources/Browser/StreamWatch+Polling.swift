extension StreamWatch {
  /// How often a page that cannot report is asked what it has heard.
  private static let pollInterval = Duration.milliseconds(50)

  /// What Firefox and WebKit tell no script, as a sentence.
  public static func keptBack(by browser: String) -> String {
    "\(browser) tells no script of events that nobody listens for, of its console, or on how many "
      + "connections the streams are."
  }

  /// The same in a browser that tells a script nothing by itself; the page is an empty one of the
  /// stream's own origin, and keeps what it hears until it is asked.
  public func run(
    asking page: some ScriptedPage, _ tell: @escaping @Sendable (Sighting) -> Void
  ) async throws -> WatchOutcome {
    try await page.showEmpty(at: self.page)
    try await page.value(of: WatchScript.keep)
    try await page.value(of: WatchScript.begin(self))
    let end = ContinuousClock.now + duration
    var isOver = false
    while !isOver {
      try await Task.sleep(for: min(Self.pollInterval, max(.zero, end - .now)))
      isOver = ContinuousClock.now >= end
      for told in try await page.value(of: WatchScript.kept).array {
        Sighting(told: JSON(parsing: (told.string ?? "").utf8)).map(tell)
      }
    }
    return WatchOutcome(try await page.value(of: WatchScript.end), wires: SightingReader.Wires())
  }
}
