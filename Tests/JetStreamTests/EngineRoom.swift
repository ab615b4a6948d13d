import EventServer
import EventStream
import Foundation
import OutsideServers
import Platform
import Testing
import WireDriver
import WorkbookServer

@testable import JetStream

/// Where a channel's events are kept: the same suite is run over each.
enum LogKind: String, CaseIterable, CustomTestStringConvertible {
  case memory, jetStream

  var testDescription: String { rawValue }

  /// Those that can be tried here; the other is left out with a sentence.
  static var here: [LogKind] { EngineRoom.program == nil ? [.memory] : allCases }
}

/// A nats-server of its own for a test, and servers on it; all are gone at the end.
final class EngineRoom: Sendable {
  /// The program, where it is installed.
  static let program = ["/usr/sbin/nats-server", "/usr/local/bin/nats-server"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// What a suite says that needs it.
  static let missing: Comment = "nats-server is not installed: sudo apt-get install nats-server"

  let node: NATSNode
  /// The way to the node for servers that may be cut off.
  let relay: LoopbackRelay

  private init(_ node: NATSNode, _ relay: LoopbackRelay) { (self.node, self.relay) = (node, relay) }

  /// Starts a node for a body.
  static func with(
    _ options: NATSNode.Options = .init(), _ body: (EngineRoom) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder(prefix: "sse-nats-")
    defer { folder.remove() }
    let node = try NATSNode(options, program: try #require(program), in: folder)
    try await node.start()
    let relay = try await LoopbackRelay.start(to: node.options.port)
    let room = EngineRoom(node, relay)
    do { try await body(room) } catch {
      await relay.stop()
      await node.stop()
      throw error
    }
    await relay.stop()
    await node.stop()
  }

  /// Times of a test that waits for nothing to be noticed: only the pauses are shorter.
  static let timing: EngineTiming = {
    var timing = EngineTiming()
    timing.silence = .milliseconds(200)
    timing.attempt = .milliseconds(20)
    return timing
  }()

  /// Times of a test that waits for silence to be noticed.
  static let impatient: EngineTiming = {
    var timing = EngineRoom.timing
    timing.deaf = .milliseconds(600)
    timing.ping = .milliseconds(300)
    return timing
  }()

  /// An engine's configuration; through the relay where it may be cut off.
  func engine(relayed: Bool = false) -> JetStreamEngine.Configuration {
    let port = relayed ? relay.port : node.options.port
    var configuration = JetStreamEngine.Configuration([NATSAddress(host: "127.0.0.1", port: port)])
    configuration.timing = Self.timing
    return configuration
  }

  /// Runs a server on this engine for a body.
  func withServer(
    relayed: Bool = false,
    _ change: (inout StreamServer.Configuration, inout JetStreamEngine.Configuration) -> Void = {
      _, _ in
    },
    _ body: (StreamServer, Int) async throws -> Void
  ) async throws {
    var configuration = StreamServer.Configuration()
    configuration.port = 0
    var engine = engine(relayed: relayed)
    change(&configuration, &engine)
    configuration.engine = { [engine] in JetStreamEngine(engine) }
    let server = StreamServer(configuration)
    let port = try await server.start()
    do { try await body(server, port) } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  /// Asks the engine something, past all servers.
  func ask(_ subject: String, _ payload: String = "") async throws -> NATSMessage {
    let client = NATSClient(
      [NATSAddress(host: "127.0.0.1", port: node.options.port)], Self.timing, subjects: [],
      receive: { _ in }, changed: { _ in })
    try await client.connect()
    let answer = try await client.request(subject, Array(payload.utf8))
    await client.close()
    return answer
  }
}

/// The ids, and the data, of the events in a text.
func lines(_ field: String, in text: String) -> [String] {
  text.split(whereSeparator: { $0.isNewline }).filter { $0.hasPrefix("\(field): ") }
    .map { String($0.dropFirst(field.utf8.count + 2)) }
}

/// Publishes by HTTP, and returns the whole answer.
func post(
  _ body: String, port: Int, to path: String = "/events", _ headers: String = ""
) async throws -> String {
  let client = try await WireClient(
    port: port,
    "POST \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
      + "Content-Type: application/json\r\n\(headers)"
      + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
  return try await client.textToEnd(within: 30)
}

/// The id that an answer to a publication has.
func id(in answer: String) throws -> String {
  try #require(answer.hasPrefix("HTTP/1.1 201 "), "\(answer)")
  let start = try #require(answer.range(of: #"{"id":""#))
  return String(answer[start.upperBound...].prefix { $0 != "\"" })
}
