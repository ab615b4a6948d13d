/// The generators whose questions are bytes of an event stream; the parser holds their keys.
extension QuestionGenerator {
  static let streams: [QuestionGenerator] = [
    QuestionGenerator("dispatched-count", ["blocks": 2...9]) { generator, numbers in
      var text = ""
      for _ in 0..<numbers["blocks"] { text += block(using: &generator) }
      if generator.number(below: 2) == 0 { text += "data: \(word(&generator))\n" }
      return Made(kind: .stream(StreamReading(text, asking: .count)))
    },
    QuestionGenerator("data-lines", ["lines": 2...5]) { generator, numbers in
      let lines = (0..<numbers["lines"]).map { _ in "data: \(word(&generator))\n" }
      let comment = generator.number(below: 2) == 0 ? ": still here\n" : ""
      let text = lines[0] + comment + lines.dropFirst().joined() + "\n"
      return Made(kind: .stream(StreamReading(text, asking: .events)))
    },
    QuestionGenerator("sticky-ids", ["events": 3...6]) { generator, numbers in
      let text = events(numbers["events"], using: &generator) { generator in
        ["", "id: \(generator.number(in: 1...99))\n"][generator.number(below: 2)]
      }
      let first = "id: \(generator.number(in: 1...99))\ndata: \(word(&generator))\n\n"
      return Made(kind: .stream(StreamReading(first + text, asking: .ids)))
    },
    QuestionGenerator("event-types", ["events": 3...5]) { generator, numbers in
      let text = events(numbers["events"], using: &generator) { generator in
        generator.pick(["", "event: add\n", "event: remove\n", "event: message\n"]) ?? ""
      }
      return Made(kind: .stream(StreamReading(text, asking: .types)))
    },
    QuestionGenerator("last-event-id", ["events": 2...5, "tail": 0...2]) { generator, numbers in
      var text = events(numbers["events"], using: &generator) { generator in
        "id: \(generator.number(in: 1...99))\n"
      }
      switch numbers["tail"] {
      case 1: text += "id: \(generator.number(in: 100...199))\ndata: \(word(&generator))\n"
      case 2: text += "id\ndata: \(word(&generator))\n\n"
      default: break
      }
      return Made(kind: .stream(StreamReading(text, asking: .lastEventID)))
    },
    QuestionGenerator("retry-lines", ["lines": 2...4]) { generator, numbers in
      // Not below 500: Firefox would wait that long all the same. Lifted rather than drawn from a
      // smaller range, so that an old seed still draws the stream that it drew.
      let milliseconds = max(5, generator.number(in: 2...90)) * 100
      var lines = (1..<numbers["lines"]).map { _ in
        let bad = ["20x", "-1", "1.5", "+5", "2 s"]
        return "retry: \(generator.pick(bad) ?? "")\n"
      }
      lines.append("retry: \(milliseconds)\n")
      let text = generator.shuffled(lines).joined() + "data: \(word(&generator))\n\n"
      return Made(kind: .stream(StreamReading(text, asking: .retry)))
    },
    QuestionGenerator("line-ends", ["lines": 3...7]) { generator, numbers in
      let ends = ["\n", "\r", "\r\n"]
      var text = ""
      for _ in 0..<numbers["lines"] {
        text += "data: \(word(&generator))" + (generator.pick(ends) ?? "\n")
        if generator.number(below: 2) == 0 { text += generator.pick(ends) ?? "\n" }
      }
      return Made(kind: .stream(StreamReading(text + "\n\n", asking: .count)))
    },
    QuestionGenerator("byte-order-marks", ["marks": 0...2]) { generator, numbers in
      let marks = String(repeating: "\u{FEFF}", count: numbers["marks"])
      let middle = generator.number(below: 2) == 0 ? "\u{FEFF}" : ""
      let (first, second) = (word(&generator), word(&generator))
      let text = "\(marks)data: \(first)\n\n\(middle)data: \(second)\n\n"
      return Made(kind: .stream(StreamReading(text, asking: .count)))
    },
    QuestionGenerator("leading-spaces", ["spaces": 0...4, "trailing": 0...2]) {
      generator, numbers in
      let word = word(&generator)
      let space = { String(repeating: " ", count: $0) }
      let line = "data:" + space(numbers["spaces"]) + word + space(numbers["trailing"])
      let data = StreamReading(line + "\n\n", asking: .events).key.first ?? ""
      let shown = line.replacing(" ", with: "␣")
      return Made(
        values: ["line": shown], kind: .number(NumberKey(Double(data.count))))
    },
  ]

  private static func word(_ generator: inout SeededGenerator) -> String {
    let words = [
      "ham", "eggs", "tea", "milk", "bread", "salt", "plum", "fig", "oats", "corn", "rice", "leek",
    ]
    return generator.pick(words) ?? "ham"
  }

  /// Blocks that dispatch something, in a learner's eyes or in truth.
  private static func block(using generator: inout SeededGenerator) -> String {
    let word = word(&generator)
    return generator.pick([
      "data: \(word)\n\n", "data: \(word)\ndata: \(word)\n\n", ": \(word)\n\n",
      "event: \(word)\n\n", "data\n\n", "id: \(generator.number(in: 1...99))\n\n", "\n",
      "event: add\ndata: \(word)\n\n", "Data: \(word)\n\n",
    ]) ?? "\n"
  }

  /// Events of one data line each, before which `head` puts a line or none.
  private static func events(
    _ count: Int, using generator: inout SeededGenerator,
    head: (inout SeededGenerator) -> String
  ) -> String {
    (0..<count).map { _ in
      let head = head(&generator)
      return head + "data: \(word(&generator))\n\n"
    }.joined()
  }
}
