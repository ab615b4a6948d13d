package import Browser
package import Conformance
import EventStream
package import WildFigures

/// Measures one browser: the scenarios of the conformance suite, read for what it does instead of for
/// whether that is right.
package struct BrowserTrial: Sendable {
  /// So many pages are open at once; most of their time is waiting.
  private static let width = 4
  /// How long an `open` is waited for.
  private static let patience = Duration.seconds(5)

  let name: String
  /// The suite's checks, and those that are for this alone.
  let checks: [Check]

  /// A trial of the browser that is called so, by checks among which each of ``BrowserLook``'s is.
  package init(_ name: String, checks: [Check]) {
    self.name = name
    self.checks = checks
  }

  /// Looks at these topics, tells of each figure as it is known, and returns them in their order.
  package func run(
    _ browser: some ScriptedBrowser, _ topics: [BrowserTopic] = BrowserTopic.allCases,
    _ tell: @escaping @Sendable (WildFigure) -> Void
  ) async throws -> [WildFigure] {
    let version = try await browser.version()
    let number = version.split(separator: "/").last.map(String.init) ?? ""
    var figures: [WildFigure] = []
    await withTaskGroup(of: WildFigure?.self) { group in
      func take(_ figure: WildFigure?) {
        guard let figure, !Task.isCancelled else { return }
        figures.append(figure)
        tell(figure)
      }
      // Those that wait longest first.
      for (index, topic) in topics.enumerated() {
        if index >= Self.width, let figure = await group.next() { take(figure) }
        if Task.isCancelled { break }
        group.addTask {
          let found = await outcome(of: topic, browser)
          return WildFigure(
            kind: .browser, subject: name, version: number, topic: topic.rawValue,
            milliseconds: found.time?.wholeMilliseconds, words: found.words)
        }
      }
      for await figure in group { take(figure) }
    }
    return topics.compactMap { topic in
      figures.first { $0.topic == topic.rawValue }
    }
  }

  private func outcome(
    of topic: BrowserTopic, _ browser: some ScriptedBrowser
  ) async -> (time: Duration?, words: String) {
    guard let look = BrowserLook(topic) else {
      guard let time = await opening(browser) else { return (nil, "never") }
      return (time, time.inTenths)
    }
    guard let check = checks.first(where: { $0.id == look.check }) else { return (nil, "?") }
    let run = ClientRun(PageClient(browser: browser, width: 1))
    var conduct = await run.conduct(in: check)
    // A page that never asked says nothing of its browser: it gets a second try.
    if conduct.asked == 0, !Task.isCancelled { conduct = await run.conduct(in: check) }
    if case .cannotRun = conduct.verdict { return (nil, "-") }
    guard conduct.asked > 0 else { return (nil, "?") }
    switch look.reading {
    case .returns(let count): return (nil, conduct.asked > count ? "goes on" : "ends for good")
    case .verdict(let passed, let failed):
      if case .passed = conduct.verdict { return (nil, passed) }
      return (nil, failed)
    case .wait:
      let waits = conduct.waits.sorted()
      guard !waits.isEmpty else { return (nil, "ends for good") }
      let median = waits[waits.count / 2]
      return (median, median.inTenths)
    }
  }

  /// How long `open` takes where the head comes at once and the first byte of the body a second later.
  private func opening(_ browser: some ScriptedBrowser) async -> Duration? {
    guard let origin = try? await ProxyOriginServer.start() else { return nil }
    let time = try? await browser.withPage { page -> Duration? in
      let base = "http://127.0.0.1:\(origin.port)"
      try await page.showEmpty(at: "\(base)/sse-page")
      try await page.value(of: Self.script)
      let deadline = ContinuousClock.now + Self.patience
      while ContinuousClock.now < deadline {
        if let time = try await page.value(of: "sseOpening.time").int {
          return .milliseconds(time)
        }
        try await Task.sleep(for: .milliseconds(50))
      }
      return nil
    }
    await origin.stop()
    return time
  }

  private static let script = """
    (() => {
      const opening = window.sseOpening = { time: null }, begun = performance.now();
      opening.source = new EventSource("/plain/late");
      opening.source.addEventListener("open", () => {
        opening.time ??= Math.round(performance.now() - begun);
      });
    })()
    """
}

/// Which check answers a question about a browser, and what of it is read.
struct BrowserLook {
  enum Reading {
    /// The words for one that passes, and for one that fails.
    case verdict(passed: String, failed: String)
    /// Whether it asks once more, after so many requests.
    case returns(after: Int)
    /// The median of the times between the end of an answer and the next request.
    case wait
  }

  let check: String
  let reading: Reading

  /// Nil where no scenario answers it.
  init?(_ topic: BrowserTopic) {
    guard let way = Self.way(topic) else { return nil }
    (check, reading) = way
  }

  private static func way(_ topic: BrowserTopic) -> (check: String, reading: Reading)? {
    let end = Reading.returns(after: 2)
    return switch topic {
    case .afterEnd: ("client/a-pause/default", .wait)
    case .afterReset: ("client/wild-waits/reset", .wait)
    case .afterRefusal: ("client/wild-waits/refusal", .wait)
    case .retry: ("client/retry-used/1800", .wait)
    case .retryZero: ("client/wild-waits/zero", .wait)
    case .retryLarge:
      ("client/retry-large/2-32", .verdict(passed: "waits", failed: "comes in 1 s"))
    case .opens: nil
    case .noContent: ("client/no-content/again", end)
    case .tooMany: ("client/client-errors/429", end)
    case .unavailable: ("client/server-errors/503", end)
    case .wrongType: ("client/types-at-return/html", end)
    case .charset:
      ("client/charset/latin-1", .verdict(passed: "read as UTF-8", failed: "refused"))
    case .redirect:
      ("client/wild-redirects/302", .verdict(passed: "the target", failed: "the original"))
    case .bareID: ("client/bare-ids/after-event", .verdict(passed: "counts", failed: "is lost"))
    case .nulID: ("client/wild-nul/given", .verdict(passed: "is given", failed: "is lost"))
    case .badChunk: ("client/bad-chunks/letters", .returns(after: 1))
    case .gzip: ("client/gzip/at-once", .verdict(passed: "yes", failed: "no"))
    }
  }
}

extension Duration {
  /// `3.0 s`; below half a second `12 ms`.
  var inTenths: String {
    let milliseconds = wholeMilliseconds
    guard milliseconds >= 500 else { return "\(milliseconds) ms" }
    let tenths = (milliseconds + 50) / 100
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
