import EventStream
import Testing

@Suite struct RoundTripTests {
  private typealias Generator = DifferentialTests.SeededGenerator

  private func text(_ generator: inout Generator, _ pieces: [String]) -> String {
    (0..<Int.random(in: 0...8, using: &generator))
      .compactMap { _ in pieces.randomElement(using: &generator) }.joined()
  }

  private let plain = ["a", " ", ":", "data: ", "é", "🚲", "\t", "\u{FEFF}", "\u{2028}", "5"]

  @Test(arguments: 0..<4)
  func `any event that can be written is read back equal`(seed: UInt64) throws {
    var generator = Generator(state: seed)
    for _ in 0..<1000 {
      let sent = ServerSentEvent(
        event: Bool.random(using: &generator) ? text(&generator, plain) : nil,
        id: Bool.random(using: &generator) ? text(&generator, plain) : nil,
        retry: Bool.random(using: &generator)
          ? .milliseconds(Int.random(in: 0...99999, using: &generator)) : nil,
        data: text(&generator, plain + ["\n", "\r", "\r\n", "\0"]))
      var parser = EventStreamParser(lastEventID: "before")
      let items = try parser.consume(sent.encoded())
      let type = sent.event.flatMap { $0.isEmpty ? nil : $0 } ?? "message"
      #expect(
        items == (sent.retry.map { [.retry($0)] } ?? []) + [
          .event(
            MessageEvent(
              type: type, data: normalized(sent.data ?? ""), lastEventID: sent.id ?? "before"))
        ])
    }
  }

  /// Line ends as a client sees them.
  private func normalized(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if scalar != "\n" || previous != "\r" { scalars.append(scalar == "\r" ? "\n" : scalar) }
      previous = scalar
    }
    return String(scalars)
  }

  @Test func `nothing that is written adds an event or a field`() throws {
    var generator = Generator(state: 7)
    let hostile = [
      "\n", "\r", "\r\n", "\n\n", "data: x", "id: x", "event: x", "retry: 1", ":", "\0",
    ]
    for _ in 0..<2000 {
      let event = ServerSentEvent(
        event: text(&generator, ["a"] + hostile), id: text(&generator, ["b"] + hostile),
        data: text(&generator, hostile))
      guard let bytes = try? event.encoded() else { continue }
      let items = try items(bytes + ServerSentEvent.comment(event.data ?? ""))
      #expect(items.filter { if case .event = $0 { true } else { false } }.count == 1)
      #expect(!items.contains { if case .retry = $0 { true } else { false } })
    }
  }
}
