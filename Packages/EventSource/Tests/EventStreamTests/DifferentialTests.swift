import EventStream
import Testing

/// Random streams through the parser and through the plain one, cut by chance.
@Suite struct DifferentialTests {
  /// SplitMix64: the same numbers for the same seed, everywhere.
  struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let pieces: [[UInt8]] =
    [
      "data", "event", "id", "retry", ":", ": ", " ", "\n", "\r", "\r\n", "\n\n", "\r\r", "a", "é",
      "🚲", "\0", "7", "15", "\u{FEFF}", "data: hello\n", "data:", "id: 3\n", ":c\n", "\t",
      "a long line that is longer than one step of eight bytes",
      String(repeating: "longer than two steps of 64 bytes, ", count: 5),
      String(repeating: "tabs\tare as low as line ends\t", count: 5),
    ].map { Array($0.utf8) } + [
      [0xFF], [0xC3], [0xE2, 0x82], [0xEF], [0xEF, 0xBB], [0xF0, 0x9F],
    ]

  static func stream(_ generator: inout SeededGenerator) -> [UInt8] {
    (0..<Int.random(in: 0...40, using: &generator)).flatMap { _ in
      Self.pieces.randomElement(using: &generator) ?? []
    }
  }

  @Test(arguments: 0..<8)
  func `both parsers say the same of a thousand random streams`(seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    for _ in 0..<1000 {
      let bytes = Self.stream(&generator)
      let expected = PlainParser.items(of: bytes, lastEventID: "0")
      var parser = EventStreamParser(lastEventID: "0")
      var items: [EventStreamParser.Item] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let most = seed.isMultiple(of: 2) ? 30 : 400
        let size = Int.random(in: 1...min(rest.count, most), using: &generator)
        items += try parser.consume(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      try #require(
        items == expected, "\(String(reflecting: String(decoding: bytes, as: UTF8.self)))")
    }
  }

  @Test func `a line end is found wherever it lies`() throws {
    let text = String(repeating: "a\tline \u{E9} ", count: 30).utf8
    for length in 0...300 {
      let line = String(decoding: text.prefix(length), as: UTF8.self)
      for end in ["\n", "\r", "\r\n"] {
        let bytes = Array("data:.\(line)\(end)\(end)".utf8)
        let event = EventStreamParser.Item.event(MessageEvent(data: ".\(line)"))
        #expect(try items(bytes) == [event], "\(length) bytes, then \(Array(end.utf8))")
      }
    }
  }

  @Test(arguments: 100..<104)
  func `wherever a random stream is cut, it says the same`(seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    for _ in 0..<20 {
      let bytes = Self.stream(&generator)
      let whole = try items(bytes)
      for cut in 0...bytes.count {
        var parser = EventStreamParser()
        let parts =
          try parser.consume(Array(bytes[..<cut])) + parser.consume([])
          + parser.consume(Array(bytes[cut...]))
        try #require(parts == whole)
      }
      try #require(try items(bytes, cutEvery: 1) == whole)
    }
  }

  @Test func `the views hold the bytes of the strings`() throws {
    var generator = SeededGenerator(state: 1)
    for _ in 0..<500 {
      let bytes = Self.stream(&generator)
      var viewed: [String] = []
      var parser = EventStreamParser()
      for chunk in bytes.cut(every: 7) {
        try parser.consumeViews(chunk.span.bytes) { item in
          switch item {
          case .event(let event):
            let texts = [text(event.type), text(event.data), text(event.lastEventID)]
            viewed.append((texts[0].isEmpty ? "message" : texts[0]) + "|\(texts[1])|\(texts[2])")
          default: break
          }
        }
      }
      try #require(try viewed == events(bytes))
    }
  }

  private func text(_ span: RawSpan) -> String {
    span.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }
}
