import FoundationEssentials
import Testing

@testable import Workbook

/// Claims about software of others, which point to rows of docs/wild.md.
@Suite struct WildRowsTests {
  private static let page = """
    ## Proxies

    ### nginx 1.22.1

    | | plain |
    |---|---|
    | <a id="nginx-first"></a>ms until the first event is there | none |
    | <a id="nginx-cut"></a>a stream cut in mid event | told |
    """

  /// What is wrong with a lesson that says this, beside that page or without one.
  private func complaints(_ claim: String, isMeasured: Bool = true) async throws -> [String] {
    try await withTemporaryFolder { folder in
      try FileManager.default.copyItem(atPath: "\(fixtures)/baking", toPath: "\(folder)/course")
      let path = "\(folder)/course/lessons/01-dough/lesson.md"
      let data = try #require(FileManager.default.contents(atPath: path))
      try write(String(decoding: data, as: UTF8.self) + "\n\(claim)\n", to: path)
      if isMeasured {
        let page = Self.page
        try write(page, to: "\(folder)/course/\(WildRows.file)")
      }
      return try Linter(
        Course.load(at: "\(folder)/course"), programs: ["mixer", "fridge"]
      ).diagnostics().map(\.message)
    }
  }

  @Test func `a page names its rows, and the version of each program`() {
    let rows = WildRows(text: Self.page)
    #expect(rows.anchors == ["nginx-first", "nginx-cut"])
    #expect(rows.versions == ["nginx": "1.22.1"])
  }

  @Test(arguments: [
    ("Nothing comes ([measured](../../docs/wild.md#nginx-first)).", []),
    (
      "Nothing comes ([measured](../../docs/wild.md#nginx-fist)).",
      ["docs/wild.md has no row 'nginx-fist'"]
    ),
    (
      "Nothing comes (*measured*).",
      ["this says *measured*, and points to no row of docs/wild.md"]
    ),
    ("It was measured.", []),
  ])
  func `a claim points to a row that is there`(claim: String, complaints: [String]) async throws {
    #expect(try await self.complaints(claim) == complaints)
  }

  @Test func `a course without such a page may emphasize what it likes`() async throws {
    #expect(try await complaints("Flour is *measured*.", isMeasured: false) == [])
  }
}
