/// Many clients that lost their stream at one moment, on their way back: a simulation, in steps of a
/// millisecond.
///
/// A client waits, asks, and is taken in when its turn comes; who is refused, because the server is still
/// away or its queue is full, waits again. What the clients wait is ``Waiting``; those of browsers were
/// measured. Nothing is slept and nothing is sent.
public struct ReconnectStorm: Sendable, Hashable {
  /// How many lost their stream: 1 to ``clientLimit``.
  public var clients: Int
  /// How long a client waits before it asks.
  public var waiting: Waiting
  /// How long nobody is at home, in milliseconds.
  public var away: Int
  /// How many the server takes in a second.
  public var rate: Int
  /// How many may stand in its queue; the next one is refused.
  public var queue: Int

  /// The most clients of one storm.
  public static let clientLimit = 1_000_000
  /// How long a storm is watched, in milliseconds: who is not back by then counts as not back.
  public static let horizon = 600_000

  /// A storm of so many clients, before a server that is back after `away` milliseconds.
  public init(clients: Int, waiting: Waiting, away: Int = 0, rate: Int, queue: Int) {
    self.clients = clients
    self.waiting = waiting
    self.away = away
    self.rate = rate
    self.queue = queue
  }

  /// What became of it.
  public struct Outcome: Sendable, Hashable {
    /// The most requests that came within one second of the clock.
    public var peak = 0
    /// All requests, refused ones among them.
    public var requests = 0
    /// The longest that somebody stood in the queue, in milliseconds.
    public var longestQueue = 0
    /// When half of them were back, in milliseconds after the loss; nil when they were not.
    public var half: Int?
    /// When the last of them was back; nil when not all were.
    public var all: Int?
    /// How many were back within the horizon.
    public var back = 0
  }

  /// Plays it; the same seed gives the same storm.
  public func outcome(seed: UInt64 = 1) -> Outcome {
    var random = SplitMix(seed)
    var outcome = Outcome()
    var calendar = Calendar()
    let spread = waiting.spread
    for client in 0..<clients {
      // Told once, with the event that ended the stream, and kept.
      let extra = spread > 0 ? random.below(spread + 1) : 0
      calendar.add(Try(number: 0, extra: Int32(extra), client: Int32(client)), at: 0)
    }
    // The first "try" at 0 is the loss itself: it only sets the wait.
    for tried in calendar.remove(at: 0) {
      calendar.add(tried.next, at: waiting.wait(before: tried, &random))
    }
    // When the server is free again, in thousandths of a millisecond.
    let service = 1_000_000 / max(rate, 1)
    var free = away * 1_000
    var second = (number: -1, requests: 0)
    var now = 0
    while now < Self.horizon, let time = calendar.next(from: now), time < Self.horizon {
      now = time
      for tried in calendar.remove(at: time) {
        outcome.requests += 1
        if second.number != time / 1_000 { second = (time / 1_000, 0) }
        second.requests += 1
        outcome.peak = max(outcome.peak, second.requests)
        let start = max(free, time * 1_000)
        let standing = (start - time * 1_000) / service
        guard time >= away, standing < queue else {
          calendar.add(tried.next, at: time + waiting.wait(before: tried, &random))
          continue
        }
        free = start + service
        let done = (free + 999) / 1_000
        outcome.longestQueue = max(outcome.longestQueue, done - time)
        outcome.back += 1
        if outcome.back == (clients + 1) / 2 { outcome.half = done }
        if outcome.back == clients { outcome.all = done }
      }
      now += 1
    }
    return outcome
  }
}

extension ReconnectStorm {
  /// How long a client waits before it asks again.
  public struct Waiting: Sendable, Hashable {
    /// What is said of it in a table.
    public var name: String
    /// The kinds of clients, each as many as another.
    public var kinds: [Kind]
    /// The server tells each client another time, so much longer at most, in milliseconds.
    public var spread = 0

    /// One kind of client, or several in equal parts.
    public init(_ name: String, _ kinds: [Kind], spread: Int = 0) {
      (self.name, self.kinds, self.spread) = (name, kinds, spread)
    }

    /// A client's rule.
    public enum Kind: Sendable, Hashable {
      /// The same again and again, and late by something in this range, in milliseconds.
      case fixed(milliseconds: Int, late: ClosedRange<Int>)
      /// Anything up to a limit that doubles with every refusal, from `first` to `cap` milliseconds.
      case backOff(first: Int, cap: Int)
    }

    func wait(before tried: Try, _ random: inout SplitMix) -> Int {
      switch kinds[Int(tried.client) % kinds.count] {
      case .fixed(let time, let late):
        time + late.lowerBound + random.below(late.count) + Int(tried.extra)
      case .backOff(let first, let cap):
        1 + random.below(min(cap, first << min(Int(tried.number), 30))) + Int(tried.extra)
      }
    }
  }

  /// One request of one client.
  struct Try: Sendable, Hashable {
    var number: Int32
    var extra: Int32
    var client: Int32

    var next: Try { Try(number: number + 1, extra: extra, client: client) }
  }

  /// What stands at which millisecond.
  struct Calendar {
    private var days: [Int: [Try]] = [:]
    private var last = 0

    mutating func add(_ item: Try, at time: Int) {
      days[time, default: []].append(item)
      last = max(last, time)
    }

    mutating func remove(at time: Int) -> [Try] { days.removeValue(forKey: time) ?? [] }

    /// The first time from `time` on at which something stands.
    func next(from time: Int) -> Int? {
      guard time <= last else { return nil }
      return (time...last).first { days[$0] != nil }
    }
  }

  /// Sebastiano Vigna's SplitMix64: small, and the same everywhere.
  struct SplitMix {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    /// A number from 0 to `limit` - 1; 0 where the limit is none.
    mutating func below(_ limit: Int) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var bits = state
      bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
      bits ^= bits >> 31
      return limit < 1 ? 0 : Int(bits.multipliedFullWidth(by: UInt64(limit)).high)
    }
  }
}
