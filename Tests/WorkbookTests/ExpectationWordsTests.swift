import Observations
import Testing

@testable import Workbook

@Suite struct ExpectationWordsTests {
  /// A kind to come that has no words of its own fails here.
  @Test(arguments: Happening.Kind.allCases)
  func `every kind of observation is told in words`(kind: Happening.Kind) {
    for past in [true, false] {
      let words = Clause.words(of: kind.rawValue, side: nil, past: past)
      #expect(!words.contains("'\(kind.rawValue)'"), "\(words)")
    }
  }

  @Test(
    arguments: [
      ("event", nil, false, "the client gets an event"),
      ("event", "browser", false, "the page gets an event"),
      ("event", "client", true, "the client got an event"),
      ("server-started", "todo", false, "a server starts"),
      ("answered", nil, true, "a command answered"),
      ("lost", "lab", true, "the lab lost its connection"),
      ("unheard-of", nil, false, "'unheard-of' is seen"),
      ("unheard-of", "client", true, "'unheard-of' was seen"),
    ] as [(String, String?, Bool, String)])
  func `who does what, another side than the usual one by its name`(
    kind: String, side: String?, past: Bool, words: String
  ) {
    #expect(Clause.words(of: kind, side: side, past: past) == words)
  }
}
