import EventStream
import Observations
import Testing

@testable import Workbook

/// Questions that are asked before a console runs.
@Suite("Predictions")
struct PredictionTests {
  /// Reads a prediction; diagnostics are returned beside it.
  private func read(_ yaml: String) throws -> (Prediction?, [String]) {
    let diagnostics = Diagnostics()
    let part = SourcePart(source: SourceText(path: "t", text: yaml))
    let fields = try #require(FieldReader(part, named: "a prediction", diagnostics))
    let prediction = PredictionReader(fields: fields, lesson: "format").prediction()
    return (prediction, diagnostics.all.map(\.message))
  }

  private func prediction(_ yaml: String) throws -> Prediction {
    let (prediction, diagnostics) = try read(yaml)
    #expect(diagnostics == [])
    return try #require(prediction)
  }

  private func event(_ data: String, id: String = "") -> Happening {
    .event(MessageEvent(data: data, lastEventID: id))
  }

  private static let count = """
    id: how-many
    ask: How many?
    count: { event: { side: client } }
    answer: 2
    right: The third was cut.
    wrong:
      3: The third had no blank line.
    else: Count the blank lines.
    """

  @Test(arguments: [
    ("2", "**Right:** 2. The third was cut."),
    ("2 events", "**Right:** 2 events. The third was cut."),
    ("two", "**Right:** two. The third was cut."),
    ("3", "You said 3, and it was 2. The third had no blank line."),
    ("12", "You said 12, and it was 2. Count the blank lines."),
  ]) func `a number is compared with what was counted`(_ typed: String, _ sentence: String) throws {
    let prediction = try prediction(Self.count)
    let seen = observed(.client, [event("a"), .comment("x"), event("b")])
    let verdict = prediction.verdict(on: try prediction.read(typed: typed), in: seen)
    #expect(verdict.sentence == sentence)
    #expect(verdict.isRight == ["2", "2 events", "two"].contains(typed))
  }

  @Test func `where something else comes, the author's sentences are not said`() throws {
    let prediction = try prediction(Self.count)
    let seen = observed(.client, [event("a"), event("b"), event("c")])
    #expect(
      prediction.verdict(on: .text("3"), in: seen).sentence
        == "**Right:** 3. (Where this lesson was written, it was 2.)")
    #expect(
      prediction.verdict(on: .text("2"), in: seen).sentence
        == "You said 2, and it was 3. (Where this lesson was written, it was 2.)")
  }

  @Test func `where nothing can run, what was recorded is compared with, and said to be`() throws {
    let prediction = try prediction(Self.count)
    #expect(
      prediction.verdict(on: .text("2"), in: nil).sentence
        == "**Right:** 2. (That is recorded, not seen here.) The third was cut.")
  }

  private static let value = """
    id: which-id
    ask: Which id?
    value: { request: { side: server } }
    field: headers.last-event-id
    answer: 3
    right: It is the last.
    wrong:
      10: That is the largest.
      nothing: It has seen some.
    else: It is the last one.
    """

  @Test(arguments: [
    ("3", "`3`", true), ("10", "`3`", false), ("nothing", "nothing", true),
    ("none", "nothing", true),
    ("3", "nothing", false), ("Last-Event-ID: 3", "`3`", true), ("id 3", "`3`", true),
    ("last event id = 3", "`3`", true), ("three", "`3`", true), ("3 it is", "`3`", true),
    ("identity 3", "`3`", false), ("id 10", "`3`", false), ("03", "`3`", false),
  ]) func `a text is what the last such observation has`(
    _ typed: String, _ came: String, _ isRight: Bool
  ) throws {
    let prediction = try prediction(Self.value)
    let headers = came == "nothing" ? [] : [Header("Last-Event-ID", "3")]
    let seen = observed(
      .server,
      [
        .request(method: "GET", target: "/", headers: [Header("Last-Event-ID", "1")]),
        .request(method: "GET", target: "/", headers: headers),
      ])
    let verdict = prediction.verdict(on: try prediction.read(typed: typed), in: seen)
    #expect(verdict.isRight == isRight)
    #expect(verdict.came == (came == "nothing" ? "nothing" : "3"))
    let other = prediction.verdict(on: .text("3"), in: observed(.client, [event("a")]))
    #expect(other.isRight == nil)
    #expect(
      other.sentence
        == "What was asked about did not happen here: there is nothing to compare with.")
  }

  @Test func `a guess that the author thought of is known, whatever else it could mean`() throws {
    let prediction = try prediction(Self.value.replacing("  10:", with: "  new user:"))
    #expect(prediction.isForeseen(typed: "new user"))
    #expect(prediction.isForeseen(typed: "3"))
    #expect(!prediction.isForeseen(typed: "new lesson"))
    #expect(!(try self.prediction(Self.count).isForeseen(typed: "quit")))
  }

  @Test func `a number with a unit may be off by so much`() throws {
    let prediction = try prediction(
      """
      id: t
      ask: After how long?
      value: { lost: { side: client } }
      field: milliseconds
      unit: ms
      give-or-take: 100
      answer: 3 s
      right: R
      wrong: { 1 s: W }
      else: E
      """)
    let seen = observed(.client, [.lost(reason: "cut", retryIn: 3050)])
    for (typed, isRight) in [("3000", true), ("3 s", true), ("3.2 s", false), ("1", false)] {
      #expect(prediction.verdict(on: .text(typed), in: seen).isRight == isRight, "\(typed)")
    }
  }

  private static let choose = """
    id: half
    ask: What comes?
    choose:
      - option: an event
        expect: [{ event: { side: client } }]
        because: No blank line came.
      - option: a comment, and no event
        expect: [{ comment: { side: client } }]
        without: [{ event: { side: client } }]
        because: It was no comment.
      - option: nothing
        because: It waits for the blank line.
    answer: c
    """

  @Test func `one option comes true; the one without a condition when no other does`() throws {
    let prediction = try prediction(Self.choose)
    let nothing = observed(.client, [.closed])
    #expect(prediction.truth(in: nothing) == .text("nothing"))
    #expect(
      prediction.truth(in: observed(.client, [.comment("")])) == .text("a comment, and no event"))
    #expect(
      prediction.truth(in: observed(.client, [.comment(""), event("a")])) == .text("an event"))
    #expect(
      prediction.verdict(on: try prediction.read(typed: "A"), in: nothing).sentence
        == "You said **a** (an event), and it was **c** (nothing). No blank line came.")
    #expect(
      prediction.verdict(on: try prediction.read(typed: "nothing"), in: nothing).sentence
        == "**Right:** **c** (nothing). It waits for the blank line.")
    #expect(
      throws: AnswerProblem("There is no option 'd'; the options are a to c."),
      performing: { try prediction.read(typed: "d") })
  }

  @Test func `two options that come true are nothing to compare with`() throws {
    let both = Self.choose.replacing("    without: [{ event: { side: client } }]\n", with: "")
    let seen = observed(.client, [.comment(""), event("a")])
    #expect(try prediction(both).truth(in: seen) == nil)
  }

  @Test func `steps are ordered by when each was first seen`() throws {
    let prediction = try prediction(
      """
      id: t
      ask: In which order?
      order:
        - { option: open, expect: { open: { side: client } } }
        - { option: lost, expect: { lost: { side: client } } }
        - { option: an event, expect: event }
      answer: b a c
      right: R
      wrong: { a b c: W }
      else: E
      """)
    let open = Happening.open(status: 200, headers: [])
    let lost = Happening.lost(reason: "", retryIn: 1)
    let seen = observed(.client, [lost, open, event("a"), lost])
    #expect(
      prediction.verdict(on: try prediction.read(typed: "abc"), in: seen).sentence
        == "You said **a b c**, and it was **b a c**. W")
    #expect(
      prediction.verdict(on: try prediction.read(typed: "b, a, c"), in: seen).sentence
        == "**Right:** **b a c**. R")
    #expect(prediction.truth(in: observed(.client, [lost, open])) == nil)
  }

  @Test(arguments: [
    ("id: t\nask: x\nanswer: 1\n", "a prediction needs 'choose', 'order', 'count' or 'value'"),
    (
      Self.count.replacing("count:", with: "value: event\ncount:"),
      "a prediction is of one kind, not 'count' and 'value'"
    ),
    (Self.count.replacing("answer: 2", with: "answer: many"), "'many' cannot be typed here:"),
    (Self.count.replacing("  3:", with: "  some:"), "'some' cannot be typed here:"),
    (Self.count.replacing("right: The third was cut.\n", with: ""), "a prediction needs 'right'"),
    (Self.count.replacing("side: client", with: "side: cleint"), "there is no side 'cleint'"),
    (
      Self.value.replacing("last-event-id", with: "x").replacing("headers.", with: ""),
      "no field 'x'"
    ),
    (
      Self.choose.replacing("    because: No blank line came.\n", with: ""),
      "an option needs 'because'"
    ),
    (
      Self.choose.replacing("option: an event", with: "option: nothing"), "two options say the same"
    ),
    (Self.choose.replacing("answer: c", with: "answer: d"), "'d' cannot be typed here:"),
  ]) func `what is wrong with one is said`(_ yaml: String, _ complaint: String) throws {
    let diagnostics = try read(yaml).1
    #expect(diagnostics.contains { $0.contains(complaint) }, "\(diagnostics)")
  }
}

extension Prediction {
  /// Compares a guess with what these observations make true; nil where nothing can run.
  fileprivate func verdict(on guess: Answer, in seen: [Observation]?) -> Verdict {
    verdict(on: guess, came: seen.flatMap { truth(in: $0) }, isRecorded: seen == nil)
  }
}
