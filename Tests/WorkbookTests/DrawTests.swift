import Testing

@testable import Workbook

@Suite("Draws")
struct DrawTests {
  @Test func `the generator is SplitMix64, for ever`() {
    // The first numbers of seed 1234567, as published with the reference implementation.
    var generator = SeededGenerator(seed: 1_234_567)
    let numbers = (0..<5).map { _ in generator.next() }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func `a shuffle and a name give the same order in every version`() {
    var generator = SeededGenerator(seed: 42, name: "bread")
    #expect(generator.shuffled(Array(1...8)) == [7, 4, 5, 8, 6, 3, 2, 1])
    #expect(generator.number(in: 10...20) == 11)
    #expect(generator.pick([Int]()) == nil)
  }

  @Test func `numbers below a bound are all drawn, and about as often`() {
    var generator = SeededGenerator(seed: 9)
    var counts = [0, 0, 0, 0, 0, 0]
    for _ in 0..<6000 { counts[generator.number(below: 6)] += 1 }
    #expect(counts.allSatisfy { (850...1150).contains($0) })
  }

  private func pool(_ topics: [String: Int], size: Int = 20) -> QuizPool {
    let questions = topics.sorted { $0.key < $1.key }.flatMap { topic, count in
      (0..<count).map { index in
        Question(
          id: "\(topic)\(index)", topic: topic, lesson: topic, ask: "?",
          kind: .type(accepted: ["x"], exact: false))
      }
    }
    return QuizPool(
      id: "p", title: "P", mastered: [], drawSize: size, questions: questions, fingerprint: "f",
      path: "p")
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `a draw has each question once and is balanced over the topics`(seed: UInt64) {
    let drawn = Draw.questions(from: pool(["a": 30, "b": 7, "c": 9]), seed: seed)
    #expect(Set(drawn.map(\.id)).count == 20)
    let counts = Dictionary(drawn.map { ($0.topic, 1) }, uniquingKeysWith: +)
    #expect(counts.values.allSatisfy { (6...7).contains($0) })
  }

  @Test func `a topic with few questions gives all, and the others make up for it`() {
    let drawn = Draw.questions(from: pool(["a": 30, "b": 2]), seed: 1)
    #expect(drawn.count { $0.topic == "b" } == 2)
    #expect(drawn.count == 20)
    #expect(Draw.questions(from: pool(["a": 3]), seed: 1).count == 3)
  }

  @Test func `the same seed draws the same, another one does not`() {
    let pool = pool(["a": 30, "b": 30])
    let ids = { Draw.questions(from: pool, seed: $0).map(\.id) }
    #expect(ids(1) == ids(1))
    #expect(ids(1) != ids(2))
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `questions that are kept apart never meet, and a draw is full all the same`(seed: UInt64) {
    let together = (0..<30).map { index in
      Question(
        id: "q\(index)", topic: "t\(index % 3)", lesson: "l", ask: "?", kind: .order(["x"]),
        apart: index % 2 == 0 ? ["q\((index + 1) % 30)"] : [])
    }
    let pool = QuizPool(
      id: "p", title: "P", mastered: [], drawSize: 12, questions: together, fingerprint: "f",
      path: "p")
    let drawn = Draw.questions(from: pool, seed: seed)
    #expect(drawn.count == 12)
    for question in drawn {
      #expect(!drawn.contains { $0.id != question.id && question.apart.contains($0.id) })
    }
  }

  @Test func `a draw of one topic has that topic alone, as much as there is`() {
    let pool = pool(["a": 30, "b": 7, "c": 9])
    let drawn = Draw.questions(from: pool, seed: 3, topic: "b")
    #expect(drawn.count == 7)
    #expect(drawn.allSatisfy { $0.topic == "b" })
    #expect(Draw.questions(from: pool, seed: 3, topic: "a").count == 20)
  }

  @Test func `every option comes first sooner or later`() throws {
    let question = try #require(bakingCourse().quiz("baker")?.question("rise"))
    let first = (0..<50).map { QuizItem(question, seed: $0).form.options[0] }
    #expect(Set(first).count == 3)
  }

  @Test func `options have letters, also beyond z`() {
    #expect([0, 25, 26, 27, 52].map(optionLetter) == ["a", "z", "aa", "ab", "ba"])
  }
}

@Suite("Grades")
struct GradeTests {
  @Test(arguments: [
    (100, "A+"), (97, "A+"), (96.99, "A"), (93, "A"), (92.9, "A-"), (90, "A-"), (87, "B+"),
    (83, "B"), (80, "B-"), (77, "C+"), (73, "C"), (70, "C-"), (69.9, "D"), (60, "D"),
    (59.9, "F"), (0, "F"),
  ])
  func `each percentage has its letter`(percent: Double, letter: String) {
    #expect(Grade(percent: percent).rawValue == letter)
  }

  @Test func `thirds that add up to 97 are an A+ all the same`() {
    #expect(Grade(percent: 97 - 1e-12) == .aPlus)
    #expect(Grade.allCases.filter(\.earnsDiploma) == [.aPlus])
  }

  @Test(arguments: [(20, 20), (40, 39), (100, 97), (4, 4), (1, 1), (0, 0)])
  func `so many must be right for an A+`(count: Int, needed: Int) {
    #expect(Grade.aPlus.needed(of: count) == needed)
  }

  @Test func `one wrong answer out of twenty is no A+`() {
    #expect(Grade(percent: 95) == .a)
  }
}
