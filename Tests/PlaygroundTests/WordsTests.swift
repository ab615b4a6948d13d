import Testing

@testable import Playground

@Suite struct WordsTests {
  @Test(arguments: [
    ("send hello", ["send", "hello"]),
    ("  send \t hello  ", ["send", "hello"]),
    ("send 'two words'", ["send", "two words"]),
    (#"send "a\nb""#, ["send", "a\nb"]),
    (#"send 'a\nb'"#, ["send", #"a\nb"#]),
    (#"send "say \"hi\"""#, ["send", #"say "hi""#]),
    (#"send two\ words"#, ["send", "two words"]),
    ("send ''", ["send", ""]),
    ("send a'b c'd", ["send", "ab cd"]),
    ("", []),
  ])
  func `a line splits as in a shell`(line: String, words: [String]) throws {
    #expect(try Words(line).texts == words)
  }

  @Test func `a quote that is never closed is refused`() {
    #expect(
      throws: CommandFailure.usage("a ' is never closed: add one at the end, or put \\ before it")
    ) {
      try Words("send it's")
    }
  }
}
