import Foundation
import Observations
import OutsideServers
import StreamViews
import Testing
import WildFigures

@testable import Playground

@Suite(.serialized, .timeLimit(.minutes(2))) struct ProxyCompareCommandTests {
  @Test(arguments: [
    (
      "proxy compare nginx traefik",
      "'traefik' is no proxy that is known here: take some of \(ProxyOptions.names); "
        + "see 'help proxy compare'"
    ),
    (
      "proxy compare --html /proc/none/x.html",
      "/proc/none/x.html cannot be written: is its folder there, and writable?"
    ),
  ])
  func `what will not do is refused in a sentence`(line: String, sentence: String) async {
    let session = Session(world: World())
    await session.run(line)
    #expect(session.refusals == [sentence])
  }

  @Test func `where none is installed one sentence says what installs them`() async {
    var world = World(environment: ["PATH": ""])
    world.systemFolders = []
    let session = Session(world: world)
    await session.run("proxy compare nginx haproxy")
    #expect(
      session.refusals == [
        "nginx and haproxy are not installed here ('sudo apt-get install nginx haproxy'): "
          + "install one, try again"
      ])
  }

  @Test func `what Ctrl-C stops says how much was measured, and leaves nothing running`()
    async throws
  {
    let world = World(environment: ["PATH": "/usr/bin"])
    try #require(world.path(of: .nginx) != nil, "nginx is missing: sudo apt-get install nginx")
    let session = Session(world: world)
    let task = Task { await session.run("proxy compare nginx") }
    _ = await session.journal.first { $0.happening.kind == "progress" }
    task.cancel()
    #expect(await task.value == 130)
    #expect(session.answers().contains("stopped: 0 of 1 proxies were measured"))
    #expect(session.refusals == ["stopped"])
  }

  @Test func `figures are laid out by whoever reads the journal`() throws {
    let figures = ProxyTopic.allCases.map { topic in
      WildFigure(
        kind: .proxy, subject: "nginx", version: "1", topic: topic.rawValue, circumstance: "plain",
        words: "2")
    }
    let fields = figures.flatMap(\.members).map { Field($0.name, $0.value) }
    #expect(
      Happening.figures(sheet: "proxy-rows", fields).answerLines
        == WildSheet.proxyRows.lines(of: figures))
    #expect(Happening.figures(sheet: "proxy-head", []).answerLines?.count == 1)
  }
}
