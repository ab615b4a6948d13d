import Testing

@testable import Classroom

@Suite struct ClassBookTests {
  @Test func `two of one name are told apart, and one that comes again keeps its own`() {
    var book = ClassBook()
    for phone in ["1", "2", "3"] {
      book.note(ClassBook.Entry(phone: phone, name: book.free("Ada", for: phone)))
    }
    #expect(book.names == ["1": "Ada", "2": "Ada (2)", "3": "Ada (3)"])
    #expect(book.free("Ada", for: "1") == "Ada")
  }

  @Test(arguments: [
    ("  Ada \t Lovelace\n", "Ada Lovelace"), ("\u{1B}[31mred\u{7}", "[31mred"),
    ("\u{202E}drow", "drow"), ("\u{0}\u{200B}", ""),
    ("=HYPERLINK(\"http://x\")", "=HYPERLINK(\"http://x\")"),
    (String(repeating: "é", count: 40), String(repeating: "é", count: 24)),
  ])
  func `a name is one short line without signs that do something`(wanted: String, name: String) {
    #expect(ClassBook().free(wanted, for: "1") == name)
  }

  @Test func `answers are counted once a phone, the last one`() throws {
    let question = ClassQuestion(id: "q", options: ["yes", "no", "perhaps"])
    var book = ClassBook()
    book.note(ClassBook.Entry(asked: question))
    for (phone, answer) in [("1", "a"), ("2", "b"), ("1", "b"), ("3", "c"), ("3", "c")] {
      book.note(
        ClassBook.Entry(phone: phone, question: "q", answer: try question.counted(answer)))
    }
    #expect(book.answered == 3)
    #expect(book.tally(of: "q")?.counts.map(\.count) == [0, 2, 1])
    #expect(book.tally(of: "another") == nil)
    book.note(ClassBook.Entry(closed: "q"))
    #expect(book.open == nil)
    #expect(book.answered == 0)
    #expect(book.tally(of: "q")?.total == 3)
  }

  @Test func `answers in words are counted by their words, and the rare ones together`() throws {
    let question = ClassQuestion(id: "q", options: [])
    let words = ["41", " 41 ", "42"] + (1...9).map { "guess \($0)" }
    let tally = Tally(try words.map { text in try question.counted(text) }, to: question)
    #expect(tally.counts.first == Tally.Count(answer: "41", count: 2))
    #expect(tally.counts.count == ClassLimits.talliedAnswers)
    #expect(tally.others == 3)
    #expect(tally.total == 12)
  }

  @Test(arguments: ["", "d", "A", "ab", "a\u{0}b", "1"])
  func `what was not offered is no answer`(answer: String) {
    let question = ClassQuestion(id: "q", options: ["yes", "no", "perhaps"])
    #expect(throws: ClassProblem.noAnswer(last: "c")) { try question.counted(answer) }
  }

  @Test func `an answer in words has a limit`() {
    let question = ClassQuestion(id: "q", options: [])
    #expect(throws: ClassProblem.tooLong(limit: 200)) {
      try question.counted(String(repeating: "x", count: 201))
    }
  }

  @Test func `the gauge fades, phone by phone`() {
    var gauge = MoodGauge()
    gauge.note(.lost, of: "1", at: .zero)
    gauge.note(.lost, of: "2", at: .seconds(60))
    gauge.note(.slower, of: "2", at: .seconds(60))
    #expect(gauge.phones(.lost, at: .seconds(179)).count == 2)
    #expect(gauge.phones(.lost, at: .seconds(180)) == ["2"])
    gauge.note(nil, of: "2", at: .seconds(181))
    #expect(gauge.phones(.slower, at: .seconds(181)) == [])
  }

  @Test func `a phone may do thirty things in ten seconds`() {
    var meter = PostMeter()
    var admitted = (1...ClassLimits.posts).map { _ in meter.admits("1", at: .zero) }
    #expect(!admitted.contains(false))
    admitted = [
      meter.admits("1", at: .seconds(9)), meter.admits("2", at: .seconds(9)),
      meter.admits("1", at: .seconds(10)),
    ]
    #expect(admitted == [false, true, true])
  }

  @Test func `an entry comes back from its line, and half a line is none`() {
    let entry = ClassBook.Entry(phone: "1", question: "q", answer: "\"quoted\", ünï")
    #expect(ClassBook.Entry(line: entry.line[...]) == entry)
    #expect(ClassBook.Entry(line: entry.line.dropLast(3)) == nil)
  }
}
