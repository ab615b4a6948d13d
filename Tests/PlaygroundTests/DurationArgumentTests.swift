import Testing

@testable import Playground

@Suite struct DurationArgumentTests {
  @Test(arguments: [
    ("20ms", Duration.milliseconds(20)), ("1s", .seconds(1)), ("1.5s", .milliseconds(1500)),
    ("2m", .seconds(120)), ("0ms", .zero), ("0.5ms", .microseconds(500)),
    (".5s", .milliseconds(500)),
    ("999999999s", .seconds(999_999_999)),
  ])
  func `a duration is a number and its unit`(text: String, time: Duration) {
    #expect(Duration(argument: text) == time)
  }

  @Test(arguments: [
    "", "5", "ms", "s", "-1s", "+1s", "1h", "1 s", "1S", "1sec", "1.2.3s", "1e3s", "1000000000s",
    "infs", "nan", "٣s",
  ])
  func `anything else is refused, a negative one too`(text: String) {
    #expect(Duration(argument: text) == nil)
  }

  @Test(arguments: [
    (Duration.milliseconds(500), "500 ms"), (.seconds(5), "5 s"), (.milliseconds(1500), "1500 ms"),
    (.zero, "0 s"), (.microseconds(900), "0 s"), (.seconds(Int64.max), "9223372036854775807 ms"),
  ])
  func `it is said in whole milliseconds, or in seconds`(time: Duration, words: String) {
    #expect(time.inWords == words)
  }
}
