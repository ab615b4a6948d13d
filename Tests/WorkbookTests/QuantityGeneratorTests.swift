import Testing

@testable import Workbook

/// The question that a generator makes when each of its numbers may be only this one.
func generated(
  _ name: String, with numbers: [String: Int] = [:], seed: UInt64 = 1, ask: String = "?"
) -> QuizItem {
  let call = GeneratorCall(name, ranges: numbers.mapValues { $0...$0 })
  let question = Question(
    id: "it", topic: "a", lesson: "a", ask: ask, because: "so", kind: .generate(call))
  return QuizItem(question, seed: seed)
}

@Suite("Questions about amounts")
struct QuantityGeneratorTests {
  @Test(arguments: [
    ("chat-room", ["members": 100, "each": 3], "30000"),
    ("wasted-polls", ["polls": 10, "news": 7], "593"),
    ("backoff", ["first": 2, "cap": 60, "attempt": 4], "16 s"),
    ("backoff", ["first": 2, "cap": 60, "attempt": 6], "60 s"),
    ("history-gap", ["kept": 100, "newest": 500, "behind": 130], "30"),
    ("history-gap", ["kept": 100, "newest": 500, "behind": 99], "0"),
  ])
  func `the key is worked out from the numbers`(
    name: String, numbers: [String: Int], key: String
  ) {
    #expect(generated(name, with: numbers).mark(nil).right == key)
  }

  @Test func `the numbers that were worked out can stand in the question`() {
    let ask = "{kept} {newest} {last} {behind}"
    let item = generated(
      "history-gap", with: ["kept": 10, "newest": 400, "behind": 5], ask: ask)
    #expect(item.question.ask == "10 400 395 5")
  }

  @Test(arguments: ["memory-fit", "slow-reader"], 0..<200 as Range<UInt64>)
  func `nobody has to round`(name: String, seed: UInt64) throws {
    let ask = name == "memory-fit" ? "{megabytes} {kilobytes} 1" : "{limit} {size} {rate}"
    let item = generated(name, seed: seed, ask: ask)
    let numbers = item.question.ask.split(separator: " ").compactMap { Int($0) }
    guard let key = (item.question.kind.own as? NumberQuestion)?.key else {
      Issue.record("no question for a number")
      return
    }
    #expect(key.value * Double(numbers[1] * numbers[2]) == Double(numbers[0] * 1000))
  }
}
