import EventStream

/// What a stream dispatches, in the words of the tests: `type|data|lastEventID`.
func events(
  _ stream: String, cutEvery size: Int = .max, lastEventID: String = ""
) throws -> [String] {
  try events(Array(stream.utf8), cutEvery: size, lastEventID: lastEventID)
}

func events(
  _ bytes: [UInt8], cutEvery size: Int = .max, lastEventID: String = ""
) throws -> [String] {
  try items(bytes, cutEvery: size, lastEventID: lastEventID).compactMap { item in
    guard case .event(let event) = item else { return nil }
    return "\(event.type)|\(event.data)|\(event.lastEventID)"
  }
}

func items(
  _ bytes: [UInt8], cutEvery size: Int = .max, lastEventID: String = ""
) throws -> [EventStreamParser.Item] {
  var parser = EventStreamParser(lastEventID: lastEventID)
  return try bytes.cut(every: size).flatMap { try parser.consume($0) }
}

extension [UInt8] {
  func cut(every size: Int) -> [[UInt8]] {
    stride(from: 0, to: count, by: Swift.min(size, Swift.max(count, 1))).map {
      Array(self[$0..<Swift.min($0 + Swift.min(size, count), count)])
    }
  }
}
