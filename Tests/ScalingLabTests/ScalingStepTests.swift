import ScalingFigures
import Testing

@testable import ScalingLab

@Suite("A step as JSON") struct ScalingStepTests {
  static let step = ScalingStep(
    model: "process", clients: 100, served: 100, silent: 0, refused: 0, ordinaryMs: 3.1,
    processes: 101, threads: 101, pssBytes: 412_000_000, cpuMsPer1000: 40.5, delayMedianMs: 0.25,
    delayP99Ms: 1.1239)

  @Test func `the members stand in the documented order`() {
    #expect(
      Self.step.json == """
        {"model":"process","clients":100,"served":100,"silent":0,"refused":0,"ordinaryMs":3.1,\
        "processes":101,"threads":101,"pssBytes":412000000,"cpuMsPer1000":40.5,\
        "delayMedianMs":0.25,"delayP99Ms":1.124}
        """)
  }

  @Test func `what could not be measured is null`() {
    var step = Self.step
    step.ordinaryMs = nil
    step.pssBytes = nil
    step.cpuMsPer1000 = nil
    step.delayMedianMs = nil
    step.delayP99Ms = nil
    #expect(
      step.json == """
        {"model":"process","clients":100,"served":100,"silent":0,"refused":0,"ordinaryMs":null,\
        "processes":101,"threads":101,"pssBytes":null,"cpuMsPer1000":null,"delayMedianMs":null,\
        "delayP99Ms":null}
        """)
  }

  @Test func `steps are read back from lines, blank ones passed over`() throws {
    var other = Self.step
    other.ordinaryMs = nil
    other.delayP99Ms = 1.124
    var rounded = Self.step
    rounded.delayP99Ms = 1.124
    let text = Self.step.json + "\n\n" + other.json + "\n"
    #expect(try ScalingStep.steps(ofLines: text) == [rounded, other])
  }

  @Test func `a line that is no step is named`() {
    let error = #expect(throws: ScalingError.unreadableStep(line: 2)) {
      try ScalingStep.steps(ofLines: Self.step.json + "\n{\"model\":1}\n")
    }
    #expect(
      error?.description
        == "Line 2 is not a step of a run; give what `sse scale --json` printed.")
  }

  @Test func `a row is at most 80 columns wide, whatever the figures`() {
    let huge = ScalingStep(
      model: "todo-pool", clients: 100_000, served: 99_999, silent: 99_999, refused: 99_999,
      ordinaryMs: nil, processes: 10_001, threads: 20_002, pssBytes: 999_000_000_000,
      cpuMsPer1000: 99_999, delayMedianMs: 99_999, delayP99Ms: 99_999)
    for row in ScalingTable.rows(of: [huge, Self.step]) {
      #expect(row.count <= 80, "\(row)")
    }
  }
}
