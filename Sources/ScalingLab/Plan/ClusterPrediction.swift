public import ScalingFigures

/// What several servers of one size would hold on one engine: a calculation from measured costs, not a
/// measurement.
///
/// Every stream gets every event. Each server has a processor, a memory and a link of its own; the nodes
/// of the engine keep a copy of each event each, and send it once to each server.
public struct ClusterPrediction: Sendable, Hashable {
  /// What is asked about.
  public struct Question: Sendable, Hashable {
    /// How many servers; 1 or more.
    public var servers: Int
    /// The memory of each, in bytes.
    public var memory: Int
    /// The processors of each.
    public var processors: Int
    /// How many events a second go to every stream.
    public var events: Double
    /// How large the data of each is, in bytes.
    public var size: Int
    /// What a link carries, of a server to its readers and of a node of the engine, in bits a second.
    public var link: Double

    /// Asks about so many servers.
    public init(
      servers: Int, memory: Int, processors: Int, events: Double = 1, size: Int = 120,
      link: Double = 1e9
    ) {
      self.servers = servers
      self.memory = memory
      self.processors = processors
      self.events = events
      self.size = size
      self.link = link
    }
  }

  /// What an event is larger by on its way to a reader: 33 bytes of id, field names and chunk, which were
  /// counted, and 66 of TCP, IP and Ethernet.
  public static let readerOverhead = 99
  /// What an event is larger by on its way from the engine to a server: 195 bytes were counted, 66 as above.
  public static let engineOverhead = 261
  /// The nodes of the engine, each with a copy of everything.
  public static let nodes = 3
  /// The events that such an engine was measured to acknowledge in a second: 13,950, of 120 bytes, 250 of
  /// them on the way at once, on two processors.
  public static let acknowledged = 13_950.0

  /// What runs out.
  public enum Limit: String, Sendable, Hashable {
    case memory, processor, link
  }

  /// The question.
  public var question: Question
  /// What a stream costs.
  public var cost: StreamCost
  /// The processor's time for each event that is written, in milliseconds; nil: not measured.
  public var millisecondsPerEvent: Double?

  /// Calculates with what a run has measured of one model; nil where its steps do not show what a stream
  /// costs.
  public init?(_ question: Question, from steps: [ScalingStep]) {
    guard let cost = StreamCost(of: steps) else { return nil }
    self.question = question
    self.cost = cost
    let busiest = steps.filter { $0.cpuMsPer1000 != nil }.max { $0.served < $1.served }
    millisecondsPerEvent = busiest?.cpuMsPer1000.map { $0 / 1_000 }
  }

  // MARK: One server

  /// What each stream takes, the kernel's part included, in bytes.
  var bytesPerStream: Double { cost.perStream + ScalingPrediction.kernelBytesPerStream }

  /// The streams that each limit allows one server; the processor's only where it was measured.
  public var limits: [(limit: Limit, streams: Int)] {
    var limits: [(limit: Limit, streams: Int)] = [
      (.memory, roundedDown(Int(max(0, Double(question.memory) - cost.base) / bytesPerStream)))
    ]
    guard question.events > 0 else { return limits }
    if let millisecondsPerEvent, millisecondsPerEvent > 0 {
      let written = Double(question.processors) * 1_000 / millisecondsPerEvent
      limits.append((.processor, roundedDown(Int(written / question.events))))
    }
    let bytesPerSecond = question.events * Double(question.size + Self.readerOverhead)
    limits.append((.link, roundedDown(Int(question.link / 8 / bytesPerSecond))))
    return limits
  }

  /// The streams of one server, and what runs out first.
  public var each: (limit: Limit, streams: Int) {
    limits.min { $0.streams < $1.streams } ?? (.memory, 0)
  }

  // MARK: All of them

  /// What all of them hold.
  public var streams: Int { each.streams * question.servers }

  /// What they hold while one of them is away: so many are to be let in, so that nobody is turned away.
  public var streamsWithoutOne: Int { each.streams * (question.servers - 1) }

  /// The bits a second that a node's link carries at most: all servers may be on it, and it leads.
  public var engineLoad: Double {
    let copies = Double(Self.nodes - 1 + question.servers)
    return question.events * Double(question.size + Self.engineOverhead) * 8 * copies
  }

  /// The most servers that the engine's link feeds.
  public var serverLimit: Int {
    guard question.events > 0 else { return .max }
    let one = question.events * Double(question.size + Self.engineOverhead) * 8
    return max(0, Int(question.link / one) - (Self.nodes - 1))
  }

  /// Whether the engine takes so many events, and its link so many servers.
  public var engineCarries: Bool {
    question.events <= Self.acknowledged && question.servers <= serverLimit
  }

  /// The calculation as lines, with its figures.
  public var lines: [String] {
    let count = question.servers
    let noun = count == 1 ? "server" : "servers"
    var lines = [
      "\(grouped(count)) \(noun) of \(bytes(question.memory)) on one engine of \(Self.nodes) nodes, "
        + "\(Self.number(question.events)) events a second",
      "to every stream, \(grouped(question.size)) bytes each (calculated, not measured):",
    ]
    for (limit, streams) in limits {
      lines.append("  \(limit.rawValue.left(9)) \(grouped(streams).right(13)) streams a server")
      lines.append("            = \(formula(limit))")
    }
    lines.append(
      "  \("all".left(9)) \(grouped(streams).right(13)) streams = \(grouped(count)) x \(grouped(each.streams)); "
        + "the \(each.limit.rawValue) is the wall")
    lines.append(
      count == 1
        ? "            none while it is away"
        : "            let in no more than \(grouped(streamsWithoutOne)): one may be away")
    let load = "\(Self.number(engineLoad / 1e6)) Mbit/s"
    let perEvent =
      "(\(Self.nodes - 1) + \(grouped(count))) x (\(grouped(question.size)) + \(Self.engineOverhead)) bytes"
    lines.append(
      "  \("engine".left(9)) \(load.right(13)) at most on a node's link of \(Self.number(question.link / 1e6)) Mbit/s"
    )
    lines.append("            = \(Self.number(question.events)) x 8 x \(perEvent)")
    lines.append("            \(wall)")
    return lines + [
      "  figures: \(Self.engineOverhead) and \(Self.readerOverhead) bytes beside the data were counted; the engine was measured",
      "  to acknowledge \(grouped(Int(Self.acknowledged))) events a second (docs/several-servers.md).",
    ]
  }

  /// Where the engine's wall is.
  private var wall: String {
    guard question.events <= Self.acknowledged else {
      return "more than it acknowledges: \(grouped(Int(Self.acknowledged))) a second are its wall"
    }
    guard serverLimit < .max else { return "with no events it carries nothing" }
    return serverLimit < question.servers
      ? "too much: its wall is at \(grouped(serverLimit)) servers"
      : "its wall is at \(grouped(serverLimit)) servers, or at \(grouped(Int(Self.acknowledged))) events a second"
  }

  private func formula(_ limit: Limit) -> String {
    let events = Self.number(question.events)
    switch limit {
    case .memory:
      let room =
        cost.base > 0
        ? "(\(bytes(question.memory)) - \(bytes(Int(cost.base))))" : bytes(question.memory)
      return "\(room) / \(bytes(Int(bytesPerStream)))"
    case .processor:
      let time = Self.number((millisecondsPerEvent ?? 0) * 1_000)
      return "\(question.processors) x 1 s / (\(events) x \(time) us), measured"
    case .link:
      return "\(Self.number(question.link / 1e6)) Mbit/s / (\(events) x 8 x "
        + "(\(grouped(question.size)) + \(Self.readerOverhead)) bytes)"
    }
  }

  /// A whole number without a fraction, any other with what its size deserves.
  private static func number(_ value: Double) -> String {
    value == value.rounded() ? grouped(Int(value)) : rounded(value)
  }
}
