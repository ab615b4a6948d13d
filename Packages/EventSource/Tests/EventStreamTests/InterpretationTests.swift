import EventStream
import Testing

/// HTML 9.2.6, sentence by sentence.
@Suite struct InterpretationTests {
  @Suite("HTML 9.2.5: Lines") struct Lines {
    @Test(arguments: ["\n", "\r", "\r\n"])
    func `lines are separated by CRLF, LF or CR`(end: String) throws {
      let stream = ["data: a", "data: b", "", "data: c", "", ""].joined(separator: end)
      #expect(try events(stream) == ["message|a\nb|", "message|c|"])
    }

    @Test func `CR CR LF LF are three line ends`() throws {
      #expect(try events("data: a\r\r\n\ndata: b\r\r\n\n") == ["message|a|", "message|b|"])
      #expect(try events("data: a\r\n\rdata: b\n\r") == ["message|a|", "message|b|"])
    }

    @Test func `an event that a CR ends is dispatched at the CR`() throws {
      var parser = EventStreamParser()
      #expect(try parser.consume(Array("data: a\r\r".utf8)).count == 1)
      #expect(try parser.consume(Array("\ndata: b\r\n\r".utf8)).count == 1)
      #expect(try parser.consume(Array("\n\n".utf8)).isEmpty)
    }

    @Test(arguments: ["\u{2028}", "\u{2029}", "\u{85}", "\u{0B}", "\u{0C}", "\u{1E}"])
    func `no other character ends a line`(character: String) throws {
      #expect(try events("data: a\(character)b\n\n") == ["message|a\(character)b|"])
    }
  }

  @Suite("HTML 9.2.5: Decoding") struct Decoding {
    @Test func `one leading byte order mark is stripped`() throws {
      #expect(try events("\u{FEFF}data: a\n\n") == ["message|a|"])
      #expect(try events("\u{FEFF}\u{FEFF}data: a\n\ndata: b\n\n") == ["message|b|"])
      #expect(try events("data: a\n\n\u{FEFF}data: b\n\ndata: c\n\n").count == 2)
    }

    @Test func `what only begins like a byte order mark is no byte order mark`() throws {
      let stream: [UInt8] = [0xEF, 0xBB] + Array("\ndata: a\n\n".utf8)
      for size in 1...4 { #expect(try events(stream, cutEvery: size) == ["message|a|"]) }
      let field: [UInt8] = [0xEF] + Array("data: a\n\ndata: b\n\n".utf8)
      for size in 1...4 { #expect(try events(field, cutEvery: size) == ["message|b|"]) }
    }

    @Test func `bytes that are not UTF-8 become replacement characters`() throws {
      let samples: [([UInt8], String)] = [
        ([0xFF], "\u{FFFD}"), ([0xE2, 0x82], "\u{FFFD}"), ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"),
        ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xF0, 0x9F, 0x98, 0x41], "\u{FFFD}A"),
        ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
      ]
      for (bytes, text) in samples {
        #expect(try events(Array("data:".utf8) + bytes + [10, 10]) == ["message|\(text)|"])
      }
    }
  }

  @Suite("HTML 9.2.6: Fields") struct Fields {
    @Test func `a line that begins with a colon is ignored`() throws {
      #expect(try events(":\n:data: x\n: \ndata: a\n:b\ndata: c\n\n") == ["message|a\nc|"])
    }

    @Test func `comments are told as they come, before any blank line`() throws {
      #expect(
        try items(Array(":a\n: b\n:  c\n:\n".utf8))
          == [.comment("a"), .comment("b"), .comment(" c"), .comment("")])
    }

    @Test func `one space after the colon is removed, and no more`() throws {
      #expect(try events("data:a\n\n") == ["message|a|"])
      #expect(try events("data: a\n\n") == ["message|a|"])
      #expect(try events("data:  a \n\n") == ["message| a |"])
      #expect(try events("data:\ta\n\n") == ["message|\ta|"])
      #expect(try events("data:: a\n\n") == ["message|: a|"])
    }

    @Test func `a line without a colon is a field with an empty value`() throws {
      #expect(try events("data\n\n") == ["message||"])
      #expect(try events("data\ndata\n\n") == ["message|\n|"])
      #expect(try events("data: a\nevent\nid\n\n") == ["message|a|"])
    }

    @Test(
      arguments: [
        "DATA: a", "Data: a", " data: a", "data : a", "dat: a", "datas: a", "\tdata: a", "d: a",
        "foo: bar", "foo", "event-type: a", "ids: 1", "i", "e", "r", "retries: 5",
      ])
    func `a field of another name is ignored`(line: String) throws {
      #expect(try events("\(line)\n\n").isEmpty)
      #expect(try events("\(line)\ndata: b\n\n") == ["message|b|"])
    }
  }

  @Suite("HTML 9.2.6: event, data, id") struct Buffers {
    @Test func `the last event field of a block names its type`() throws {
      #expect(try events("event: a\ndata: x\nevent: b\n\n") == ["b|x|"])
      #expect(try events("event: a\nevent:\ndata: x\n\n") == ["message|x|"])
      #expect(try events("event: add \ndata: x\n\n") == ["add |x|"])
    }

    @Test func `the type is reset with every block, even one that dispatches nothing`() throws {
      #expect(try events("event: add\n\ndata: x\n\n") == ["message|x|"])
      #expect(try events("event: add\ndata: x\n\ndata: y\n\n") == ["add|x|", "message|y|"])
    }

    @Test func `data lines are joined by a line feed, and the last one is taken away`() throws {
      #expect(try events("data: a\ndata:\ndata: b\n\n") == ["message|a\n\nb|"])
      #expect(try events("data:\ndata:\n\n") == ["message|\n|"])
    }

    @Test func `a block without data dispatches nothing, but its id is kept`() throws {
      var parser = EventStreamParser()
      #expect(try parser.consume(Array("id: 7\n\n".utf8)).isEmpty)
      #expect(parser.lastEventID == "7")
      #expect(
        try parser.consume(Array("data: a\n\n".utf8))
          == [.event(MessageEvent(data: "a", lastEventID: "7"))])
    }

    @Test func `the last event ID stays until a block sets another`() throws {
      #expect(
        try events("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\ndata: d\n\n")
          == ["message|a|1", "message|b|1", "message|c|", "message|d|"])
      #expect(try events("id: 1\nid: 2\ndata: a\n\n") == ["message|a|2"])
      #expect(try events("data: a\nid: 3\n\n") == ["message|a|3"])
    }

    @Test func `long types and ids are told apart and kept, whatever their length`() throws {
      let (one, two) = ("0123456789abcdef-one", "0123456789abcdef-two")
      let stream = [(one, two), (two, one), (two, two), (one, one)]
        .map { "event: \($0)\nid: \($1)\ndata: x\n\ndata: y\n\n" }.joined()
      #expect(
        try events(stream)
          == [
            "\(one)|x|\(two)", "message|y|\(two)", "\(two)|x|\(one)", "message|y|\(one)",
            "\(two)|x|\(two)", "message|y|\(two)", "\(one)|x|\(one)", "message|y|\(one)",
          ])
    }

    @Test(arguments: ["\0", "x\0", "\0x", "x\0x", " \0"])
    func `an id with a NUL is ignored`(id: String) throws {
      #expect(
        try events("id: 1\ndata: a\n\nid:\(id)\ndata: b\n\n") == ["message|a|1", "message|b|1"])
    }

    @Test func `an id does not count before its block has ended`() throws {
      var parser = EventStreamParser(lastEventID: "1")
      _ = try parser.consume(Array("id: 2\ndata: a\n".utf8))
      #expect(parser.lastEventID == "1")
      _ = try parser.consume(Array("\n".utf8))
      #expect(parser.lastEventID == "2")
    }

    @Test func `a new connection begins with the last event ID of the one before`() throws {
      #expect(try events("data: a\n\n", lastEventID: "é") == ["message|a|é"])
      #expect(try events("id\ndata: a\n\n", lastEventID: "é") == ["message|a|"])
    }

    @Test func `an event is not dispatched when the stream ends before its blank line`() throws {
      #expect(try events("data: a\n\ndata: lost\n") == ["message|a|"])
      #expect(try events("data: a\n\ndata: lost") == ["message|a|"])
    }
  }

  @Suite("HTML 9.2.6: retry") struct Retry {
    @Test(arguments: [("1500", 1500), ("0", 0), ("0900", 900), (" 7", 7)])
    func `digits set the reconnection time at once`(value: String, time: Int) throws {
      var parser = EventStreamParser()
      #expect(try parser.consume(Array("retry:\(value)\n".utf8)) == [.retry(.milliseconds(time))])
      #expect(parser.reconnectionTime == .milliseconds(time))
    }

    @Test(arguments: ["", "20x", "-1", "+5", "1.5", "  5", "5 ", "٣", "1e3", "0x10", "x"])
    func `anything but ASCII digits is ignored`(value: String) throws {
      var parser = EventStreamParser()
      #expect(try parser.consume(Array("retry:\(value == "" ? "" : " " + value)\n".utf8)).isEmpty)
      #expect(parser.reconnectionTime == nil)
    }

    @Test func `a number that no machine can hold is the largest it can`() throws {
      let digits = String(repeating: "9", count: 5000)
      #expect(try items(Array("retry: \(digits)\n".utf8)) == [.retry(.milliseconds(Int.max))])
      #expect(
        try items(Array("retry: 9223372036854775808\n".utf8)) == [.retry(.milliseconds(Int.max))])
    }
  }
}
