import Testing

@testable import StreamViews

@Suite struct RateMeterTests {
  /// Events at these milliseconds, and the rate at a later one.
  @Test(
    arguments: [
      ([], 1000, 0), ([0], 0, 0), ([0], 949, 0), ([0], 1000, 1), ([0, 500], 1000, 2),
      // One a second is one from the beginning, also a little too early.
      ([0, 1000, 2000], 3000, 1), ([0, 960, 1955], 3000, 1),
      // Of more than five seconds only the last five count.
      ([0, 1, 2, 3, 6000], 7000, 0.2), ([0, 1, 2, 3], 20_000, 0),
      // What came in the second that has just begun is not counted yet.
      ([0, 1000, 1001, 1002], 1500, 1),
    ] as [([Int], Int, Double)])
  func `the rate is that of the last whole seconds`(at: [Int], now: Int, rate: Double) {
    var meter = RateMeter()
    for time in at { meter.add(at: .milliseconds(time)) }
    #expect(meter.rate(at: .milliseconds(now)) == rate)
    #expect(meter.count == at.count)
  }

  @Test func `what could not be counted is known to be lacking`() {
    var meter = RateMeter()
    meter.add(at: .zero)
    #expect(!meter.isLacking)
    #expect(meter.lacking.isLacking)
    #expect(meter.lacking.count == 1)
  }
}
