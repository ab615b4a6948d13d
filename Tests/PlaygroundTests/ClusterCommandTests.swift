import Observations
import Testing

@testable import Playground

/// The cluster of a session, as it is typed; a real one is started in `CommandLineTests`.
@Suite(.timeLimit(.minutes(1))) struct ClusterCommandTests {
  @Test func `what needs a cluster says so where there is none`() async {
    let session = Session(world: World(environment: ["PATH": "/usr/bin"]))
    for line in ["kill leader", "isolate n0", "drain s1", "mend", "stop"] {
      #expect(await session.run("cluster \(line)") == 1)
    }
    #expect(
      session.refusals
        == Array(repeating: "no cluster runs here: type 'cluster start' first", count: 5))
    #expect(await session.run("cluster status") == 0)
    #expect(session.answers() == ["no cluster runs here: type 'cluster start'"])
    await session.finish()
  }

  @Test func `a server of a cluster is named only where there is one`() async {
    let session = Session(world: World(environment: ["PATH": "/usr/bin"]))
    #expect(await session.run("server start --port 0") == 0)
    #expect(await session.run("send --at s1 hello") == 2)
    #expect(
      session.refusals == [
        "--at is for a cluster, and none runs here: 'cluster start'"
      ])
    await session.finish()
  }

  @Test func `without its programs one sentence says what installs them`() async {
    var world = World(environment: ["PATH": ""])
    world.systemFolders = []
    let session = Session(world: world)
    #expect(await session.run("cluster start") == 1)
    #expect(
      session.refusals == [
        "nats-server is not installed here ('sudo apt-get install nats-server'): install it, try "
          + "again"
      ])
    await session.finish()
  }

  @Test(arguments: [0, -1, 10])
  func `a number of servers that will not do is wrong usage`(servers: Int) async {
    let session = Session(world: World(environment: ["PATH": ""]))
    #expect(await session.run("cluster start --servers=\(servers)") == 2)
    #expect(
      session.refusals == [
        "--servers \(servers) will not do: give 1 to 9; see 'help cluster start'"
      ])
    await session.finish()
  }
}
