import Testing

@testable import Workbook

@Suite struct ConsoleFenceTests {
  @Test(arguments: [
    ("console run", false, [] as [String]), ("console run fresh", true, []),
    ("console run needs nginx", false, ["nginx"]),
    ("console run fresh needs nginx php", true, ["nginx", "php"]), ("  console  run ", false, []),
  ])
  func `what stands behind the fence says what the console needs`(
    info: String, isFresh: Bool, needs: [String]
  ) throws {
    let fence = try #require(ConsoleFence(info))
    #expect(fence.isFresh == isFresh)
    #expect(fence.needs == needs)
  }

  @Test(arguments: [
    "", "console", "run", "run console", "Console run", "console runs", "console run afresh",
    "console run needs", "console run fresh needs", "console run nginx",
    "console run nginx fresh", "yaml task",
  ])
  func `anything else is no console that runs`(info: String) {
    #expect(ConsoleFence(info) == nil)
  }

  @Test func `the forms that are suggested are forms, but for the programs that are to be named`() {
    for example in ConsoleFence.examples {
      #expect(ConsoleFence(example.hasSuffix("needs") ? example + " nginx" : example) != nil)
    }
  }
}
