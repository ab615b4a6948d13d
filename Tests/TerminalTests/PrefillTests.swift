import Testing

@testable import Terminal

@Suite struct PrefillTests {
  /// What reaches libedit when these keys are typed after a text that was typed ahead.
  private func keys(_ typed: String, after text: String) -> String {
    var prefill = Prefill(text)
    var result = String.UnicodeScalarView()
    for scalar in (text + typed).unicodeScalars {
      result.append(prefill.key(for: scalar))
      if let held = prefill.takeHeld() { result.append(held) }
    }
    return String(result)
  }

  @Test func `Enter takes what was typed ahead`() {
    #expect(keys("\r", after: "send hi") == "send hi\r")
  }

  @Test func `a letter takes the place of what was typed ahead`() {
    #expect(keys("hint\r", after: "send hi") == "send hi\u{15}hint\r")
  }

  @Test func `a key that edits keeps it, and letters after it are added`() {
    #expect(keys("\u{7F}o\r", after: "send hi") == "send hi\u{7F}o\r")
  }

  @Test func `Ctrl-D leaves as if nothing were typed ahead, but not once it is edited`() {
    #expect(keys("\u{04}", after: "lessons") == "lessons\u{15}\u{04}")
    #expect(keys("\u{7F}\u{04}", after: "lessons") == "lessons\u{7F}\u{04}")
  }

  @Test func `without a text typed ahead nothing is killed`() {
    #expect(keys("next\r", after: "") == "next\r")
  }
}
