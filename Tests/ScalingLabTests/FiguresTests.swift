import ScalingFigures
import Testing

@testable import ScalingLab

@Suite("Figures") struct FiguresTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1_000, "1,000"), (10_064, "10,064"), (-1_234, "-1,234"),
  ])
  func `an integer has a comma between every three digits`(number: Int, text: String) {
    #expect(grouped(number) == text)
  }

  @Test(arguments: [(0, 0), (7, 7), (99, 99), (109, 100), (5_201, 5_200), (2_199_608, 2_100_000)])
  func `an estimate has two digits, and never more than it was`(number: Int, estimate: Int) {
    #expect(roundedDown(number) == estimate)
  }

  @Test(arguments: [
    (0.0, "0.00"), (0.043, "0.04"), (1.05, "1.1"), (3.14, "3.1"), (9.99, "10.0"), (74.4, "74"),
    (1_204.0, "1,204"), (-0.5, "-0.50"),
  ])
  func `a figure has as many decimals as its size deserves`(value: Double, text: String) {
    #expect(rounded(value) == text)
  }

  @Test(arguments: [
    (0, "0 B"), (512, "512 B"), (5_200, "5.2 kB"), (498_396_160, "498 MB"),
    (25_000_000_000, "25 GB"), (3_000_000_000_000, "3,000 GB"),
  ])
  func `bytes take the unit that suits them`(count: Int, text: String) {
    #expect(bytes(count) == text)
  }

  @Test func `a percentile is a value that was measured`() {
    let values = (1...100).map(Double.init)
    #expect(values.percentile(0.5) == 50)
    #expect(values.percentile(0.99) == 99)
    #expect([7.0].percentile(0.99) == 7)
    #expect([Double]().percentile(0.5) == nil)
  }
}
