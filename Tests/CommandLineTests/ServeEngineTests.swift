import Adversary
import Foundation
import OutsideServers
import Platform
import Testing

/// The programs of others that tests of several servers need, where they are installed.
enum ClusterPrograms {
  static let natsServer = ["/usr/sbin/nats-server", "/usr/local/bin/nats-server"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  static let haproxy = ["/usr/sbin/haproxy", "/usr/local/sbin/haproxy"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }
}

/// `sse serve --engine` as a user runs it: two programs on one nats-server.
@Suite(
  .enabled(
    if: ClusterPrograms.natsServer != nil,
    "nats-server is not installed: sudo apt-get install nats-server"),
  .timeLimit(.minutes(1)))
struct ServeEngineTests {
  private func withNode(
    _ options: NATSNode.Options = .init(), _ body: (NATSNode) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder(prefix: "sse-nats-")
    defer { folder.remove() }
    let node = try NATSNode(options, program: try #require(ClusterPrograms.natsServer), in: folder)
    try await node.start()
    do { try await body(node) } catch {
      await node.stop()
      throw error
    }
    await node.stop()
  }

  private func serve(_ node: NATSNode) throws -> (program: RunningProgram, port: Int) {
    try serve(node.url)
  }

  private func serve(_ engine: String) throws -> (program: RunningProgram, port: Int) {
    let program = try RunningProgram(["serve", "--port", "0", "--engine", engine])
    let line = try #require(program.errorLine())
    let port = line.split(separator: ":").last.flatMap { Int($0.prefix(while: \.isNumber)) }
    return (program, try #require(port, "\(line)"))
  }

  /// Sends a request and returns what comes up to these words.
  private func ask(_ request: String, _ port: Int, upTo end: String) throws -> String {
    let peer = try #require(Peer(connectingTo: port))
    peer.send(request)
    return peer.text(upTo: end)
  }

  private static func publication(_ data: String, key: String? = nil) -> String {
    "POST /events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
      + (key.map { "Idempotency-Key: \($0)\r\n" } ?? "")
      + "Content-Type: application/x-www-form-urlencoded\r\n"
      + "Content-Length: \(5 + data.utf8.count)\r\n\r\ndata=\(data)"
  }

  private func publish(_ data: String, _ port: Int, key: String? = nil) throws -> String {
    let answer = try ask(Self.publication(data, key: key), port, upTo: "}\n")
    let id = try #require(answer.split(separator: "{\"id\":\"").last, "\(answer)")
    return String(id.prefix { $0 != "\"" })
  }

  @Test func `two programs are one channel, also when one of them is killed`() async throws {
    try await withNode { node in
      let (one, onePort) = try serve(node)
      let (two, twoPort) = try serve(node)
      #expect(one.line() == "engine │ connected  n0  \(node.url)")
      let first = try publish("1", onePort)
      let second = try publish("2", twoPort)
      one.kill()
      let third = try publish("3", twoPort)
      let text = try ask(
        "GET /events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: \(first)\r\n\r\n", twoPort,
        upTo: "data: 3\n\n")
      #expect(text.contains("id: \(second)\ndata: 2\n\n"))
      #expect(text.contains("id: \(third)\ndata: 3\n\n"))
      #expect(!text.contains("data: 1\n"))
      #expect(two.end(by: SIGTERM) == 0)
    }
  }

  @Test
  func
    `a server is killed between the engine's acknowledgement and its own: repeated, it is one event`()
    async throws
  {
    try await withNode { node in
      let relay = try await LoopbackRelay.start(to: node.options.port)
      let (one, onePort) = try serve("nats://127.0.0.1:\(relay.port)")
      let (two, twoPort) = try serve(node)
      let reader = try #require(Peer(connectingTo: twoPort))
      reader.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
      #expect(reader.text(upTo: "welcome\n\n").contains("200 OK"))
      // What the engine answers does not reach the first server any more.
      await relay.set(.mute)
      let publisher = try #require(Peer(connectingTo: onePort))
      publisher.send(Self.publication("once", key: "order-7"))
      // The engine has kept it: the other server has heard it.
      let heard = reader.text(upTo: "data: once\n\n")
      one.kill()
      #expect(publisher.text(upTo: "}\n") == "")
      let id = try publish("once", twoPort, key: "order-7")
      #expect(heard.contains("id: \(id)\ndata: once\n\n"))
      let last = try publish("last", twoPort)
      let rest = reader.text(upTo: "data: last\n\n")
      #expect(rest.contains("id: \(last)\ndata: last\n\n"))
      #expect(!rest.contains("data: once"))
      #expect(two.end(by: SIGTERM) == 0)
      await relay.stop()
    }
  }

  @Test func `an engine without streams is one sentence and exit status 1`() async throws {
    var options = NATSNode.Options()
    options.hasJetStream = false
    try await withNode(options) { node in
      let outcome = try await Program.run("serve", "--port", "0", "--engine", node.url)
      #expect(outcome.status == 1)
      #expect(
        outcome.error
          == "sse: the NATS at \(node.url) keeps no streams: start it with JetStream, as in "
          + "nats-server -js\n")
    }
  }

  @Test func `the wait for an engine that is away is seen, and can be ended`() throws {
    let port = try LoopbackPort.free()
    let program = try RunningProgram([
      "serve", "--port", "0", "--engine", "nats://127.0.0.1:\(port)",
    ])
    #expect(
      program.line()
        == "engine │ waiting  nats://127.0.0.1:\(port) was not reached (Connection refused); 0 of 15 s "
        + "have passed")
    #expect(program.end(by: SIGINT) == 0)
  }

  @Test func `what is no address of an engine is wrong usage`() async throws {
    let outcome = try await Program.run("serve", "--port", "0", "--engine", "redis://a")
    #expect(outcome.status == 2)
    #expect(
      outcome.error
        == "sse: 'redis://a' is no address of an engine: give nats://HOST:PORT, or several with "
        + "commas between them; see 'sse help serve'\n")
  }
}
