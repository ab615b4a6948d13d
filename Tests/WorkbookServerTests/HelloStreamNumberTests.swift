import Testing

@testable import WorkbookServer

@Suite struct HelloStreamNumberTests {
  @Test(
    arguments: [
      (nil, 1), ("", 1), ("0", 1), ("7", 8), ("007", 8), ("-7", 1), ("7a", 1), (" 7", 1),
      ("7.0", 1),
      ("e-7", 1), ("٧", 1), ("9007199254740991", 9_007_199_254_740_992), ("9007199254740992", 1),
      ("99999999999999999999", 1),
    ] as [(String?, Int)])
  func `the count goes on from a whole number, and begins anew from anything else`(
    lastEventID: String?, next: Int
  ) {
    #expect(HelloStream.number(after: lastEventID) == next)
  }
}
