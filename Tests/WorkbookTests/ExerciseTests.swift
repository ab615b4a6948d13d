import EventStream
import Observations
import Testing

@testable import Workbook

/// Happenings as a journal would number them.
func observed(_ side: Observation.Side, _ happenings: [Happening]) -> [Observation] {
  happenings.enumerated().map { index, happening in
    Observation(
      number: index + 1, time: .milliseconds(index), side: side, happening: happening)
  }
}

@Suite("Tasks")
struct ExerciseTests {
  private func event(_ data: String, type: String = "message", id: String = "") -> Happening {
    .event(MessageEvent(type: type, data: data, lastEventID: id))
  }

  /// The expectations of a task written in YAML.
  private func expectations(_ yaml: String) throws -> [Workbook.Expectation] {
    let text = "id: t\nask: x\nanswer: y\nexpect:\n\(yaml)"
    let diagnostics = Diagnostics()
    let part = SourcePart(source: SourceText(path: "t", text: text))
    let fields = try #require(FieldReader(part, named: "a task", diagnostics))
    let exercise = try #require(ExerciseReader(fields: fields).task())
    #expect(diagnostics.all.map(\.description) == [])
    return exercise.expect
  }

  private func isSolved(_ yaml: String, by happenings: [Happening]) throws -> Bool {
    ExerciseCheck(try expectations(yaml), in: observed(.client, happenings)).isSolved
  }

  @Test func `what is waited for must come in its order, with anything in between`() throws {
    let yaml = "  - event: { data: a }\n  - event: { data: b }\n"
    #expect(try isSolved(yaml, by: [event("a"), .comment("x"), event("b")]))
    #expect(try !isSolved(yaml, by: [event("b"), event("a")]))
    #expect(try !isSolved(yaml, by: [event("a")]))
    #expect(try !isSolved(yaml, by: []))
  }

  @Test func `one observation meets one expectation`() throws {
    let yaml = "  - event: { data: a }\n  - event: { data: a }\n"
    #expect(try !isSolved(yaml, by: [event("a")]))
    #expect(try isSolved(yaml, by: [event("a"), event("a")]))
    #expect(try isSolved("  - event: { times: 2 }\n", by: [event("a"), event("b")]))
    #expect(try !isSolved("  - event: { times: 2 }\n", by: [event("a")]))
  }

  @Test func `fields that are not named do not matter, and those that are must fit`() throws {
    #expect(try isSolved("  - event\n", by: [event("a", id: "7")]))
    #expect(try isSolved("  - event: { id: \"7\" }\n", by: [event("a", id: "7")]))
    #expect(try !isSolved("  - event: { id: \"7\" }\n", by: [event("a", id: "77")]))
  }

  @Test func `headers are found whatever their capitals`() throws {
    let request = Happening.request(
      method: "GET", target: "/events?x", headers: [Header("Last-Event-ID", "2")])
    #expect(
      try isSolved(
        "  - request: { path: /events, headers: { Last-Event-ID: \"2\" } }\n", by: [request]))
    #expect(
      try !isSolved("  - request: { headers: { Last-Event-ID: \"3\" } }\n", by: [request]))
    #expect(try !isSolved("  - request: { headers: { Last-Event-ID: ~ } }\n", by: [request]))
    let bare = Happening.request(method: "GET", target: "/", headers: [])
    #expect(try isSolved("  - request: { headers: { Last-Event-ID: ~ } }\n", by: [bare]))
  }

  @Test func `a list is a choice, an ellipsis any text, and a range counts`() throws {
    #expect(try isSolved("  - event: { type: [add, remove] }\n", by: [event("a", type: "remove")]))
    #expect(try isSolved("  - event: { data: \"An … at …:…\" }\n", by: [event("An x at 1:2")]))
    #expect(try !isSolved("  - event: { data: \"An … at …:…\" }\n", by: [event("An x at 1")]))
    let lost = Happening.lost(reason: "x", retryIn: 700)
    let range = "  - lost: { milliseconds: { at-least: 500, at-most: 900 } }\n"
    #expect(try isSolved(range, by: [lost]))
    #expect(try !isSolved(range, by: [.lost(reason: "x", retryIn: 901)]))
    #expect(try !isSolved(range, by: [event("700")]))
  }

  @Test func `the side counts when it is named`() throws {
    let expected = try expectations("  - comment: { side: server }\n")
    #expect(ExerciseCheck(expected, in: observed(.server, [.comment("x")])).isSolved)
    #expect(!ExerciseCheck(expected, in: observed(.client, [.comment("x")])).isSolved)
  }

  @Test func `it says what is still missing`() throws {
    let expected = try expectations("  - event: { data: a }\n  - closed\n")
    let check = ExerciseCheck(expected, in: observed(.client, [event("a")]))
    #expect(check.missing?.kind == "closed")
    #expect(check.met == [1])
  }

  @Test func `what happens later is noted later`() throws {
    let expected = try expectations("  - event: { data: a }\n  - event: { data: b }\n")
    var check = ExerciseCheck(expected, in: observed(.client, [event("a"), .comment("x")]))
    #expect(!check.isSolved)
    check.note(observed(.client, [event("b")]))
    #expect(check.isSolved)
    var spoilt = ExerciseCheck(
      expected, without: [Workbook.Expectation(kind: "closed")], in: observed(.client, [.closed]))
    spoilt.note(observed(.client, [event("a"), event("b")]))
    #expect(spoilt.ruledOut?.happening == .closed)
    #expect(!spoilt.isSolved)
  }

  @Test(arguments: [
    ("abc", "abc", true), ("abc", "ab", false), ("abc", "…", true), ("", "…", true),
    ("abc", "a…c", true), ("ac", "a…c", true), ("a", "a…a", false), ("abcbd", "a…b…d", true),
    ("abc", "…b", false), ("abc", "…b…", true), ("a…c", "a…c", true),
  ])
  func `an ellipsis stands for any text, also none`(text: String, pattern: String, fits: Bool) {
    #expect(Pattern.matches(text, pattern) == fits)
  }

  @Test func `every kind of observation is known with its fields`() {
    #expect(Vocabulary.observations["event"] == ["type", "data", "id"])
    #expect(Vocabulary.has("headers.x-anything", in: Vocabulary.observations["request"] ?? []))
    #expect(!Vocabulary.has("headers.x", in: Vocabulary.observations["event"] ?? []))
    #expect(Vocabulary.has("clients", in: Vocabulary.observations["measured"] ?? []))
  }
}

@Suite("Consoles")
struct TranscriptTests {
  @Test func `a console is commands and what comes back`() {
    let transcript = Transcript("sse> a b\none\n\ntwo\nsse> c\n\n", firstLine: 10)
    #expect(transcript.commands == ["a b", "c"])
    #expect(transcript.steps[0].output == ["one", "", "two"])
    #expect(transcript.steps[1].output == [])
    #expect(transcript.steps[1].place.line == 14)
  }

  @Test func `a note before a prompt belongs to its command and is no output`() {
    let transcript = Transcript("# look: At one.\nsse> a\none\n\n# look:two\nsse> b\nsse> c")
    #expect(transcript.commands == ["a", "b", "c"])
    #expect(transcript.steps.map(\.look) == ["At one.", "two", nil])
    #expect(transcript.steps.map(\.output) == [["one"], [], []])
  }

  @Test(arguments: [
    (["a", "b"], ["a", "b"], true), (["a"], ["a", "b"], false), (["a", "b"], ["a"], false),
    (["…"], [], true), (["…"], ["a", "b"], true), (["a", "…", "d"], ["a", "b", "c", "d"], true),
    (["a", "…", "d"], ["a", "d"], true), (["…", "b", "…"], ["a", "b", "c"], true),
    (["…", "x"], ["a", "b"], false), (["port …"], ["port 8080"], true),
    (["…", "b", "…", "b"], ["b", "b"], true), (["…", "b", "…", "b"], ["b"], false),
  ])
  func `an ellipsis alone stands for any lines, also none`(
    expected: [String], actual: [String], fits: Bool
  ) {
    #expect((Transcript.difference(expected: expected, actual: actual) == nil) == fits)
  }

  @Test func `the first line that differs is named`() {
    let difference = Transcript.difference(expected: ["a", "b"], actual: ["a", "c"])
    #expect(difference == Transcript.Difference(expected: "b", actual: "c"))
    let missing = Transcript.difference(expected: ["…", "b"], actual: ["a"])
    #expect(missing == Transcript.Difference(expected: "b", actual: nil))
  }

}

/// What a task says in words.
extension ExerciseTests {
  private func report(_ expect: String, _ seen: [Happening], misses: String = "") throws -> [String]
  {
    let text = "id: t\nask: x\nanswer: y\nexpect:\n\(expect)\n\(misses)"
    let part = SourcePart(source: SourceText(path: "t", text: text))
    let fields = try #require(FieldReader(part, named: "a task", Diagnostics()))
    let exercise = try #require(ExerciseReader(fields: fields).task())
    return ExerciseReport(exercise, in: observed(.client, seen)).sentences
  }

  @Test func `three lines are told from a backslash and an n`() throws {
    let wanted = "  - event: { side: client, data: \"milk\\nbread\\nsalt\" }"
    #expect(
      try report(wanted, [event("milk\\nbread\\nsalt")]) == [
        "Seen: the client got an event with the data `milk\\nbread\\nsalt`, a backslash and an n in"
          + " it; wanted: the client gets an event with the data 3 lines, `milk`, `bread` and `salt`."
      ])
    #expect(
      try report(wanted, []) == [
        "Wanted: the client gets an event with the data 3 lines, `milk`, `bread` and `salt`;"
          + " nothing of that kind has been seen yet."
      ])
  }

  @Test func `blanks that could be overlooked are shown, and nothing is called none`() throws {
    #expect(
      try report("  - event: { type: \"add \" }", [event("a", type: "add  ")]) == [
        "Seen: the client got an event with the type `add␣␣`;"
          + " wanted: the client gets an event with the type `add␣`."
      ])
    #expect(
      try report("  - event: { data: \"\" }", [event("a b")]) == [
        "Seen: the client got an event with the data `a b`;"
          + " wanted: the client gets an event with no data."
      ])
  }

  @Test func `what is ruled out is named, and nothing else is wanted any more`() throws {
    let without = "without:\n  - command: { line: \"send…\" }\n"
    #expect(
      try report("  - event: { data: a }", [.command("send a"), event("a")], misses: without) == [
        "Not meant by it: a command was typed with the line `send a`."
      ])
  }

  @Test func `a near miss is told while it is the last thing that was tried`() throws {
    let misses = """
      misses:
        - run: send b
          because: that is a b
          expect:
            - event: { data: b }

      """
    let wanted = "  - event: { data: a }"
    #expect(try report(wanted, [event("b")], misses: misses).last == "Nearly: that is a b.")
    #expect(
      try report(wanted, [event("b"), event("c")], misses: misses) == [
        "Seen: the client got an event with the data `c`;"
          + " wanted: the client gets an event with the data `a`."
      ])
    #expect(
      try report(wanted, [event("b"), event("c"), event("b")], misses: misses).last
        == "Nearly: that is a b.")
  }

  @Test func `steps are named, each done or missing, and what came too early`() throws {
    let wanted = """
        - lost: { side: client }
        - event: { side: client, data: a, times: 2 }
        - comment
      """
    let lost = Happening.lost(reason: "cut", retryIn: 1)
    #expect(
      try report(wanted, [event("a"), lost, event("a"), event("b")]) == [
        "1. done: the client lost its connection",
        "2. missing: the client gets an event with the data `a` (1 of 2 seen)",
        "3. missing: the client gets a comment",
        "Seen: the client got an event with the data `b`;"
          + " wanted: 2 times that the client gets an event with the data `a`.",
      ])
    #expect(
      try report("  - lost\n  - event: { data: a }", [event("a"), lost]).last
        == "Seen before its turn: the client got an event with the data `a`."
        + " Let it happen once more.")
  }

  @Test(arguments: [
    ("event: { id: ~ }", "the client gets an event without the id"),
    (
      "lost: { milliseconds: { at-least: 500, at-most: 900 } }",
      "the client loses its connection with the milliseconds from 500 to 900"
    ),
    (
      "request: { side: server, path: /events, headers: { Last-Event-ID: \"2\" } }",
      "the server gets a request with the path `/events` and with the header `last-event-id` `2`"
    ),
    ("row: { change: [add, remove] }", "the list changes a row with the change `add` or `remove`"),
    ("server-started", "a server starts"), ("open: { side: browser }", "the page opens a stream"),
    ("command: { line: help… }", "a command is typed with the line `help…`"),
  ]) func `an expectation is put in words`(_ yaml: String, _ words: String) throws {
    #expect(try expectations("  - \(yaml)\n").map(\.words) == [words])
  }

  @Test func `every kind of observation has words of its own`() {
    for kind in Vocabulary.observations.keys {
      #expect(!Workbook.Expectation(kind: kind).words.contains("'"), "\(kind)")
    }
  }

  @Test func `a near miss is told by what happened, once the task is not solved`() throws {
    let misses = """
      misses:
        - run: z
          because: that is the other one
          expect: [{ event: { data: b } }]
      """
    let wanted = "  - event: { data: a }"
    #expect(
      try report(wanted, [event("b")], misses: misses).last == "Nearly: that is the other one.")
    #expect(try report(wanted, [event("b"), event("a")], misses: misses).count == 0)
  }
}
