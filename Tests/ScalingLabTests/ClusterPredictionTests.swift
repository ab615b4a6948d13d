import ScalingFigures
import Testing

@testable import ScalingLab

/// What several servers would hold, from figures that are given: the arithmetic, and its sentences.
@Suite struct ClusterPredictionTests {
  /// 10 MB at rest and 7,000 bytes for each stream, with the kernel's 3,000; 10 us for each event.
  private static func steps(cpu: Double? = 10) -> [ScalingStep] {
    [(1_000, 17_000_000), (11_000, 87_000_000)].map { clients, memory in
      ScalingStep(
        model: "async", clients: clients, served: clients, silent: 0, refused: 0, ordinaryMs: 1,
        processes: 1, threads: 3, pssBytes: memory, cpuMsPer1000: cpu, delayMedianMs: 1,
        delayP99Ms: 2)
    }
  }

  @Test(arguments: [
    // 1 event a second to all: two processors write 200,000, the link 571,000 of 219 bytes.
    (memory: 1_010_000_000, events: 1.0, link: 1e9, streams: 100_000, limit: "memory"),
    (10_010_000_000, 1, 1e9, 200_000, "processor"), (10_010_000_000, 10, 1e9, 20_000, "processor"),
    (10_010_000_000, 1, 1e8, 57_000, "link"), (10_010_000_000, 0, 1e9, 1_000_000, "memory"),
    (1_000, 1, 1e9, 0, "memory"),
  ])
  func `a server holds what its scarcest thing allows`(
    memory: Int, events: Double, link: Double, streams: Int, limit: String
  ) throws {
    let prediction = try #require(
      ClusterPrediction(
        .init(servers: 3, memory: memory, processors: 2, events: events, link: link),
        from: Self.steps()))
    #expect(prediction.each.streams == streams)
    #expect(prediction.each.limit.rawValue == limit)
    #expect(prediction.streams == 3 * streams)
    #expect(prediction.streamsWithoutOne == 2 * streams)
  }

  @Test(arguments: [
    // 381 bytes a copy: 3,048 bits for each event and second.
    (servers: 2, events: 1.0, load: 12_192.0, wall: 328_081, carries: true),
    (2, 1_000, 12_192_000, 326, true), (400, 1_000, 1_225_296_000, 326, false),
    (2, 20_000, 243_840_000, 14, false), (1, 0, 0, Int.max, true),
  ])
  func `the engine's link carries a copy for each node and each server`(
    servers: Int, events: Double, load: Double, wall: Int, carries: Bool
  ) throws {
    let prediction = try #require(
      ClusterPrediction(
        .init(servers: servers, memory: 1 << 30, processors: 2, events: events),
        from: Self.steps()))
    #expect(prediction.engineLoad == load)
    #expect(prediction.serverLimit == wall)
    #expect(prediction.engineCarries == carries)
  }

  @Test func `without a measured processor it is no limit, and without a cost there is nothing`()
    throws
  {
    let question = ClusterPrediction.Question(servers: 2, memory: 1 << 30, processors: 2)
    let prediction = try #require(ClusterPrediction(question, from: Self.steps(cpu: nil)))
    #expect(prediction.limits.map(\.limit) == [.memory, .link])
    #expect(ClusterPrediction(question, from: []) == nil)
  }

  @Test func `the lines show the formula and its figures`() throws {
    let prediction = try #require(
      ClusterPrediction(
        .init(servers: 2, memory: 10_010_000_000, processors: 2), from: Self.steps()))
    #expect(
      prediction.lines == [
        "2 servers of 10 GB on one engine of 3 nodes, 1 events a second",
        "to every stream, 120 bytes each (calculated, not measured):",
        "  memory        1,000,000 streams a server",
        "            = (10 GB - 10 MB) / 10 kB",
        "  processor       200,000 streams a server",
        "            = 2 x 1 s / (1 x 10 us), measured",
        "  link            570,000 streams a server",
        "            = 1,000 Mbit/s / (1 x 8 x (120 + 99) bytes)",
        "  all             400,000 streams = 2 x 200,000; the processor is the wall",
        "            let in no more than 200,000: one may be away",
        "  engine      0.01 Mbit/s at most on a node's link of 1,000 Mbit/s",
        "            = 1 x 8 x (2 + 2) x (120 + 261) bytes",
        "            its wall is at 328,081 servers, or at 13,950 events a second",
        "  figures: 261 and 99 bytes beside the data were counted; the engine was measured",
        "  to acknowledge 13,950 events a second (docs/several-servers.md).",
      ])
  }
}
