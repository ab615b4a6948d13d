import Foundation
import Testing
import Yams

/// `deploy/cluster`: what is written there is what was measured, and what its programs take.
@Suite struct DeployedClusterTests {
  private let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "deploy/cluster")

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  private func command(_ service: Node?) -> [String] {
    service?["command"]?.array().compactMap { $0.string } ?? []
  }

  @Test func `the compose file has three nodes, two servers on them, and a balancer`() throws {
    let compose = try #require(try Yams.compose(yaml: text("compose.yaml")))
    let services = try #require(compose["services"])
    for node in ["n1", "n2", "n3"] {
      let files = services[node]?["volumes"]?.array().compactMap { $0.string }
      #expect(files == ["./\(node).conf:/etc/nats.conf:ro", "\(node):/data"])
      #expect(compose["volumes"]?.mapping?.keys.contains(Node(node)) == true)
    }
    var engines: [[String]] = []
    for server in ["s1", "s2"] {
      let words = command(services[server])
      #expect(words.first == "serve")
      #expect(words.contains("--port=8080"))
      let engine = try #require(words.first { $0.hasPrefix("--engine=") })
      engines.append(engine.dropFirst(9).split(separator: ",").map(String.init))
    }
    // The same nodes, each server beginning at another.
    #expect(Set(engines[0]) == ["nats://n1:4222", "nats://n2:4222", "nats://n3:4222"])
    #expect(Set(engines[0]) == Set(engines[1]))
    #expect(engines[0][0] != engines[1][0])
    #expect(services["balancer"]?["ports"]?.array().map { $0.string } == ["8080:8080"])
  }

  @Test(arguments: ["n1", "n2", "n3"])
  func `the nodes are alike but for their names`(node: String) throws {
    let text = try text("\(node).conf")
    #expect(text.contains("server_name: \(node)\n"))
    #expect(
      try text.replacing("server_name: \(node)", with: "server_name: n1") == self.text("n1.conf"))
  }

  @Test(arguments: [
    "option redispatch 1", "retries 2", "timeout connect 1s", "timeout server 60s",
    "balance leastconn", "option httpchk",
    "http-check send meth GET uri /health ver HTTP/1.1 hdr Host localhost",
    "http-response set-header X-Served-By %s",
    "default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions",
  ])
  func `the balancer is told what was measured, there and here`(line: String) throws {
    #expect(try text("haproxy.cfg").contains("  \(line)"))
    let own = folder.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/ClusterLab/Balancer.swift")
    #expect(try String(contentsOf: own, encoding: .utf8).contains("  \(line)\n"))
  }

  @Test(
    .enabled(if: EngineRoom.program != nil, EngineRoom.missing), arguments: ["n1", "n2", "n3"])
  func `a node takes its configuration`(node: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: try #require(EngineRoom.program))
    process.arguments = ["-t", "-c", folder.appending(path: "\(node).conf").path()]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
