import Testing

@testable import Workbook

@Suite("Questions about what goes wrong")
struct HazardGeneratorTests {
  @Test func `only a 200 with the right type is not final`() {
    let survived = StreamResponse.samples.filter { !$0.isFatal }.map(\.text)
    #expect(
      survived == [
        "200 with `Text/Event-Stream`", "200 with `text/event-stream; charset=utf-8`",
        "302 to a URL with the stream", "307 to a URL with the stream",
        "200 with `text/event-stream`, then cut",
      ])
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `there are always right and wrong answers, each with its reason`(seed: UInt64) {
    let item = generated("fatal-responses", seed: seed)
    guard let kind = item.question.kind.own as? ChooseQuestion, kind.several else {
      Issue.record("no question of several options")
      return
    }
    let options = kind.options
    #expect((2...3).contains(options.count(where: \.isRight)))
    #expect(options.count { !$0.isRight } == 2)
    #expect(options.allSatisfy { $0.because?.isEmpty == false })
  }

  @Test func `a hostile text is shown with its line ends and counted by the parser`() {
    let shown = (0..<300).map { seed in
      generated("forged-events", seed: seed, ask: "{text}")
    }
    #expect(shown.allSatisfy { $0.question.ask.hasPrefix("tea") })
    #expect(shown.allSatisfy { !$0.question.ask.contains("⌁") })
    let counts = Set(shown.map { $0.mark(nil).right })
    #expect(counts.isSuperset(of: ["1", "2", "3"]))
    // A CR alone is a line end too: what follows it is a line of its own.
    let forged = shown.first { $0.question.ask == "tea␍\n␍\ndata: milk" }
    #expect(forged.map { $0.mark(nil).right } == "2")
  }

  @Test(
    arguments: [
      ("Ben's tea", .same), ("<b>milk</b>", .same), ("čaj & 漢字", .same), ("id: 77", .same),
      ("50 % off: now!", .same), (#"Buy "good" coffee"#, .nothing), (#"50\60 beans"#, .nothing),
      (#"tea\"#, .nothing), ("milk\nbread", .nothing), (#"5" nails"#, .nothing),
      (#"C:\sugar"#, .nothing), (#"C:\temp"#, .other), (#"up\nor down"#, .other),
      (#"\u0041pple"#, .other), (#"ham", "by": "me"#, .other), (#"a\/b"#, .other),
    ] as [(String, GluedTodo.Outcome)])
  func `glued JSON fares as JSON fares`(description: String, outcome: GluedTodo.Outcome) {
    #expect(GluedTodo(description).outcome == outcome)
    #expect(GluedTodo.samples.contains(description))
  }
}
