import EventStream

/// The generators whose questions are about quantities; each key is computed from what the thing
/// is known to do.
extension QuestionGenerator {
  /// A payload of NOTIFY must be shorter than this many bytes (PostgreSQL 15, measured).
  static let notifyLimit = 8000
  /// What the JSON around a description costs, but for the digits of the id.
  static let notifyOverhead = 48
  /// How many connections a browser opens to one host over HTTP/1.1.
  static let connectionsPerHost = 6

  static let arithmetic: [QuestionGenerator] = [
    QuestionGenerator("chunk-size", ["id": 1...99_999]) { generator, numbers in
      let time = (generator.number(below: 24), generator.number(below: 60))
      let event = ServerSentEvent(
        id: String(numbers["id"]),
        data: "An update from the server at \(twoDigits(time.0)):\(twoDigits(time.1)):00.")
      let bytes = (try? event.encoded()) ?? []
      let size = String(bytes.count, radix: 16)
      let rows = StreamReading(bytes: bytes, asking: .count).rows
      return Made(
        values: numbers.texts.merging(
          ["stream": rows.joined(separator: "\n"), "bytes": String(bytes.count), "hex": size],
          uniquingKeysWith: { $1 }),
        kind: .type(accepted: [size, "0x\(size)"], exact: false))
    },
    QuestionGenerator("streams-served", ["workers": 2...12, "clients": 1...30]) { _, numbers in
      let served = min(numbers["workers"], numbers["clients"])
      return Made(values: numbers.texts, kind: .number(NumberKey(Double(served))))
    },
    QuestionGenerator("last-free-worker", ["workers": 2...64]) { _, numbers in
      let busy = numbers["workers"]
      return Made(values: numbers.texts, kind: .number(NumberKey(Double(busy))))
    },
    QuestionGenerator("pool-exhausted", ["pool": 2...50]) { _, numbers in
      Made(values: numbers.texts, kind: .number(NumberKey(Double(numbers["pool"]))))
    },
    QuestionGenerator("notify-size", ["digits": 1...7, "bytes": 1...4]) { _, numbers in
      let room = notifyLimit - 1 - notifyOverhead - numbers["digits"]
      return Made(
        values: numbers.texts, kind: .number(NumberKey(Double(room / numbers["bytes"]))))
    },
    QuestionGenerator("connections-open", ["tabs": 1...4, "streams": 1...5]) { _, numbers in
      let wanted = numbers["tabs"] * numbers["streams"]
      return Made(
        values: numbers.texts,
        kind: .number(NumberKey(Double(min(wanted, connectionsPerHost)))))
    },
    QuestionGenerator("heartbeat-count", ["every": 5...20, "minutes": 1...10]) { _, numbers in
      let count = numbers["minutes"] * 60 / numbers["every"]
      return Made(values: numbers.texts, kind: .number(NumberKey(Double(count))))
    },
    QuestionGenerator("polling-requests", ["clients": 10...500, "every": 1...10]) { _, numbers in
      let perMinute = numbers["clients"] * 60 / numbers["every"]
      return Made(values: numbers.texts, kind: .number(NumberKey(Double(perMinute))))
    },
  ]

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
  }
}
