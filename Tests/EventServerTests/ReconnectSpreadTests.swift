import Testing

@testable import EventServer

@Suite struct ReconnectSpreadTests {
  private func retry(_ spread: ReconnectSpread, _ number: Int) -> Int? {
    guard let frame = spread.frame(number) else { return nil }
    let text = String(decoding: frame.framed[frame.text], as: UTF8.self)
    #expect(text.hasPrefix("retry: ") && text.hasSuffix("\n\n"))
    return Int(text.dropFirst(7).dropLast(2))
  }

  @Test func `without a time nothing is said`() {
    #expect(retry(ReconnectSpread(over: .zero, count: 9), 1) == nil)
  }

  @Test(arguments: [1, 2, 10, 100, 1_000])
  func `the return is spread evenly, from one second on`(count: Int) {
    let spread = ReconnectSpread(over: .seconds(10), count: count)
    let times = (1...count).compactMap { retry(spread, $0) }.sorted()
    #expect(times == (0..<count).map { 1_000 + 10_000 * $0 / count })
  }

  @Test func `of no streams none is divided by`() {
    #expect(retry(ReconnectSpread(over: .seconds(1), count: 0), 5) == 1_000)
  }
}
