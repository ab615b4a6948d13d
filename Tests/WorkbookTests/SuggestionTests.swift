import Testing

@testable import Workbook

@Suite struct SuggestionTests {
  @Test func `a slip of the finger is found`() {
    let words = ["event", "expect", "request", "retry"]
    #expect(Suggestion.nearest(to: "evnet", of: words) == "event")
    #expect(Suggestion.nearest(to: "Retri", of: words) == "retry")
    #expect(Suggestion.nearest(to: "banana", of: words) == nil)
    #expect(Suggestion.didYouMean("requst", of: words) == "did you mean 'request'?")
  }

  @Test(arguments: [("", "", 0), ("ab", "ba", 1), ("kitten", "sitting", 3), ("a", "", 1)])
  func `the distance counts what must be changed`(one: String, other: String, distance: Int) {
    #expect(Suggestion.distance(one, other) == distance)
  }

  @Test(arguments: [
    ("bake", "bake", 0), ("bake", "bakes", 1), ("bake", "ake", 1), ("bake", "bale", 1),
    ("bake", "abke", 1), ("bake", "bread", 4), ("", "abc", 3),
  ])
  func `what is swapped counts once, as what is missing, added or changed`(
    one: String, other: String, distance: Int
  ) {
    #expect(Suggestion.distance(one, other) == distance)
    #expect(Suggestion.distance(other, one) == distance)
  }

  @Test(arguments: [
    ("sned", "send"), ("SEND", "send"), ("sen", "send"), ("lessn", "lesson"), ("les", "lesson"),
    ("lessons-all", "lesson"),
  ])
  func `the nearest name is found, the beginning of one too`(word: String, name: String) {
    #expect(Suggestion.nearest(to: word, of: ["drop", "send", "lesson"]) == name)
  }

  @Test(arguments: ["x", "bread", "pord"])
  func `a word that is far from all of them is answered by none`(word: String) {
    #expect(Suggestion.nearest(to: word, of: ["send", "lesson"]) == nil)
  }

  @Test func `of names that are as near the first in the alphabet is taken`() {
    #expect(Suggestion.nearest(to: "bat", of: ["cat", "bar"]) == "bar")
  }

  @Test(arguments: [
    ("improt", true), ("Import", false), ("import", false), ("imprt", true), ("imports", true),
    ("port", false), ("important", false), ("report", false),
  ])
  func `a slip is one character`(word: String, isSlip: Bool) {
    #expect(Suggestion.isSlip(word, of: "import") == isSlip)
  }
}
