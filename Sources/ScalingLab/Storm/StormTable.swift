import ScalingFigures

/// A storm as several kinds of clients would make it, side by side.
public struct StormTable: Sendable, Hashable {
  /// How many lost their stream.
  public var clients: Int
  /// How long nobody is at home, in milliseconds.
  public var away: Int
  /// How many the server takes in a second.
  public var rate: Int
  /// How many may stand in its queue.
  public var queue: Int
  /// The reconnection time that the server sends, in milliseconds, where it sends one.
  public var retry: Int
  /// How much longer the last of them is told to wait, where they are spread.
  public var spread: Int

  /// How many a second, unless it is said: an assumption, which a server of one's own replaces.
  public static let usualRate = 5_000
  /// How long the queue is, unless it is said: `net.core.somaxconn` of Linux.
  public static let usualQueue = 4_096
  /// A client that backs off waits a second at first, and half a minute at most.
  static let backOff = ReconnectStorm.Waiting.Kind.backOff(first: 1_000, cap: 30_000)

  /// A table of so many clients.
  public init(
    clients: Int = 100_000, away: Int = 0, rate: Int = usualRate, queue: Int = usualQueue,
    retry: Int = 3_000, spread: Int = 30_000
  ) {
    self.clients = clients
    self.away = away
    self.rate = rate
    self.queue = queue
    self.retry = retry
    self.spread = spread
  }

  /// The kinds of clients, one row each.
  public var rows: [ReconnectStorm.Waiting] {
    let all = StormBrowser.allCases
    return all.map { ReconnectStorm.Waiting($0.name, [$0.own]) } + [
      ReconnectStorm.Waiting("all three", all.map(\.own)),
      ReconnectStorm.Waiting("told retry", all.map { $0.told(retry) }),
      ReconnectStorm.Waiting("told and spread", all.map { $0.told(retry) }, spread: spread),
      ReconnectStorm.Waiting("back-off", [Self.backOff]),
    ]
  }

  /// The storm of one row.
  public func storm(_ waiting: ReconnectStorm.Waiting) -> ReconnectStorm {
    ReconnectStorm(clients: clients, waiting: waiting, away: away, rate: rate, queue: queue)
  }

  /// What is said above and below the rows.
  public var heading: [String] {
    let home = away == 0 ? "somebody else is there at once" : "nobody is there for \(seconds(away))"
    return [
      "\(grouped(clients)) clients lose their stream at once; \(home) (calculated, not measured):",
      "  who             ask in the       half    all       requests  longest in",
      "                  busiest second   back    back      of each   the queue",
    ]
  }

  /// One row, in columns under the heading.
  public func line(_ waiting: ReconnectStorm.Waiting, _ outcome: ReconnectStorm.Outcome) -> String {
    let each = Double(outcome.requests) / Double(max(clients, 1))
    let tenths = Int((each * 10).rounded())
    return "  \(waiting.name.left(15)) \(grouped(outcome.peak).right(9))"
      + "   \((outcome.half.map(seconds) ?? "never").right(9))"
      + " \((outcome.all.map(seconds) ?? "never").right(9))"
      + "   \("\(tenths / 10).\(tenths % 10)".right(8)) \(seconds(outcome.longestQueue).right(10))"
  }

  /// What the figures rest on.
  public var footing: [String] {
    [
      "  the server takes \(grouped(rate)) a second, and lets \(grouped(queue)) stand in its queue; who is",
      "  refused waits again. Browsers wait as they were measured (docs/wild.md): 3.0 s, 5.0 to",
      "  5.3 s, 3.0 s, and never longer. 'told' is retry: \(retry), 'spread' up to \(seconds(spread)) more,",
      "  'back-off' a page of one's own: anything up to 1 s, then 2 s, 4 s … 30 s.",
    ]
  }

  private func seconds(_ milliseconds: Int) -> String {
    let tenths = (milliseconds + 50) / 100
    return "\(grouped(tenths / 10)).\(tenths % 10) s"
  }
}
