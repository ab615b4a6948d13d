/// The generators whose questions are about amounts: traffic, waits, history, memory.
extension QuestionGenerator {
  static let quantities: [QuestionGenerator] = [
    QuestionGenerator("chat-room", ["members": 5...200, "each": 1...6]) { _, numbers in
      let up = numbers["members"] * numbers["each"]
      let down = up * numbers["members"]
      return numbers.asking(for: down, showing: ["up": up, "down": down])
    },
    QuestionGenerator("wasted-polls", ["polls": 2...30, "news": 1...60]) { _, numbers in
      let all = numbers["polls"] * 60
      return numbers.asking(for: all - numbers["news"], showing: ["all": all])
    },
    QuestionGenerator("backoff", ["first": 1...3, "cap": 10...60, "attempt": 3...8]) {
      _, numbers in
      let doublings = numbers["attempt"] - 1
      let uncapped = numbers["first"] << doublings
      return numbers.asking(
        for: min(uncapped, numbers["cap"]), unit: "s",
        showing: ["doublings": doublings, "uncapped": uncapped])
    },
    QuestionGenerator(
      "history-gap", ["kept": 10...200, "newest": 400...900, "behind": 1...300]
    ) { _, numbers in
      let lost = max(0, numbers["behind"] - numbers["kept"])
      return numbers.asking(for: lost, showing: ["last": numbers["newest"] - numbers["behind"]])
    },
    QuestionGenerator("memory-fit", ["hundreds": 1...40]) { generator, numbers in
      // Every cost divides 100,000, so that no answer has to be rounded.
      let cost = generator.pick([4, 5, 8, 10, 20, 25, 50, 100, 250, 500]) ?? 100
      let megabytes = numbers["hundreds"] * 100
      return numbers.asking(
        for: megabytes * 1000 / cost, showing: ["megabytes": megabytes, "kilobytes": cost])
    },
    QuestionGenerator("slow-reader", ["limit": 1...8]) { generator, numbers in
      // Every product of a size and a rate divides 1000.
      let size = generator.pick([1, 2, 4, 5, 10]) ?? 1
      let rate = generator.pick([1, 2, 5, 10, 25]) ?? 1
      return numbers.asking(
        for: numbers["limit"] * 1000 / (size * rate), unit: "s",
        showing: ["size": size, "rate": rate])
    },
  ]
}

extension QuestionGenerator.Numbers {
  /// A question for a number, in which the drawn numbers and these may stand.
  func asking(
    for key: Int, unit: String? = nil, showing more: [String: Int]
  ) -> QuestionGenerator.Made {
    QuestionGenerator.Made(
      values: texts.merging(more.mapValues(String.init), uniquingKeysWith: { $1 }),
      kind: .number(NumberKey(Double(key), unit: unit)))
  }
}
