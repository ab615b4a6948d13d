import ScalingFigures
import Testing

@testable import ScalingLab

/// A run as it was seen on the machine of this workbook's authors, rounded.
let sampleReport = ScalingReport(
  steps: [
    sample("process", 10, served: 10, ordinary: 0.5, pss: 490_000_000),
    sample("process", 150, served: 150, ordinary: nil, pss: 495_000_000),
    sample("process", 1_000, served: 150, ordinary: nil, pss: 495_000_000),
    sample("async", 10, served: 10, ordinary: 1.5, pss: 15_050_000),
    sample("async", 150, served: 150, ordinary: 2, pss: 15_750_000),
    sample("async", 1_000, served: 1_000, ordinary: 2.5, pss: 20_000_000),
  ],
  machine: MachineLimits(descriptors: 20_000, processes: nil, memory: 16 << 30, processors: 2))

private func sample(
  _ model: String, _ clients: Int, served: Int, ordinary: Double?, pss: Int
) -> ScalingStep {
  ScalingStep(
    model: model, clients: clients, served: served, silent: clients - served, refused: 0,
    ordinaryMs: ordinary, processes: model == "async" ? 1 : 151,
    threads: model == "async" ? 7 : 158, pssBytes: pss, cpuMsPer1000: 40, delayMedianMs: 0.5,
    delayP99Ms: 2)
}

@Suite("Pictures of a run") struct PictureTests {
  @Test func `a plot is text of 80 columns`() {
    let rows = TextPlot.rows(of: .served(of: sampleReport.steps))
    #expect(
      rows.joined(separator: "\n") == """
        Streams served, against streams asked for
            1,000 |                                                                 ...A
                  |                                                          .......
                  |                                                   .......
                  |                                            .......
                  |                                     ...*...........................P
              100 |                               ......
                  |                        .......
                  |                 .......
                  |           ......
                  |    .......
               10 |*...
                  +---------------------------------------------------------------------
                  10                                100                            1,000
                   P process   A async   * several at once
        """)
  }

  @Test func `a request without an answer has a row of its own`() {
    let rows = TextPlot.rows(of: .ordinary(of: sampleReport.steps))
    #expect(rows[1].hasPrefix("no answer |"))
    #expect(rows[1].filter { $0 == "P" }.count == 2)
    #expect(!rows[1].contains("A"))
    #expect(rows.allSatisfy { $0.count <= 80 })
  }

  @Test func `one step is drawn as well as many`() {
    let report = ScalingReport(
      steps: [sampleReport.steps[1]], machine: sampleReport.machine)
    for plot in ScalingPlot.all(of: report.steps) {
      #expect(TextPlot.rows(of: plot).contains { $0.contains("P") })
      #expect(TextPlot.rows(of: plot).allSatisfy { $0.count <= 80 })
    }
    #expect(ScalingSVG.picture(of: report).contains("<circle"))
  }

  @Test func `nothing measured draws nothing`() {
    let empty = ScalingReport(steps: [], machine: sampleReport.machine)
    #expect(TextPlot.rows(of: .served(of: empty.steps)).isEmpty)
  }

  @Test func `every element of the picture and the page is closed`() {
    for text in [ScalingSVG.picture(of: sampleReport), ScalingHTML.page(of: sampleReport)] {
      #expect(unclosed(in: text) == [])
    }
  }

  @Test func `the page asks nothing of any other place`() {
    let page = ScalingHTML.page(of: sampleReport)
    #expect(page.ranges(of: "http").count == 1, "the SVG namespace and no more")
    #expect(!page.contains("<script"))
    #expect(page.contains("<td>no answer</td>"))
  }

  @Test func `text is escaped`() {
    #expect(escaped("a<b> & \"c\"") == "a&lt;b&gt; &amp; &quot;c&quot;")
  }

  /// The elements that are opened and not closed again, by a check that knows just enough.
  private func unclosed(in text: String) -> [String] {
    var open: [String] = []
    for piece in text.split(separator: "<", omittingEmptySubsequences: false).dropFirst() {
      let tag = piece.prefix { $0 != ">" }
      let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
      if tag.hasPrefix("!") || tag.hasSuffix("/") || name == "meta" { continue }
      if tag.hasPrefix("/") {
        guard open.popLast() == name else { return open + ["/" + name] }
      } else {
        open.append(name)
      }
    }
    return open
  }
}

@Suite("An axis of powers") struct LogAxisTests {
  @Test func `it ends at its values, or at the powers of ten outside`() {
    let exact = LogAxis(holding: [5, 10, 400], toPowers: false)
    #expect(exact.position(of: 5) == 0)
    #expect(exact.position(of: 400) == 1)
    #expect(exact.position(of: 0) == 0)
    #expect(exact.ticks.map { Int($0.rounded()) } == [10, 100, 400])
    let round = LogAxis(holding: [5, 10, 400], toPowers: true)
    #expect(round.ticks.map { Int($0.rounded()) } == [1, 10, 100, 1_000])
  }

  @Test func `one value, or none, has an axis all the same`() {
    #expect(LogAxis(holding: [150], toPowers: false).position(of: 150) == 0)
    #expect(LogAxis(holding: [], toPowers: true).ticks.map { Int($0.rounded()) } == [1, 10])
  }
}

@Suite("Words about a run") struct ScalingWordsTests {
  @Test func `they are computed from its figures`() {
    #expect(
      ScalingWords.sentences(of: sampleReport) == [
        "process never served more than 150 streams: asked for 1,000 it served 150, and of the "
          + "1,000 of its last step 850 clients waited without a word.",
        "With 150 streams open, an ordinary request to process got no answer in the step; with 10 "
          + "it had been answered in 0.50 ms.",
        "async served every stream that was asked for, 1,000 in the last step, with 1 process and "
          + "7 threads, and answered the ordinary request beside them in 2.5 ms.",
        "One more stream costs 3.3 MB of memory in process and 5.0 kB in async: 660 times as much.",
        "What this machine cannot show: clients and servers shared its 2 processors and talked "
          + "over loopback, so no network delayed or lost anything; the kernel's own memory for "
          + "connections is not counted; a process may open 20,000 descriptors here, so 1,000 "
          + "streams say nothing of a million.",
      ])
  }

  @Test func `lines break at 80 columns`() {
    #expect(ScalingWords.lines(of: sampleReport).allSatisfy { $0.count <= 80 })
    #expect(wrapped("one two three", width: 7) == ["one two", "three"])
    #expect(wrapped("a-very-long-word x", width: 5) == ["a-very-long-word", "x"])
  }
}

@Suite("A prediction") struct ScalingPredictionTests {
  @Test func `a pooled model pays for its workers, one loop for its slope`() throws {
    let process = try #require(StreamCost(of: sampleReport.steps(of: "process")))
    #expect(process.perStream == 3_300_000)
    #expect(process.base == 0)
    let async = try #require(StreamCost(of: sampleReport.steps(of: "async")))
    #expect(async.perStream == 5_000)
    #expect(async.base == 15_000_000)
  }

  @Test func `a single step shows no slope`() {
    #expect(StreamCost(of: [sampleReport.steps[3]]) == nil)
    #expect(StreamCost(of: []) == nil)
  }

  @Test func `a pool of database connections costs no memory by the stream`() {
    var step = sampleReport.steps[1]
    step.model = "todo-pool"
    #expect(StreamCost(of: [step]) == nil)
  }

  @Test func `a few streams more are noise`() {
    var steps = Array(sampleReport.steps[3...4])
    steps[1].served = steps[0].served + StreamCost.fewestStreams
    #expect(StreamCost(of: steps) != nil)
    steps[1].served -= 1
    #expect(StreamCost(of: steps) == nil)
  }

  @Test func `this machine is bound by what runs out first`() {
    #expect(
      ScalingPrediction.lines(from: sampleReport, memory: nil, processes: nil) == [
        "This machine would hold (calculated, not measured):",
        "  process        about 5,200 streams, then memory runs out",
        "            = 17 GB / 3.3 MB = about 5,200",
        "  async               19,936 streams, then descriptors run out",
        "            = min((17 GB - 15 MB) / 8.0 kB = about 2,100,000, 19,936 descriptors)",
        "  formula: streams = (memory - server at rest) / cost of one more stream;",
        "  the cost is the measured PSS and 3 kB of the kernel's; at most one stream",
        "  for each process (process, apache) or descriptor (async).",
      ])
  }

  @Test func `an imagined machine has the memory and processes that are named`() {
    let lines = ScalingPrediction.lines(
      from: sampleReport, memory: 64_000_000_000, processes: 4_000)
    #expect(lines[0] == "An imagined machine would hold (calculated, not measured):")
    #expect(lines[1] == "  process              4,000 streams, then processes run out")
    #expect(lines[3] == "  async      about 7,900,000 streams, then memory runs out")
    #expect(lines.allSatisfy { $0.count <= 85 })
  }
}
