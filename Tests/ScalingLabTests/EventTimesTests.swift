import Testing

@testable import ScalingLab

@Suite("Times in a stream") struct EventTimesTests {
  @Test func `chunk sizes, ids and comments are passed over`() {
    #expect(
      times("2a\r\nid: 12345678901\ndata: 98765432109876\n\n\r\n", cutAt: []) == [
        98_765_432_109_876
      ])
  }

  @Test func `a time is found in JSON, past a short number`() {
    #expect(
      times("data: {\"id\":17,\"description\":\"1234567890123\"}\n\n", cutAt: []) == [
        1_234_567_890_123
      ])
  }

  @Test func `a data line without a time is an event all the same`() {
    #expect(times("data: hello\n\ndata: 123\n\n", cutAt: []) == [nil, nil])
  }

  @Test func `the bytes may be cut anywhere`() {
    let text = "id: 1\ndata: 1111111111111\n\nid: 2\ndata: 2222222222222\n\n"
    for cut in 0...text.utf8.count {
      #expect(times(text, cutAt: [cut]) == [1_111_111_111_111, 2_222_222_222_222])
    }
  }

  @Test func `a line without an end is no event yet`() {
    #expect(times("data: 1111111111111", cutAt: []).isEmpty)
  }

  private func times(_ text: String, cutAt cuts: [Int]) -> [Int64?] {
    let bytes = Array(text.utf8)
    var tail: [UInt8] = []
    var found: [Int64?] = []
    var start = 0
    for end in cuts + [bytes.count] {
      Array(bytes[start..<end]).withUnsafeBytes { part in
        EventTimes.scan(part, tail: &tail) { found.append($0) }
      }
      start = end
    }
    return found
  }
}
