import Testing

@testable import Playground

/// Why a line of a stream comes to nothing, said to people.
@Suite struct IgnoredLineTests {
  @Test(
    arguments: [
      ("data: tea\n\n", []), (": hush\n\n", []), ("id: 7\n\n", []), ("retry: 20\n\n", []),
      ("\u{FEFF}data: tea\r\n\r\n", []), ("data: a\r\rdata: b\r\n\r\n", []), ("", []),
      ("Data: tea\n\n", ["line 1: unknown field 'Data': names are case-sensitive"]),
      (
        "data: a\nEVENT: b\n\n", ["line 2: unknown field 'EVENT': names are case-sensitive"]
      ),
      (
        " data: tea\n\n",
        ["line 1: unknown field ' data': a space before or after a name is a part of it"]
      ),
      (
        "data : tea\n\n",
        ["line 1: unknown field 'data ': a space before or after a name is a part of it"]
      ),
      ("evnt: tea\ndata\n\n", ["line 1: unknown field 'evnt': did you mean 'event'?"]),
      (
        "status: up\ndata\n\n",
        ["line 1: unknown field 'status': there are 'data', 'event', 'id' and 'retry'"]
      ),
      (
        "event: tea\nid: 4\n\ndata: x\n\n",
        ["line 1: 'event' without 'data': nothing is dispatched"]
      ),
      (
        "retry: 2s\n\nretry\n\n",
        [
          "line 1: 'retry' takes digits only, not '2s': the time stays as it was",
          "line 3: 'retry' takes digits only, not '': the time stays as it was",
        ]
      ),
      (
        "id: a\0b\ndata: x\n\n",
        ["line 1: an 'id' with a NUL in it is ignored: the last event ID stays as it was"]
      ),
      ("data: hi\n", ["line 1: no blank line after it: what was begun is thrown away"]),
      (
        "data: hi",
        ["line 1: no line break at its end: thrown away, with what was begun before it"]
      ),
    ] as [(String, [String])])
  func `a line that comes to nothing has its reason`(stream: String, rows: [String]) {
    #expect(IgnoredLine.all(in: stream).map(\.row) == rows)
  }
}
