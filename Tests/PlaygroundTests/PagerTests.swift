import Terminal
import Testing

@testable import Playground

@Suite struct PagerTests {
  static let size = Size(columns: 80, rows: 12)

  static func rows(_ count: Int) -> [Row] { (1...count).map { Row("row \($0)") } }

  @Test func `a page that fits is shown, and nothing is left of it`() {
    var pager = Pager()
    #expect(pager.page(Self.rows(10), on: Self.size) == Self.rows(10))
    #expect(!pager.goesOn)
  }

  @Test func `a longer page goes by screenfuls, and says how much is left`() {
    var pager = Pager()
    let first = pager.page(Self.rows(20), on: Self.size).map(\.text)
    #expect(first.count == 10)
    #expect(first.suffix(2) == ["row 9", "── 11 more rows: Enter goes on reading"])
    #expect(pager.next(on: Self.size).last?.text == "── 2 more rows: Enter goes on reading")
    #expect(pager.next(on: Self.size).map(\.text) == ["row 19", "row 20"])
    #expect(!pager.goesOn)
  }

  @Test func `a page waits while its commands are tried, an answer does not`() {
    var pager = Pager()
    _ = pager.page(Self.rows(20), on: Self.size)
    pager.begin()
    #expect(pager.answer(["the wire is shown"], on: Self.size) == ["the wire is shown"])
    #expect(pager.goesOn)
    pager.begin()
    _ = pager.answer(Self.rows(20), on: Self.size)
    #expect(pager.goesOn)
    pager.begin()
    #expect(!pager.goesOn)
  }

  @Test func `what one line says after a long page comes after all of it`() {
    var pager = Pager()
    _ = pager.page(Self.rows(12), on: Self.size)
    #expect(pager.page(["## Another page"], on: Self.size) == [])
    #expect(pager.answer(["done"], on: Self.size) == [])
    #expect(
      pager.next(on: Self.size).map(\.text)
        == ["row 10", "row 11", "row 12", "", "## Another page", "done"])
    pager.begin()
    #expect(pager.page(["a new page"], on: Self.size) == ["a new page"])
  }

  @Test func `the next page takes the place of one that was not read to its end`() {
    var pager = Pager()
    _ = pager.page(Self.rows(20), on: Self.size)
    pager.begin()
    #expect(pager.page(["## Another page"], on: Self.size) == ["## Another page"])
    #expect(!pager.goesOn)
  }
}
