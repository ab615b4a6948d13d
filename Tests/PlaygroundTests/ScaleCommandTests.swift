import Observations
import ScalingFigures
import ScalingLab
import Testing

@testable import Playground

@Suite("The command scale", .timeLimit(.minutes(2))) struct ScaleCommandTests {
  @Test(arguments: [
    (
      "scale --clients 10,0",
      "the value '10,0' is invalid for '--clients <numbers>': '0' is no number of clients: "
        + "give numbers from 1 to 1000000, as in 10,50,150; see 'help scale'"
    ),
    (
      "scale --models process,fast",
      "the value 'process,fast' is invalid for '--models <names>': there is no model 'fast': "
        + "choose among process, async, apache, todo, todo-pool; see 'help scale'"
    ),
    (
      "scale --seconds 1",
      "--seconds 1 will not do: an event comes once a second, so give 2 to 3600; see 'help scale'"
    ),
    ("scale --pool 0", "--pool 0 is no size of a pool: give 1 to 10000; see 'help scale'"),
    ("scale perdict", "'scale' knows no 'perdict': did you mean 'scale predict'?"),
    (
      "scale predict --processes 0",
      "0 processes serve nobody: give 1 or more; see 'help scale predict'"
    ),
    (
      "scale predict --servers 0",
      "--servers 0 will not do: give 1 to 10000; see 'help scale predict'"
    ),
    (
      "scale predict --servers 2 --events=-1",
      "--events -1.0 will not do: give 0 to 1000000 a second; see 'help scale predict'"
    ),
    (
      "scale predict --servers 2 --link 0",
      "--link 0.0 will not do: give more than 0 and at most 1000000; see 'help scale predict'"
    ),
    (
      "scale storm 0",
      "0 clients will not do: give 1 to 1000000; see 'help scale storm'"
    ),
    ("scale storm --rate 0", "--rate 0 takes nobody: give 1 or more; see 'help scale storm'"),
    ("scale storm --queue 0", "--queue 0 refuses all: give 1 or more; see 'help scale storm'"),
    (
      "scale storm --away 601s",
      "--away is longer than a storm is watched: give 600 s at most; see 'help scale storm'"
    ),
  ])
  func `a wrong line is answered by one sentence`(line: String, sentence: String) {
    #expect(throws: CommandFailure.usage(sentence)) { try CommandLanguage.command(line) }
  }

  @Test func `a storm is calculated at the prompt, and its figures are there for a lesson`() async {
    let session = Session(world: World())
    #expect(await session.run("scale storm 300 --rate 100 --queue 50 --spread 10s") == 0)
    let measured = session.journal.observations().compactMap { seen -> [String: String]? in
      guard case .measured(let fields) = seen.happening else { return nil }
      return Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.value) })
    }
    #expect(
      measured.map { $0["who"] } == [
        "Chromium", "Firefox", "WebKit", "all three", "told retry", "told and spread", "back-off",
      ])
    #expect(measured.allSatisfy { $0["topic"] == "storm" && $0["clients"] == "300" })
    #expect(measured[0]["peak"] == "300")
    #expect(measured[5]["requests"] == "300")
    #expect(session.answers().count == 3 + 7 + 4)
    await session.finish()
  }

  @Test func `without options it is the usual run`() throws {
    let command = try #require(try CommandLanguage.command("scale") as? ScaleCommand)
    let plan = command.load.plan(program: "/usr/bin/sse")
    #expect(plan.clients == [10, 50, 150, 300, 1_000, 10_000])
    #expect(plan.models == [.process, .async, .apache])
    #expect(plan.window == .seconds(3))
    #expect(plan.pool(of: .process) == 150)
  }

  @Test func `numbers are put in order, and each is tried once`() throws {
    let line = "scale --clients 300,10,300 --models async,async,process"
    let command = try #require(try CommandLanguage.command(line) as? ScaleCommand)
    #expect(command.load.clients == [10, 300])
    #expect(command.load.models == [.async, .process])
  }

  @Test(arguments: [("512M", 512_000_000), ("64G", 64_000_000_000), ("1.5T", 1_500_000_000_000)])
  func `memory is typed with its unit`(text: String, bytes: Int) {
    #expect(ByteCount(argument: text)?.bytes == bytes)
  }

  @Test(arguments: ["", "G", "-1G", "0M", "1e30G", "nanG"])
  func `memory that is no number is refused`(text: String) {
    #expect(ByteCount(argument: text) == nil)
  }

  @Test func `a picture that cannot be written is refused before minutes are spent`() async {
    let session = Session(world: World(programPath: "/proc/none"))
    #expect(await session.run("scale --svg /proc/none/x.svg") == 1)
    #expect(
      session.refusals == [
        "/proc/none/x.svg cannot be written: is its folder there, and writable?"
      ])
  }

  @Test func `a program that cannot be started is one sentence`() async {
    let session = Session(world: World(programPath: "/proc/none/sse"))
    #expect(await session.run("scale --models process --clients 1") == 1)
    #expect(
      session.refusals.first?
        .hasPrefix("The server of the model process did not start: ") == true)
  }

}
