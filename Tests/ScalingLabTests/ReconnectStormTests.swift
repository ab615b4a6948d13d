import Testing

@testable import ScalingLab

/// Clients on their way back, calculated: what holds of every storm, and the figures of some.
@Suite struct ReconnectStormTests {
  /// One kind that is never late.
  private static func waiting(_ milliseconds: Int, spread: Int = 0) -> ReconnectStorm.Waiting {
    ReconnectStorm.Waiting(
      "exact", [.fixed(milliseconds: milliseconds, late: 0...0)], spread: spread)
  }

  @Test(arguments: [
    // Nobody stands in the way: each asks once, all at one moment; the last is taken after all others.
    (
      clients: 1_000, wait: 3_000, away: 0, rate: 1_000, queue: 1_000, peak: 1_000, requests: 1_000,
      all: 4_000
    ),
    // The queue takes half; the others come again after their wait.
    (1_000, 3_000, 0, 1_000, 500, 1_000, 1_500, 6_500),
    // The server is away for two of the waits, and then takes all.
    (100, 1_000, 2_500, 1_000, 100, 100, 300, 3_100),
    // One client alone.
    (1, 500, 0, 10, 1, 1, 1, 600),
  ])
  func `a crowd that waits the same comes at one moment`(
    clients: Int, wait: Int, away: Int, rate: Int, queue: Int, peak: Int, requests: Int, all: Int
  ) {
    let outcome = ReconnectStorm(
      clients: clients, waiting: Self.waiting(wait), away: away, rate: rate, queue: queue
    ).outcome()
    #expect(outcome.peak == peak)
    #expect(outcome.requests == requests)
    #expect(outcome.back == clients)
    #expect(outcome.all == all)
  }

  @Test func `a spread crowd is as thin as it is spread, and nobody is refused`() {
    let outcome = ReconnectStorm(
      clients: 30_000, waiting: Self.waiting(3_000, spread: 30_000), rate: 5_000, queue: 4_096
    ).outcome()
    // 1,000 in each second, and a few more by chance: six standard deviations.
    #expect((1_000...1_190).contains(outcome.peak))
    #expect(outcome.requests == 30_000)
    #expect((32_900...33_010).contains(outcome.all ?? 0))
  }

  @Test func `who is told a time of his own keeps it from one refusal to the next`() {
    // With nobody there for a minute, each asks after 1 to 2 s again and again: 30 to 60 times.
    let outcome = ReconnectStorm(
      clients: 2_000, waiting: Self.waiting(1_000, spread: 1_000), away: 60_000, rate: 100_000,
      queue: 100_000
    ).outcome()
    #expect(outcome.back == 2_000)
    #expect((2_000 * 38...2_000 * 46).contains(outcome.requests))
    #expect(outcome.peak < 2_000)
  }

  @Test func `back-off asks less often than browsers while nobody is there`() {
    let table = StormTable(clients: 2_000, away: 60_000)
    let outcomes = Dictionary(
      uniqueKeysWithValues: table.rows.map { ($0.name, table.storm($0).outcome()) })
    // 3,003 to 3,030 ms again and again for a minute: 19 refusals, and then once more.
    #expect(outcomes["Chromium"]?.requests == 2_000 * 20)
    #expect(outcomes["WebKit"]?.requests == 2_000 * 20)
    // 5,024 to 5,341 ms.
    #expect((2_000 * 12).advanced(by: -100)...2_000 * 12 ~= outcomes["Firefox"]?.requests ?? 0)
    let polite = outcomes["back-off"]?.requests ?? .max
    #expect(polite < 2_000 * 12)
    #expect(outcomes.values.allSatisfy { $0.back == 2_000 })
  }

  @Test(arguments: StormBrowser.allCases)
  func `browsers wait within what was measured`(browser: StormBrowser) {
    let measured: [StormBrowser: ClosedRange<Int>] = [
      .chromium: 3_003...3_030, .firefox: 5_024...5_341, .webkit: 3_002...3_013,
    ]
    guard case .fixed(let time, let late) = browser.own else { return #expect(Bool(false)) }
    #expect(time + late.lowerBound...time + late.upperBound == measured[browser])
    guard case .fixed(let told, _) = browser.told(0) else { return #expect(Bool(false)) }
    #expect(told == (browser == .firefox ? 500 : 0))
  }

  @Test func `the same seed gives the same storm, another one another`() {
    let storm = ReconnectStorm(
      clients: 500, waiting: Self.waiting(10, spread: 5_000), rate: 1_000, queue: 10)
    #expect(storm.outcome(seed: 7) == storm.outcome(seed: 7))
    #expect(storm.outcome(seed: 7) != storm.outcome(seed: 8))
  }

  @Test func `who cannot be taken in within the time that is watched is not back`() {
    let outcome = ReconnectStorm(
      clients: 1_000, waiting: Self.waiting(60_000), rate: 1, queue: 10
    ).outcome()
    #expect(outcome.all == nil)
    #expect((1..<1_000).contains(outcome.back))
  }

  @Test func `a table says who comes when, and what it rests on`() {
    let table = StormTable(clients: 1_000, rate: 500, queue: 1_000)
    let outcome = ReconnectStorm.Outcome(
      peak: 1_000, requests: 1_500, longestQueue: 2_000, half: 4_050, all: nil, back: 900)
    #expect(
      table.heading + [table.line(table.rows[0], outcome)] == [
        "1,000 clients lose their stream at once; somebody else is there at once (calculated, not measured):",
        "  who             ask in the       half    all       requests  longest in",
        "                  busiest second   back    back      of each   the queue",
        "  Chromium            1,000       4.1 s     never        1.5      2.0 s",
      ])
  }
}
