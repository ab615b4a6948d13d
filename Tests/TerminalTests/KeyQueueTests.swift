import Testing

@testable import Terminal

@Suite struct KeyQueueTests {
  /// What is left of these keys, typed before a prompt was shown.
  private func left(of typed: String) -> String {
    var keys = KeyQueue()
    keys.append(typed.utf8)
    keys.markEarly()
    var text = ""
    while let scalar = keys.next() { text.unicodeScalars.append(scalar) }
    return text
  }

  @Test(arguments: [
    ("\r", ""), ("\r\r\n  \r", ""), ("send hi\r", "send hi\r"), ("\r\rsend hi\r\r", "send hi\r\r"),
    ("half", "half"), ("  half", "  half"), ("\r  half\r", "  half\r"), ("é\r", "é\r"),
  ])
  func `lines with nothing in them are thrown away until there is text`(
    typed: String, kept: String
  ) {
    #expect(left(of: typed) == kept)
  }

  @Test func `what comes later is not early`() {
    var keys = KeyQueue()
    keys.append("ab".utf8)
    keys.markEarly()
    keys.append("\r".utf8)
    #expect(keys.holdsEarly)
    _ = keys.next()
    #expect(keys.lastWasEarly && keys.holdsEarly)
    _ = keys.next()
    #expect(keys.lastWasEarly && !keys.holdsEarly)
    #expect(keys.next() == "\r")
    #expect(!keys.lastWasEarly)
  }

  @Test func `a scalar is given out when its last byte has come`() {
    var keys = KeyQueue()
    keys.append(Array("é".utf8).prefix(1))
    keys.markEarly()
    #expect(keys.next() == nil && keys.holdsEarly)
    keys.append(Array("é".utf8).suffix(1))
    #expect(keys.next() == "é")
    #expect(keys.lastWasEarly && !keys.holdsEarly)
  }
}
