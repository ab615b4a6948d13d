import EventStream
import FoundationEssentials
import StreamViews
import Terminal
import Testing

/// Recordings of a terminal, as files and as event streams.
@Suite struct CastTests {
  @Test func `a recording is a header and a line for each output, with what JSON must escape`() {
    var cast = Cast(size: Size(columns: 60, rows: 10))
    cast.write("\u{1B}[1mdata: \"a\"\u{1B}[0m\r\n", at: .milliseconds(1500))
    cast.write("", at: .seconds(2))
    cast.write("\n\n\u{2028}é\u{1F600}", at: .microseconds(2_000_007))
    #expect(
      cast.file == #"""
        {"version":2,"width":60,"height":10}
        [1.500000,"o","\u001b[1mdata: \"a\"\u001b[0m\r\n"]
        [2.000007,"o","\n\n\u2028é😀"]

        """#)
  }

  @Test func `no line of a recording is blank, since a player ends there`() {
    var cast = Cast(size: .standard)
    for text in ["\n", "\r\n\r\n", " ", "\u{0}"] { cast.write(text, at: .zero) }
    let lines = cast.file.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count == 5)
    #expect(lines.allSatisfy { !$0.allSatisfy(\.isWhitespace) })
  }

  @Test func `time does not go back`() {
    var cast = Cast(size: .standard)
    cast.write("a", at: .seconds(3))
    cast.write("b", at: .seconds(1))
    #expect(cast.outputs.map(\.time) == [.seconds(3), .seconds(3)])
    var feed = CastFeed(size: .standard)
    _ = feed.write("a", at: .seconds(3))
    let second = feed.write("b", at: .seconds(1))
    #expect(second?.data == #"[3.000000,"o","b"]"#)
  }

  @Test func `each connection begins with a header of the time and the screen so far`() {
    var feed = CastFeed(size: Size(columns: 60, rows: 10))
    #expect(
      feed.opening == ServerSentEvent(data: #"{"cols":60,"rows":10,"time":0.000000,"init":""}"#))
    _ = feed.write("one\r\n", at: .seconds(1))
    _ = feed.write("\"two\"", at: .milliseconds(2500))
    #expect(
      feed.opening.data
        == #"{"cols":60,"rows":10,"time":2.500000,"init":"one\r\n\"two\""}"#)
  }

  @Test func `a resize is an object, and the next header has the new size`() {
    var feed = CastFeed(size: .standard)
    let resize = feed.resize(to: Size(columns: 60, rows: 10), at: .seconds(4))
    #expect(resize == ServerSentEvent(data: #"[4.000000,"r",{"cols":60,"rows":10}]"#))
    #expect(
      feed.opening.data == #"{"cols":60,"rows":10,"time":4.000000,"init":""}"#)
  }

  @Test func `the end has data, since a browser dispatches no event without`() throws {
    let bytes = try CastFeed.done.encoded()
    #expect(String(decoding: bytes, as: UTF8.self) == "event: done\ndata: {}\n\n")
  }

  @Test func `nothing that was written is no message`() {
    var feed = CastFeed(size: .standard)
    let message = feed.write("", at: .seconds(1))
    #expect(message == nil)
  }

  @Test func `a message is one line of data, whatever was written`() throws {
    var feed = CastFeed(size: .standard)
    let written = feed.write("a\r\nb\n\n\rc", at: .zero)
    let event = try #require(written)
    var parser = EventStreamParser()
    let items = try parser.consume(Array(try event.encoded()))
    #expect(items == [.event(MessageEvent(data: #"[0.000000,"o","a\r\nb\n\n\rc"]"#))])
  }

  @Test func `of a long screen the newest whole lines are kept`() throws {
    var feed = CastFeed(size: .standard)
    let line = String(repeating: "é", count: 60)
    for number in 1...3000 { _ = feed.write("\(number) \(line)\n", at: .zero) }
    let data = try #require(feed.opening.data)
    let opening = try JSONDecoder().decode(Opening.self, from: Data(data.utf8))
    #expect(opening.`init`.utf8.count <= CastFeed.memoryLimit)
    #expect(opening.`init`.utf8.count > CastFeed.memoryLimit / 4)
    let lines = opening.`init`.split(separator: "\n")
    #expect(lines.last == "3000 \(line)")
    #expect(lines.allSatisfy { $0.hasSuffix(" " + line) && Int($0.prefix { $0 != " " }) != nil })
  }

  @Test func `a line longer than what is kept is not kept`() {
    var feed = CastFeed(size: .standard)
    _ = feed.write(String(repeating: "x", count: CastFeed.memoryLimit + 1), at: .zero)
    #expect(feed.opening.data?.hasSuffix(#""init":""}"#) == true)
  }

  private struct Opening: Decodable {
    let `init`: String
  }
}
