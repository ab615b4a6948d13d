import Terminal
import Testing
import VisibleText

@testable import StreamViews

@Suite struct StreamLinesTests {
  static let text = Array("id: 1\r\ndata: x\r\r\n: hi\n\n\rta日il".utf8)

  @Test(arguments: [1, 2, 3, 5, 1000])
  func `lines end at LF, CR and CRLF, however the bytes are cut`(size: Int) {
    var lines = StreamLines()
    var found: [String] = []
    for start in stride(from: 0, to: Self.text.count, by: size) {
      let end = min(start + size, Self.text.count)
      found += lines.append(Array(Self.text[start..<end])).map { $0.text + $0.end.visible }
    }
    #expect(found == ["id: 1␍␊", "data: x␍", "␍␊", ": hi␊", "␊", "␍"])
    #expect(lines.partialLine?.text == "ta日il")
    #expect(lines.flush() == .init(text: "ta日il", end: ""))
    #expect(lines.flush() == nil)
  }

  @Test func `of a line beyond the limit the rest is counted`() {
    var lines = StreamLines()
    let long = [UInt8](repeating: 65, count: 2 * StreamLines.lengthLimit + 1) + [10]
    let found = lines.append(long)
    #expect(found.map(\.text.count) == [StreamLines.lengthLimit])
    #expect(
      found.first?.row.text.hasSuffix("AA… and \(StreamLines.lengthLimit + 1) bytes more") == true)
    #expect(lines.append([10]).map(\.isBlank) == [true])
  }

  @Test func `a line as long as the limit is whole, and no blank line follows it`() {
    var lines = StreamLines()
    let found = lines.append([UInt8](repeating: 65, count: StreamLines.lengthLimit) + [10])
    #expect(found.map(\.omitted) == [0])
    #expect(found.map(\.isBlank) == [false])
  }

  @Test func `a CR at the very end waits for what follows it`() {
    var lines = StreamLines()
    #expect(lines.append(Array("a\r".utf8)) == [])
    #expect(lines.flush() == .init(text: "a", end: "\r"))
  }
}
