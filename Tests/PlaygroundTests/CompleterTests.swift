import Observations
import Terminal
import Testing

@testable import Playground

@Suite struct CompleterTests {
  private let completer = Completer()

  private func offers(_ line: String) -> [String] {
    completer.completion(of: line, cursor: line.count).candidates.map(\.text)
  }

  @Test func `commands, their words and their options complete`() {
    #expect(offers("ser") == ["server"])
    #expect(offers("server st") == ["start", "stop", "status"])
    #expect(offers("server start --i") == ["--interval"])
    #expect(offers("wire ") == ["on", "off"])
    #expect(offers("wait l") == ["lost"])
    #expect(offers("fault st") == ["stall", "status"])
    #expect(offers("fault stall --ch") == ["--channel"])
    #expect(offers("fault stall --channel ") == ["/", "/events"])
  }

  @Test func `paths of what runs complete where a path is wanted`() async {
    let session = Session(world: World())
    _ = session.journal.listen { [completer] in completer.note($0) }
    #expect(offers("client connect /") == [])
    await session.run("server start --port 0")
    #expect(offers("client connect /ev") == ["/events", "/events?from=earliest"])
    #expect(offers("curl ") == ["/", "/events", "/events?from=earliest"])
    await session.run("todo start --port 0")
    #expect(offers("browser /l") == ["/live-todos"])
    await session.run("server stop")
    #expect(offers("client connect /") == ["/live-todos", "/todos"])
    await session.finish()
  }

  @Test func `while a quiz is sat its words complete, and commands where something is to be done`()
    async throws
  {
    let course = try TemporaryCourse()
    let session = Session(world: World(courseDirectory: course.folder))
    completer.follow(session.satQuiz)
    #expect(offers("over") == [])
    await session.run("quiz small --practice")
    for _ in 0..<2 {
      let isPractical = await session.openQuiz?.isPractical == true
      #expect(offers("over") == ["overview"])
      #expect(offers("hand ") == ["in"])
      #expect(offers("server st") == (isPractical ? ["start", "stop", "status"] : []))
      #expect(offers("help qu").first == "question")
      await session.run("next")
    }
    await session.run("pause")
    #expect(offers("over") == [])
    #expect(offers("ser") == ["server"])
    await session.finish()
  }

  @Test func `what the course has is offered beside the words of a command`() {
    completer.offer(["format", "reconnecting"], for: "lesson")
    completer.offer(["junior"], for: "quiz")
    #expect(offers("lesson f") == ["format"])
    #expect(offers("quiz ju") == ["junior"])
    #expect(offers("quiz re") == ["review", "results"])
  }

  @Test func `what is for shells only is not offered at the prompt`() {
    #expect(offers("serv") == ["server"])
    #expect(offers("list") == [])
    #expect(offers("pars") == ["parse"])
  }
}
