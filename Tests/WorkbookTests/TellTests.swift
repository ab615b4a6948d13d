import Testing

@testable import Workbook

@Suite("Tells")
struct TellTests {
  /// Thirty questions whose options say nothing; `mark` may spoil an option.
  private func pool(
    id: String = "p", count: Int = 30, mark: (String, Bool) -> String = { text, _ in text }
  ) -> QuizPool {
    var generator = SeededGenerator(seed: 7)
    let words = ["ham", "egg", "tea", "fig", "oat", "rye", "bun", "pie", "nut", "yam"]
    let questions = (0..<count).map { index in
      // Four different words of three letters: nothing tells them apart.
      let options = generator.shuffled(words).prefix(4).enumerated().map { place, word in
        Question.Option(mark("a \(word) here", place == 0), isRight: place == 0)
      }
      return Question(
        id: "q\(index)", topic: "t", lesson: "l", ask: "What is it?",
        kind: .choose(options, several: false))
    }
    return QuizPool(
      id: id, title: "P", mastered: [], drawSize: 20, questions: questions, fingerprint: "f",
      path: "p.yaml")
  }

  private func complaints(_ pools: QuizPool...) -> [String] {
    Tells(pools).diagnostics(at: SourceText(path: "p.yaml", text: "title: P\n")).map(\.message)
  }

  @Test func `options that say nothing are taken, whatever a rule learns`() {
    #expect(complaints(pool()) == [])
    #expect(Tells([pool()]).findings().allSatisfy { $0.chance == 25 })
  }

  @Test(arguments: [
    ("picks the option with the most characters", "!", true),
    ("picks the option with the fewest reasons", ", since it is so", false),
    ("picks the option with the most semicolons", "; yes", true),
    ("picks the option with the fewest absolutes", " always", false),
    ("picks the option with the most hedges", " perhaps", true),
    ("picks the option with the fewest negations", " not", false),
    ("picks the option with the most digits", " 7", true),
    ("picks the option with the most code marks", " `x`", true),
    ("picks the option with the most words of the question", " what", true),
    ("strikes out reasons and then prefers a semicolon", ", because it is so", false),
    ("has learned from the other questions what to weigh", "; yes", true),
    ("has learned from the other questions which trait to follow", "; yes", true),
    ("has learned from the other questions which words are right", " perhaps", true),
  ])
  func `a habit of the options is found by its rule`(rule: String, habit: String, isRight: Bool) {
    let spoilt = pool { text, right in right == isRight ? text + habit : text }
    let sentence =
      "who \(rule) answers 100 % of 'p' without knowing anything, where guessing answers 25 %:"
      + " look at 'q0', 'q1', 'q2', 'q3', 'q4'"
    #expect(complaints(spoilt).contains(sentence), "\(complaints(spoilt))")
  }

  /// Half of the questions have a reason in each wrong option, the others a semicolon in the right
  /// one: neither habit alone answers more than five eighths.
  @Test func `two habits that answer everything together are found by a rule that learns`() throws {
    var index = -1
    let spoilt = pool { text, right in
      if right { index += 1 }
      if index % 2 == 0 { return right ? text : text + " since it is so" }
      return right ? text + "; yes" : text
    }
    let rule = "has learned from the other questions which two traits to follow"
    let finding = try #require(Tells([spoilt]).findings().first { $0.rule.name == rule })
    #expect(finding.percent == 100)
  }

  @Test func `a habit of few questions is below the limit, of some more above it`() {
    func gains(_ share: Int) -> [String] {
      var index = -1
      let spoilt = pool { text, right in
        if right { index += 1 }
        return right && index < share ? text + "; yes" : text
      }
      return complaints(spoilt).filter { $0.contains("most semicolons") }
    }
    // Each spoilt question gains three quarters of a question: 6 of 30 are 15 points, 7 are 17.5.
    #expect(gains(6).isEmpty)
    #expect(gains(7).count == 1)
  }

  @Test func `over two pools together less is taken`() {
    func spoilt(_ id: String) -> QuizPool {
      var index = -1
      return pool(id: id) { text, right in
        if right { index += 1 }
        return right && index < 5 ? text + "; yes" : text
      }
    }
    #expect(complaints(spoilt("a")).filter { $0.contains("most semicolons") } == [])
    let both = complaints(spoilt("a"), spoilt("b")).filter { $0.contains("most semicolons") }
    #expect(both.count == 1)
    #expect(both.allSatisfy { $0.contains("of 'a' and 'b' without") })
  }

  @Test func `what is learned of a question does not come from itself`() throws {
    // A word of its own in each right option: whoever knows them by heart has all right.
    var index = 0
    let unique = pool { text, _ in
      index += 1
      return text + " w\(100 + index)"
    }
    let learned = BlindRule.learned.map(\.name)
    let findings = Tells([unique]).findings().filter { learned.contains($0.rule.name) }
    #expect(findings.count == 4)
    #expect(findings.allSatisfy { $0.gain < 15 }, "\(findings.map(\.gain))")
  }

  @Test func `the right option stands at each place about as often`() throws {
    for id in ["junior", "master"] {
      let pool = try #require(Course.load(at: repository).quiz(id))
      let rules = Tells([pool]).findings().filter { $0.rule.name.hasSuffix("on the screen") }
      #expect(rules.count == 2)
      #expect(rules.allSatisfy { abs($0.gain) < 4 }, "\(rules.map(\.gain))")
    }
  }

  @Test func `with few questions luck is not taken for a tell, and a sure one still is`() {
    let tell = pool(count: 8) { text, right in right ? text + "; yes" : text }
    #expect(complaints(tell).contains { $0.contains("most semicolons") })
    #expect(Tells([pool(count: 8)]).refused > 40)
    #expect(Tells([pool()]).refused == 15)
    #expect(Tells([pool(), pool(id: "b")]).refused == 11)
    #expect(complaints(pool(count: 5) { text, right in right ? text + "; yes" : text }) == [])
  }
}

@Suite("Questions that answer each other")
struct LeakTests {
  private func question(
    _ id: String, _ ask: String, _ kind: Question.Kind = .number(NumberKey(0)),
    apart: [String] = []
  ) -> Question {
    Question(id: id, topic: "t", lesson: "l", ask: ask, kind: kind, apart: apart)
  }

  private func complaints(_ questions: [Question], draw: Int = 20) -> [String] {
    let pool = QuizPool(
      id: "p", title: "P", mastered: [], drawSize: draw, questions: questions, fingerprint: "f",
      path: "p.yaml")
    let found = Leaks(pool, SourceText(path: "p.yaml", text: "title: P\n")).diagnostics()
    return found.map { $0.message + ($0.suggestion.map { " / \($0)" } ?? "") }
  }

  private let key = Question.Kind.type(accepted: ["Crust"], exact: false)

  @Test func `a key that another question prints is found, in what it asks or offers`() {
    let sentence = "'b' prints 'crust', which 'a' asks for / apart: [a]"
    #expect(complaints([question("a", "?", key), question("b", "A `crust`, then?")]) == [sentence])
    let options = Question.Kind.choose(
      [.init("The crust", isRight: true), .init("Salt", isRight: false)], several: false)
    #expect(complaints([question("a", "?", key), question("b", "?", options)]) == [sentence])
    let stream = Question.Kind.stream(StreamReading("data: crust\n\n", asking: .count))
    #expect(complaints([question("a", "?", key), question("b", "?", stream)]) == [sentence])
  }

  @Test func `a longer word is another word, and a short key says nothing`() {
    #expect(complaints([question("a", "?", key), question("b", "Crusty crusts?")]) == [])
    let short = Question.Kind.number(NumberKey(10, unit: "s"))
    #expect(complaints([question("a", "?", short), question("b", "Every 10 s?")]) == [])
    let status = Question.Kind.number(NumberKey(201))
    #expect(
      complaints([question("a", "?", status), question("b", "Is it 201?")])
        == ["'b' prints '201', which 'a' asks for / apart: [a]"])
  }

  @Test func `who is kept apart gives nothing away, whichever of the two says so`() {
    let one = [question("a", "?", key, apart: ["b"]), question("b", "Crust?")]
    #expect(complaints(one, draw: 1) == [])
    let other = [question("a", "?", key), question("b", "Crust?", apart: ["a"])]
    #expect(complaints(other, draw: 1) == [])
  }

  @Test func `what a generator prints in some draws is found as well`() {
    let made = Question.Kind.generate(GeneratorCall("event-types"))
    let type = Question.Kind.type(accepted: ["remove"], exact: false)
    #expect(
      complaints([question("a", "?", type), question("b", "?", made)])
        == ["'b' prints 'remove', which 'a' asks for / apart: [a]"])
  }

  @Test func `who is kept apart must be there, and be another`() {
    #expect(
      complaints(
        [question("heat", "?", apart: ["heat", "craft"]), question("crust", "?")], draw: 1)
        == [
          "'heat' cannot be kept apart from itself",
          "'heat' is kept apart from 'craft', which is not here / did you mean 'crust'?",
        ])
  }

  @Test func `a draw that comes out too small is said`() {
    let all = (0..<5).map { index in
      question("q\(index)", "?", apart: (0..<5).filter { $0 != index }.map { "q\($0)" })
    }
    #expect(
      complaints(all, draw: 3)
        == ["with what is kept 'apart' the draw of seed 0 has 1 questions, not 3"])
    #expect(complaints(all, draw: 1) == [])
  }
}
