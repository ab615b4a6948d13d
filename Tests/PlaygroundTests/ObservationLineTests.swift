import EventStream
import Observations
import Testing

@testable import Playground

/// Observations as `--json` prints them, and back.
@Suite struct ObservationLineTests {
  @Test func `an observation is one JSON object, its members behind its kind`() {
    let event = Happening.event(MessageEvent(type: "add", data: "a \"b\"\nc", lastEventID: "4"))
    #expect(
      ObservationLine.text(of: observation(event)) == #"""
        {"number":7,"time":1.012345678,"side":"client","source":2,"kind":"event","type":"add",\#
        "data":"a \"b\"\nc","id":"4"}
        """#)
    let headers = [Header("Content-Type", "text/plain"), Header("a", "b")]
    #expect(
      ObservationLine.text(of: observation(.response(status: 200, headers: headers))) == #"""
        {"number":7,"time":1.012345678,"side":"client","source":2,"kind":"response","status":200,\#
        "headers":[["Content-Type","text/plain"],["a","b"]]}
        """#)
    #expect(
      ObservationLine.text(of: observation(.wrote([0x61, 0xFF]))).hasSuffix(
        #""kind":"wrote","text":"a\#u{FFFD}","base64":"Yf8=","size":2}"#))
  }

  @Test(arguments: Happening.Kind.allCases)
  func `every kind comes back as it was`(kind: Happening.Kind) throws {
    let observation = observation(kind.sample)
    let slice = try ObservationLine.slice(of: ObservationLine.text(of: observation))
    #expect(slice.observations == [observation])
    #expect(slice.missing == 0)
  }

  @Test(arguments: [
    Happening.received([0, 0xFF, 0x0D, 0x0A]), .sent(Array("é\u{200B}".utf8)),
    .answered(["a\tb", "\u{1B}[1m", "\u{202E}"]), .answered([]), .measured([]),
    .measured([Field("b", "1"), Field("a", "2"), Field("b", "3")]),
    .heard(type: "open", readyState: 1, id: "", data: nil),
    .request(method: "GET", target: "/?a=1", headers: []), .comment("42"), .comment("true"),
    .fault("end", channel: nil, strikes: "x"),
    .predicted(id: "p", guess: "", came: "", isRight: nil, sentence: "🙂"),
  ])
  func `what is odd comes back as it was, on one line`(happening: Happening) throws {
    let line = ObservationLine.text(of: observation(happening))
    #expect(!line.contains("\n"))
    #expect(try ObservationLine.slice(of: line).observations == [observation(happening)])
  }

  @Test func `what the journal let go is said, with how things stood`() throws {
    let standing = [observation(.serverStarted(url: "u"))]
    let slice = JournalSlice(
      observations: [observation(.closed)], missing: 12, standing: standing)
    let lines = ObservationLine.lines(of: slice)
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix(#"{"missing":12,"standing":[{"number":7,"#))
    let gap = try ObservationLine.slice(of: lines[0])
    #expect(gap.missing == 12)
    #expect(gap.standing == standing)
    #expect(gap.observations.isEmpty)
  }

  @Test func `a line that is no observation is one sentence`() {
    #expect(
      throws: CommandFailure.failed(
        "this is no observation: 'number', 'time', 'side', 'source' and 'kind' say which it is")
    ) { try ObservationLine.slice(of: #"{"event":"message"}"#) }
  }

  private func observation(_ happening: Happening) -> Observation {
    Observation(
      number: 7, time: .nanoseconds(1_012_345_678), side: .client, source: 2, happening: happening)
  }
}
