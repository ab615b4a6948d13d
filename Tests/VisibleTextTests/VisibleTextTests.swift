import Testing

@testable import VisibleText

@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("a\u{1B}[2Jb\r\n\u{7F}\t", "a␛[2Jb␍␊␡␉"), ("\u{85}\u{9B}31m", "\u{FFFD}\u{FFFD}31m"),
    ("a\u{202E}b\u{2066}c\u{2028}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}"),
    ("\u{200E}\u{200F}\u{61C}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
    ("a\u{200B}b\u{2060}c\u{FEFF}d\u{AD}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}"),
    ("a\u{200D}b\u{200C}c", "a\u{FFFD}b\u{FFFD}c"),
    ("\u{E0041}\u{E007F}", "\u{FFFD}\u{FFFD}"), ("\u{3164}\u{115F}", "\u{FFFD}\u{FFFD}"),
  ])
  func `what does not appear, or does something else, is shown as a sign`(
    text: String, shown: String
  ) {
    #expect(text.visible == shown)
  }

  @Test(arguments: [
    "plain", "naïve Tiếng Việt", "日本語 한글 かな", "👩‍👩‍👧 ❤️ 👍🏽 🇫🇷 1️⃣ 🏳️‍🌈", "می‌خواهم",
    "שָׁלוֹם", "क्‍ष", "→ ⏎ ␛ …", "\u{1112}\u{1161}\u{11AB}",
  ])
  func `what people write stays as it is`(text: String) {
    #expect(text.visible.unicodeScalars.elementsEqual(text.unicodeScalars))
  }

  @Test(arguments: [
    "\u{301}", "\u{200D}", "\u{FE0F}", "\u{E0100}", "\u{1161}", "\u{20DD}", "\u{94D}", "\u{34F}",
  ])
  func `more marks on one letter than any writing has are one sign or a sign each`(mark: String) {
    let text = "क" + String(repeating: mark, count: 1000) + "x"
    let shown = text.visible.unicodeScalars
    let marks = shown.count { $0.isMark || $0.isJoiner || $0.isVariationSelector }
    #expect(marks <= Sight.markLimit)
    #expect(shown.last == "x")
    #expect(text.visible.visible.unicodeScalars.elementsEqual(shown))
  }

  @Test func `a chain of joined emoji ends somewhere`() {
    let chain = String(repeating: "👩\u{200D}", count: 1000).visible
    let longest = chain.map(\.unicodeScalars.count).max() ?? 0
    #expect(longest <= 2 * Sight.markLimit + 1)
  }

  @Test func `lines keep their ends`() {
    #expect("a\u{9B}\nb\r\n\nc".visibleLines == "a\u{FFFD}\nb␍\n\nc")
    #expect("a\nb".visibleLines == "a\nb")
  }

  @Test func `JSON is escaped where it would not be seen, and stays the same value`() {
    #expect(
      "{\"a\":\"\u{7F}\u{9B}\u{202E}\u{200B}\u{E0041}é日\"}".escapingHidden
        == #"{"a":"\u007f\u009b\u202e\u200b\udb40\udc41é日"}"#)
    #expect("{\n  \"a\": 1\n}".escapingHidden == "{\n  \"a\": 1\n}")
    let marks = "\"e" + String(repeating: "\u{301}", count: 10) + "\""
    #expect(marks.escapingHidden.hasSuffix(#"\u0301\u0301""#))
  }

  @Test(arguments: ["\u{301}", "\u{200E}", "\u{200B}", "\u{202E}", "\u{E0020}", "\u{1100}\u{1161}"])
  func `hundreds of thousands of them take no longer than letters do`(piece: String) {
    let letters = String(repeating: "é日", count: 200_000)
    let flood = "a" + String(repeating: piece, count: 400_000)
    let clock = ContinuousClock()
    let usual = clock.measure { _ = letters.visible }
    let worst = clock.measure { _ = flood.visible }
    // A square would be a hundred thousand times as much.
    #expect(worst < usual * 40 + .milliseconds(200))
  }
}
