import Observations
import Testing

@testable import Workbook

/// A question of the given kind, drawn.
func item(_ kind: Question.Kind, seed: UInt64 = 1) -> QuizItem {
  QuizItem(
    Question(id: "q", topic: "t", lesson: "l", ask: "?", because: "so it is", kind: kind),
    seed: seed)
}

@Suite("Marking")
struct MarkingTests {
  private let one = item(
    .choose(
      [
        .init("Rye", isRight: true), .init("Sand", isRight: false, because: "no food"),
        .init("Soap", isRight: false, because: "no food either"),
      ], several: false))

  private let several = item(
    .choose(
      [
        .init("Rye", isRight: true), .init("Spelt", isRight: true, because: "old but good"),
        .init("Sand", isRight: false, because: "no food"), .init("Oats", isRight: true),
      ], several: true))

  @Test func `one option is right or it is not`() {
    #expect(one.mark(.text("Rye")).points == 1)
    #expect(one.mark(.text("Sand")).points == 0)
    #expect(one.mark(nil).points == 0)
    #expect(one.mark(.text("Sand")).reasons == ["*Sand*: no food", "so it is"])
    #expect(one.mark(.text("Sand")).right == "Rye")
  }

  @Test func `of several each right one is a share, and each wrong one takes one away`() {
    #expect(several.mark(.list(["Rye", "Spelt", "Oats"])).isFull)
    #expect(several.mark(.list(["Rye"])).points == 1.0 / 3)
    #expect(several.mark(.list(["Rye", "Sand"])).points == 0)
    #expect(several.mark(.list(["Sand"])).points == 0)
    #expect(several.mark(.list(["Rye", "Spelt", "Oats", "Sand"])).points == 2.0 / 3)
    #expect(several.mark(.list([])).points == 0)
    #expect(
      several.mark(.list(["Rye", "Sand"])).reasons
        == ["*Sand*: no food", "*Spelt*: old but good", "so it is"])
  }

  @Test func `a typed text is normalised`() {
    let word = item(.type(accepted: ["Last-Event-ID", "the header"], exact: false))
    for text in ["last-event-id", " `Last-Event-ID` ", "“THE  HEADER”"] {
      #expect(word.mark(.text(text)).isFull, "\(text)")
    }
    #expect(!word.mark(.text("Last Event ID")).isFull)
    let exact = item(.type(accepted: ["lastEventId"], exact: true))
    #expect(exact.mark(.text(" lastEventId")).isFull)
    #expect(!exact.mark(.text("lasteventid")).isFull)
  }

  @Test(arguments: [
    ("3000", true), ("3000 ms", true), ("3 s", true), ("3s", true), ("3,000", true),
    ("3.0 seconds", true), ("0.05 min", true), ("0xBB8", true), ("3", false), ("3 bytes", false),
    ("three", false), ("", false), ("3000 km", false), ("+3000", true), ("−3000", false),
    ("30_00", true), ("3000,0", true),
  ])
  func `a number may have a unit`(text: String, isRight: Bool) {
    #expect(NumberKey(3000, unit: "ms").accepts(text) == isRight)
  }

  @Test(arguments: [
    ("3", true), ("3 events", true), ("three", true), ("Three events", true), ("3 bytes", true),
    ("3 ms", false), ("3 kb", false), ("4 events", false), ("four", false), ("events", false),
  ])
  func `a bare number may be a word, and say what was counted`(text: String, isRight: Bool) {
    #expect(NumberKey(3).accepts(text) == isRight)
    #expect(NumberKey(0).accepts("none") && NumberKey(0).accepts("no events"))
  }

  @Test func `a number may be a little off where that is allowed`() {
    let key = NumberKey(220, tolerance: 20)
    #expect(key.accepts("200") && key.accepts("240") && !key.accepts("199") && !key.accepts("241"))
    #expect(NumberKey(2.5, unit: "s").text == "2.5 s")
    #expect(NumberKey(1e300).text == "1e+300")
  }

  @Test func `bytes are read by the real parser, whatever the pool says`() {
    let events = item(.stream(StreamReading("data: a\n\ndata: b\n", asking: .events)))
    #expect(events.mark(.list(["a"])).isFull)
    #expect(!events.mark(.list(["a", "b"])).isFull)
    #expect(events.mark(nil).right == "a")
    let none = item(.stream(StreamReading(": x\n\n", asking: .events)))
    #expect(none.mark(.list([])).isFull)
    #expect(none.mark(nil).right == "none")
    let count = item(.stream(StreamReading("data\n\ndata\n\n", asking: .count)))
    #expect(count.mark(.text("2")).isFull)
    let unset = item(.stream(StreamReading("retry: soon\n", asking: .retry)))
    #expect(unset.mark(.text("")).isFull)
    #expect(!unset.mark(.text("0")).isFull)
    let retry = item(.stream(StreamReading("retry: 1500\n", asking: .retry)))
    #expect(retry.mark(.text("1.5 s")).isFull)
  }

  @Test func `an order is right as a whole, a match pair by pair`() {
    let order = item(.order(["mix", "rest", "bake"]))
    #expect(order.mark(.list(["mix", "rest", "bake"])).isFull)
    #expect(order.mark(.list(["rest", "mix", "bake"])).points == 0)
    let match = item(
      .match(
        [.init(left: "knife", right: "cut"), .init(left: "peel", right: "shove")], extra: ["eat"]))
    #expect(match.mark(.pairs(["knife": "cut", "peel": "shove"])).isFull)
    #expect(match.mark(.pairs(["knife": "cut", "peel": "eat"])).points == 0.5)
    #expect(match.mark(.pairs([:])).points == 0)
  }

  @Test func `letters mean what they stand for, however the options lie`() throws {
    for seed in 0..<10 as Range<UInt64> {
      let drawn = item(one.question.kind, seed: seed)
      let letter = optionLetter(try #require(drawn.form.options.firstIndex(of: "Rye")))
      #expect(try drawn.read(typed: " \(letter.uppercased()) ") == .text("Rye"))
      #expect(drawn.mark(.text(letter)).isFull)
    }
  }

  @Test func `a number means its place, also where the left sides are numbers`() throws {
    let pairs: [Question.Pair] = [
      .init(left: "0", right: "zero"), .init(left: "1", right: "one"),
      .init(left: "2", right: "two"),
    ]
    let words = Dictionary(uniqueKeysWithValues: pairs.map { ($0.left, $0.right) })
    for seed in 0..<10 as Range<UInt64> {
      let drawn = item(.match(pairs, extra: []), seed: seed)
      let form = try #require(drawn.form.own as? MatchForm)
      let (left, right) = (form.left, form.options)
      let line = left.enumerated().map { place, side in
        "\(place + 1)\(optionLetter(right.firstIndex(of: words[side] ?? "") ?? 0))"
      }.joined(separator: " ")
      #expect(drawn.mark(try drawn.read(typed: line)).isFull)
    }
  }

  @Test func `several letters may be typed with spaces, commas or nothing between`() throws {
    let options = several.form.options
    for line in ["a b", "a,b", "ab", "b a", " A  B "] {
      #expect(try several.read(typed: line) == .list([options[0], options[1]]))
    }
    let match = item(
      .match([.init(left: "knife", right: "cut"), .init(left: "peel", right: "shove")], extra: []))
    let form = try #require(match.form.own as? MatchForm)
    let (left, right) = (form.left, form.options)
    for line in ["1b 2a", "1=b, 2=a", "b a", "ba"] {
      #expect(
        try match.read(typed: line) == .pairs([left[0]: right[1], left[1]: right[0]]), "\(line)")
    }
  }

  @Test func `events are typed with bars between them`() throws {
    let events = item(.stream(StreamReading("data\n\n", asking: .events)))
    #expect(try events.read(typed: "none") == .list([]))
    #expect(try events.read(typed: "ham | eggs") == .list(["ham", "eggs"]))
    #expect(try events.read(typed: "(empty)|a\\nb") == .list(["", "a\nb"]))
    #expect(try events.read(typed: "a |  b") == .list(["a", " b"]))
  }

  @Test(arguments: ["d", "z", "Rice", "a b"])
  func `what is no option is refused in one sentence, and nothing is marked`(line: String) {
    #expect(throws: AnswerProblem("There is no option '\(line)'; the options are a to c.")) {
      try one.read(typed: line)
    }
  }

  @Test func `what cannot be an answer is refused in one sentence`() {
    #expect(throws: AnswerProblem("Type the letter of one option.")) { try one.read(typed: "  ") }
    let order = item(.order(["mix", "rest", "bake"]))
    #expect(throws: AnswerProblem("Give each of the 3 steps once.")) {
      try order.read(typed: "a b b")
    }
    let match = item(
      .match([.init(left: "knife", right: "cut"), .init(left: "peel", right: "shove")], extra: []))
    #expect(throws: AnswerProblem("There is no '3' on the left side.")) {
      try match.read(typed: "3a")
    }
    #expect(throws: AnswerProblem("Give a letter for each of the numbers 1 to 2.")) {
      try match.read(typed: "a")
    }
  }

  @Test func `what is no number is asked for again`() throws {
    let number = item(.number(NumberKey(3, unit: "s")))
    #expect(throws: AnswerProblem("'a' is no number. Type a number; the unit is s.")) {
      try number.read(typed: "a")
    }
    #expect(try number.read(typed: "3 s") == .text("3 s"))
    #expect(try number.read(typed: "3000 milliseconds") == .text("3000 milliseconds"))
    #expect(throws: AnswerProblem("'3 apples' has another unit. Type a number; the unit is s.")) {
      try number.read(typed: "3 apples")
    }
    let retry = item(.stream(StreamReading("retry: x\n", asking: .retry)))
    #expect(try retry.read(typed: "(empty)") == .text(""))
    #expect(try retry.read(typed: "None") == .text(""))
    #expect(throws: AnswerProblem.self) { try retry.read(typed: "never") }
    let events = item(.stream(StreamReading("data: x\n", asking: .events)))
    #expect(try events.read(typed: "No events") == .list([]))
    let code = item(
      .choose([.init("`␣tea`", isRight: true), .init("`tea`", isRight: false)], several: false))
    #expect(try code.read(typed: "␣Tea") == .text("`␣tea`"))
    let id = item(.stream(StreamReading("id: x\n", asking: .lastEventID)))
    #expect(try id.read(typed: "x") == .text("x"))
  }

  @Test func `a practical answer is played from a fresh start`() async throws {
    let exercise = Exercise(
      id: "q", ask: "?", expect: [Expectation(kind: "answered")], answer: ["bake"],
      setup: ["heat"])
    let played = Played()
    let practical = item(.practical(exercise))
    #expect(await practical.mark(.list(["bake"]), in: played.lab).isFull)
    #expect(await played.lines == ["reset", "heat", "bake"])
    #expect(await !practical.mark(.list(["wait"]), in: played.lab).isFull)
    #expect(await !practical.mark(nil, in: played.lab).isFull)
    #expect(await !practical.mark(.list(["bake"]), in: nil).isFull)
  }

  @Test func `what was judged at the prompt is not played again, and says what was missing`()
    async
  {
    let exercise = Exercise(
      id: "q", ask: "?", expect: [Expectation(kind: "answered")], answer: ["bake"])
    let practical = item(.practical(exercise))
    let played = Played()
    let solved = Deed(ExerciseReport(exercise, in: observed(.learner, [.answered(["bread"])])))
    #expect(await practical.mark(.list(["x"]), deed: solved, in: played.lab).isFull)
    let open = Deed(ExerciseReport(exercise, in: []))
    let mark = await practical.mark(.list(["bake"]), deed: open, in: played.lab)
    #expect(!mark.isFull)
    #expect(
      mark.reasons.first
        == "Wanted: a command answers; nothing of that kind has been seen yet.")
    #expect(await played.lines == [])
  }
}
