import Foundation
import Observations
import OutsideServers
import Testing

@testable import Playground

/// The proxy of a session, as it is typed.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ProxyCommandTests {
  /// A session with a server on a free port.
  private func served() async -> Session {
    let session = Session(world: World(environment: ["PATH": "/usr/bin"]))
    await session.run("server start --port 0 --interval 1m")
    return session
  }

  private func requireNginx() throws {
    let isInstalled = World().path(of: .nginx) != nil
    try #require(isInstalled, "nginx is not installed: sudo apt-get install nginx")
  }

  @Test func `without nginx one sentence says what installs it`() async {
    var world = World(environment: ["PATH": ""])
    world.systemFolders = []
    let session = Session(world: world)
    await session.run("proxy start")
    await session.run("server start --port 0")
    #expect(await session.run("proxy start") == 1)
    #expect(
      session.refusals == [
        "no server runs here: type 'server start' first",
        "nginx is not installed here ('sudo apt-get install nginx'): install it, try again",
      ])
    await session.finish()
  }

  @Test(arguments: ProxyRecipe.all.map(\.name))
  func `the line that starts a proxy fits a screen, and is a shell's`(name: String) async throws {
    let session = Session(world: World())
    #expect(await session.run("proxy config --with \(name) --mended") == 0)
    let lines = session.answers()
    let start = try #require(lines.firstIndex(of: "# how it is started"))
    let command = lines[(start + 1)...].prefix { !$0.hasPrefix("#") }
    #expect(command.allSatisfy { $0.count <= 80 }, "\(command)")
    #expect(command.dropLast().allSatisfy { $0.hasSuffix(" \\") })
    #expect(command.last?.hasSuffix("\\") == false)
  }

  @Test func `a line is broken before an argument that does not fit, never within one`() {
    let wrapped = ProxyCommand.Config.wrapped(["a", "-b c", "dddd", "eeeeeeeeeeee"], width: 10)
    #expect(wrapped == ["a -b c \\", "  dddd \\", "  eeeeeeeeeeee"])
    #expect(ProxyCommand.Config.wrapped(["a"], width: 1) == ["a"])
  }

  @Test func `what needs a proxy says so where there is none`() async {
    let session = await served()
    #expect(await session.run("proxy stop") == 1)
    #expect(await session.run("client connect --via-proxy") == 1)
    #expect(await session.run("client connect --via-proxy http://127.0.0.1:1/") == 2)
    #expect(await session.run("curl --via-proxy") == 1)
    #expect(
      session.refusals == [
        "no proxy runs here: type 'proxy start' first",
        "no proxy runs here: type 'proxy start' first",
        "--via-proxy takes a path, as in '--via-proxy /events': "
          + "the proxy's address is known",
        "no proxy runs here: type 'proxy start' first",
      ])
    await session.finish()
  }

  @Test func `a command through it returns when its effect was seen`() async throws {
    try requireNginx()
    let session = await served()
    #expect(await session.run("proxy start") == 0)
    #expect(await session.run("proxy start") == 1)
    #expect(
      await session.run("client connect --via-proxy /events") == 0, "\(session.refusals)")
    #expect(await session.run("send hello") == 0)
    let event = session.journal.observations().last { $0.happening.kind == "event" }
    #expect(event?.field("data") == "hello")
    await session.finish()
    let kinds = session.journal.observations().filter { $0.side == .proxy }.map(\.happening.kind)
    #expect(kinds == ["proxy-started", "proxy-stopped"])
  }

  @Test func `one that buffers keeps the client waiting, and send does not wait for it`()
    async throws
  {
    try requireNginx()
    let session = await served()
    await session.run("proxy start --buffering")
    #expect(await session.run("client connect --via-proxy /events --within 200ms") == 1)
    #expect(
      session.refusals.last?.hasSuffix(
        " did not answer within 200 ms; the client goes on waiting until 'client close'") == true)
    let start = ContinuousClock.now
    #expect(await session.run("send hello") == 0)
    #expect(ContinuousClock.now - start < Session.effectDeadline)
    let started = session.journal.observations().first { $0.happening.kind == "proxy-started" }
    #expect(started?.field("buffering") == "true")
    await session.finish()
    #expect(session.journal.observations().allSatisfy { $0.happening.kind != "event" })
  }

  @Test func `it follows a server that comes back elsewhere, and stays where it is`() async throws {
    try requireNginx()
    let session = await served()
    await session.run("proxy start --http2")
    await session.run("server stop")
    await session.run("server start --port 0 --interval 1m")
    #expect(
      await session.run("client connect --via-proxy /events") == 0, "\(session.refusals)")
    await session.finish()
    let seen = session.journal.observations()
    func all(_ kind: String, _ field: String) -> [String] {
      seen.filter { $0.happening.kind == kind }.compactMap { $0.field(field) }
    }
    #expect(all("proxy-started", "upstream") == all("server-started", "url"))
    #expect(Set(all("proxy-started", "url")).count == 1)
  }
}
