import Testing

/// `sse parse` as a user runs it.
@Suite(.timeLimit(.minutes(1))) struct ParseTests {
  private let stream = "\u{FEFF}: hi\nid: 1\ndata: a\ndata: b\n\nevent: add\ndata: \"č\"\r\n\r\n"

  private let lines = """
    {"event":"message","data":"a\\nb","id":"1"}
    {"event":"add","data":"\\"č\\"","id":"1"}

    """

  @Test(arguments: [[], ["--chunk", "1"], ["--chunk", "2"], ["--chunk", "9223372036854775807"]])
  func `every event is one JSON object, however the bytes are handed over`(
    options: [String]
  ) async throws {
    let outcome = try await Program.run(["parse"] + options, input: stream)
    #expect(outcome.output == lines)
    #expect(outcome.error == "")
    #expect(outcome.status == 0)
  }

  @Test func `a summary adds the last event ID and the reconnection time`() async throws {
    let outcome = try await Program.run(
      ["parse", "--summary"], input: "retry: 3000\nid: é\n\nid: lost\n")
    #expect(outcome.output == "{\"lastEventId\":\"é\",\"retry\":3000}\n")
    let empty = try await Program.run(["parse", "--summary"], input: "")
    #expect(empty.output == "{\"lastEventId\":\"\",\"retry\":null}\n")
  }

  @Test func `an event is printed at once, long before the stream ends`() throws {
    let program = try RunningProgram("parse")
    program.type("data: a\n\ndata: b\n")
    #expect(program.line() == #"{"event":"message","data":"a","id":""}"#)
    program.type("\r")
    #expect(program.line() == #"{"event":"message","data":"b","id":""}"#)
    #expect(program.finish() == 0)
    #expect(program.line() == nil)
  }

  @Test func `an event above the limit ends it, and the events before it are printed`()
    async throws
  {
    // No byte more than needed: Subprocess traps when its input is not read to the end.
    let tooLarge = "data: " + String(repeating: "x", count: (16 << 20) - 5)
    let outcome = try await Program.run(["parse"], input: "data: a\n\n" + tooLarge)
    #expect(outcome.output == "{\"event\":\"message\",\"data\":\"a\",\"id\":\"\"}\n")
    #expect(
      outcome.error
        == "sse: an event grew past the limit of 16777216 bytes; the stream was closed\n")
    #expect(outcome.status == 1)
  }

  @Test func `a chunk of nothing is wrong usage`() async throws {
    let outcome = try await Program.run(["parse", "--chunk", "0"])
    #expect(outcome.status == 2)
  }
}
