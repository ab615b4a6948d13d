import FoundationEssentials
import Testing

@testable import Workbook

/// The folder of the package.
let repository =
  #filePath.split(separator: "/").dropLast(3).map(String.init).reduce("") { "\($0)/\($1)" }

@Suite("The Junior and Master pools")
struct PoolTests {
  /// The lessons, which are the topics.
  static let topics = [
    "why-streams", "hello-stream", "format", "eventsource", "reconnecting", "lamp-and-async",
    "live-todos", "in-the-wild",
  ]
  /// The lessons that teach the topic `in-the-wild`, which was one lesson once, and what a question of
  /// another topic may be taught in beside its own.
  static let lessons =
    topics + [
      "between-you-and-your-readers", "browsers-differ", "when-machines-talk", "many-servers",
    ]
  /// What only the Master is asked about.
  static let masterTopics = ["when-machines-talk", "many-servers"]

  private func pool(_ id: String) throws -> QuizPool {
    try #require(Course.load(at: repository).quiz(id))
  }

  @Test(arguments: ["junior", "master"])
  func `nothing is wrong with a pool`(id: String) throws {
    let course = try Course.load(at: repository)
    let found = Linter(course).diagnostics().filter { $0.path.hasSuffix("quizzes/\(id).yaml") }
    // A lesson that is still to be written is the lessons' business.
    let mine = found.filter { !$0.message.contains("is taught by no lesson") }
    #expect(mine.map(\.description) == [])
  }

  @Test(arguments: ["junior", "master"])
  func `a pool has at least 44 questions, five and more of each topic`(id: String) throws {
    let pool = try pool(id)
    #expect(pool.questions.count >= 44)
    let topics = Self.topics + (id == "master" ? Self.masterTopics : [])
    for topic in topics {
      #expect(pool.questions.count { $0.topic == topic } >= 5, "\(topic)")
    }
    #expect(pool.questions.allSatisfy { topics.contains($0.topic) })
    #expect(pool.questions.allSatisfy { Self.lessons.contains($0.lesson) })
  }

  @Test func `half of the Master questions and more are made up anew or done`() throws {
    let questions = try pool("master").questions
    let live = questions.count { ["generate", "do"].contains($0.kind.name) }
    #expect(live * 2 >= questions.count)
  }

  @Test func `no question of one pool asks what one of the other asks`() throws {
    let junior = try Set(pool("junior").questions.map(\.id))
    #expect(try pool("master").questions.map(\.id).filter(junior.contains) == [])
  }

  /// The longest option must not be the one to pick, nor the shortest.
  @Test(arguments: ["junior", "master"])
  func `the length of an option tells nothing`(id: String) throws {
    var longest = 0
    var shortest = 0
    var all = 0
    for options in try pool(id).questions.compactMap(\.kind.own.choice) {
      let right = options.filter(\.isRight).map(\.text.count)[0]
      let wrong = options.filter { !$0.isRight }.map(\.text.count)
      all += 1
      if wrong.allSatisfy({ $0 < right }) { longest += 1 }
      if wrong.allSatisfy({ $0 > right }) { shortest += 1 }
    }
    #expect(longest * 5 < all * 2)
    #expect(shortest * 5 < all * 2)
  }

  @Test(arguments: ["junior", "master"])
  func `in 1,000 draws every key is right, and nothing is left unfilled`(id: String) throws {
    let pool = try pool(id)
    for seed in 0..<1000 as Range<UInt64> {
      let items = pool.items(seed: seed)
      #expect(items.count == 20)
      #expect(Set(items.map(\.question.id)).count == 20)
      let topics = Dictionary(items.map { ($0.question.topic, 1) }, uniquingKeysWith: +)
      #expect(topics.values.allSatisfy { (2...3).contains($0) })
      for item in items {
        guard let key = item.key else { continue }
        #expect(item.mark(key).isFull, "\(item.question.id), seed \(seed)")
        #expect(!item.nearMisses.contains { item.mark($0).isFull }, "\(item.question.id)")
      }
    }
  }

  /// As they were when codes were given out: `j07` must mean the same question for ever.
  @Test(arguments: ["junior", "master"])
  func `the code of a question never changes, and says nothing`(id: String) throws {
    let pool = try pool(id)
    let data = try Data(contentsOf: URL(filePath: "\(fixtures)/pools/codes.json"))
    let given = try JSONDecoder().decode([String: String].self, from: data)
    for (code, id) in given where code.hasPrefix(pool.id.prefix(1)) {
      #expect(pool.question(called: code)?.id == id, "\(code)")
    }
    #expect(pool.questions.allSatisfy { $0.code.wholeMatch(of: /[jm][0-9]{2,}/) != nil })
    for entry in QuestionsDocument(pool, seed: 5).json.split(separator: "\n") {
      #expect(!pool.questions.contains { entry.contains("\"\($0.id)\"") }, "\(entry)")
    }
  }

  /// The right answers of the first pools, by the ids and in the words of that time.
  @Test(arguments: ["junior", "master"])
  func `an answer that was right in the first pools is right for ever`(id: String) async throws {
    let data = try Data(contentsOf: URL(filePath: "\(fixtures)/pools/first-answers.json"))
    let file = try AnswersFile(String(decoding: data, as: UTF8.self))
    let pool = try pool(id)
    for question in pool.questions {
      guard let answer = file.answers[question.id] else { continue }
      let item = QuizItem(question, seed: 1)
      #expect(item.mark(answer).isFull, "\(question.id): \(item.mark(answer))")
    }
  }

  @Test func `no blind rule comes near its limit`() throws {
    let pools = try ["junior", "master"].map(pool)
    for pool in pools {
      let best = try #require(Tells([pool]).findings().first)
      #expect(best.gain < 13, "\(pool.id): \(best.rule.name), \(best.gain)")
    }
    let best = try #require(Tells(pools).findings().first)
    #expect(best.gain < 9, "\(best.rule.name), \(best.gain)")
  }

  @Test(arguments: ["junior", "master"])
  func `all keys together are an A+, and without one question it is none`(id: String) async throws {
    let pool = try pool(id)
    for seed in 0..<100 as Range<UInt64> {
      var sitting = Sitting(pool, seed: seed, id: "a", now: 0)
      let done = QuizItem.Form.practical
      for index in sitting.items.indices where sitting.items[index].form != done {
        _ = sitting.go(to: index)
        try sitting.answer(sitting.item.key)
      }
      let practical = sitting.items.count { $0.form == done }
      let result = await sitting.handIn(now: 1, lab: nil)
      #expect(result.right == 20 - practical)
      #expect((result.grade == .aPlus) == (practical == 0))
    }
  }
}
