import EventServer
import Testing

@Suite struct FaultWordsTests {
  @Test(arguments: [
    ("drop", Fault.drop), ("end", .end), ("stall", .stall), ("slow", .slow),
    ("truncate", .truncate), ("garbage", .garbage), ("status 503", .status(503)),
    ("type text/plain", .type("text/plain")),
    ("type text/html; charset=utf-8", .type("text/html; charset=utf-8")),
  ])
  func `words name a fault, and a fault its words`(words: String, fault: Fault) throws {
    #expect(try Fault.parse(words) == fault)
    #expect(fault.description == words)
  }

  @Test(arguments: [
    (
      "dorp",
      "there is no fault 'dorp'; there are drop, end, stall, slow, truncate, status CODE, "
        + "type TYPE, garbage"
    ),
    ("status", "'status' takes a number from 200 to 599, not ''"),
    ("status 99", "'status' takes a number from 200 to 599, not '99'"),
    ("type html", "'type' takes a content type like text/plain, not 'html'"),
  ])
  func `other words are refused in one sentence`(words: String, sentence: String) {
    let error = #expect(throws: FaultError.self) { try Fault.parse(words) }
    #expect(error?.description == sentence)
  }
}
