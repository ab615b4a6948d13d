import ScalingFigures
import Testing

@Suite struct ScalingSheetTests {
  private static let whole = ScalingStep(
    model: "process", clients: 1_000, served: 900, silent: 90, refused: 10,
    ordinaryMs: 2.8774923, processes: 101, threads: 202, pssBytes: 412_000_001,
    cpuMsPer1000: 40.512345, delayMedianMs: 0.1 + 0.2, delayP99Ms: 1e-9)
  private static let bare = ScalingStep(
    model: "async", clients: 1, served: 0, silent: 1, refused: 0, processes: 1, threads: 7)

  @Test func `figures are whole, and make the same steps again`() {
    let steps = [Self.whole, Self.bare, Self.whole]
    #expect(ScalingStep.steps(of: steps.flatMap(\.figures)) == steps)
    #expect(Self.bare.figures.map(\.name).contains("ordinary-ms") == false)
    #expect(ScalingStep.steps(of: []) == [])
  }

  @Test func `a figure that nobody knows is passed over, one that is missing is nothing`() {
    let figures = [("served", "5"), ("model", "async"), ("colour", "red"), ("served", "x")]
    let steps = ScalingStep.steps(of: figures.map { (name: $0.0, value: $0.1) })
    #expect(
      steps == [
        ScalingStep(
          model: "async", clients: 0, served: 0, silent: 0, refused: 0, processes: 0, threads: 0)
      ])
  }

  @Test(arguments: ScalingSheet.allCases)
  func `whatever is drawn of figures is drawn of the steps themselves`(sheet: ScalingSheet) {
    let steps = [Self.whole, Self.bare]
    let again = ScalingStep.steps(of: steps.flatMap(\.figures))
    #expect(sheet.lines(of: again) == sheet.lines(of: steps))
    #expect(sheet.lines(of: steps).allSatisfy { $0.count <= 80 })
  }

  @Test func `the tables are laid out as they always were`() {
    #expect(ScalingSheet.head.lines(of: []) == [ScalingTable.heading])
    #expect(ScalingSheet.step.lines(of: [Self.whole]) == [ScalingTable.row(of: Self.whole)])
    #expect(
      ScalingSheet.costs.lines(of: [Self.whole])
        == ["", ScalingTable.costHeading, ScalingTable.cost(of: Self.whole)])
    #expect(ScalingSheet.served.lines(of: [Self.whole]).first == "")
  }
}
