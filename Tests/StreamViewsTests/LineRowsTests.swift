import EventStream
import Terminal
import Testing

@testable import StreamViews

@Suite struct LineRowsTests {
  @Test func `of a line beyond the limit the rest is counted in its row`() {
    var lines = EventStreamLines.forShowing
    let long = [UInt8](repeating: 65, count: 2 * EventStreamLines.shownLength + 1) + [10]
    let found = lines.consume(long)
    #expect(found.map(\.text.count) == [EventStreamLines.shownLength])
    #expect(
      found.first?.row.text.hasSuffix("AA… and \(EventStreamLines.shownLength + 1) bytes more")
        == true)
  }

  @Test func `the usual end of a line is a sign, and the others are as they are`() {
    var lines = EventStreamLines.forShowing
    let found = lines.consume(Array("a\nb\r\nc\rd".utf8)) + [lines.finish()].compactMap(\.self)
    #expect(found.map(\.sign) == ["⏎", "␍␊", "␍", "…"])
  }

  @Test func `a raw line shows every byte of it`() {
    let bytes = EventStreamLines.byteOrderMark + Array("data: a\r\n".utf8)
    var lines = EventStreamLines()
    let row = lines.consume(bytes).first?.rawRow
    #expect(row?.spans.last?.text == "␍␊")
    #expect(row?.text.hasSuffix("data: a␍␊") == true)
    #expect(row?.spans.map(\.text).joined().count ?? 0 > "data: a␍␊".count)
  }
}
