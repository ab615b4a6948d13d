import Glibc
import NIOCore
import OutsideServers
import Platform
import Synchronization

/// HAProxy before the servers of a cluster, as deploy/cluster has it.
final class Balancer: Sendable {
  /// Its port.
  let port: Int
  private let program: String
  private let folder: TemporaryFolder
  private let server = Mutex<TetheredServer?>(nil)

  /// Where clients go.
  var url: String { "http://127.0.0.1:\(port)" }

  /// With `isSticky` it gives each client a cookie, and sends it to the same server again while that is up.
  init(
    _ servers: [Int], isSticky: Bool = false, program: String, in folder: TemporaryFolder
  ) throws {
    port = try LoopbackPort.reserved()
    self.program = program
    self.folder = folder
    var lines = servers.enumerated().map { number, port in
      let name = "s\(number + 1)"
      return "  server \(name) 127.0.0.1:\(port) check\(isSticky ? " cookie \(name)" : "")"
    }
    if isSticky { lines.insert("  cookie server insert indirect nocache", at: 0) }
    try folder.write(
      """
      global
        stats socket \(folder.path)/balancer.sock mode 600 level admin
      defaults
        mode http
        option http-no-delay
        option redispatch 1
        retries 2
        timeout connect 1s
        timeout client 60s
        timeout server 60s
      frontend clients
        bind 127.0.0.1:\(port)
        default_backend servers
      backend servers
        balance leastconn
        option httpchk
        http-check send meth GET uri /health ver HTTP/1.1 hdr Host localhost
        http-response set-header X-Served-By %s
        default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
      \(lines.joined(separator: "\n"))

      """, to: "balancer.cfg")
  }

  var isRunning: Bool { server.withLock { $0?.hasEnded == false } }

  /// Starts it; returns its process when it listens.
  func start() async throws -> Int {
    let started = try await TetheredServer.start(
      program, ["-db", "-f", "\(folder.path)/balancer.cfg"], port: port, folder: folder,
      log: "balancer.log")
    server.withLock { $0 = started }
    return started.process
  }

  func stop() async {
    let server = server.withLock { server in
      defer { server = nil }
      return server
    }
    await server?.stop()
  }

  func kill() async {
    let server = server.withLock { server in
      defer { server = nil }
      return server
    }
    await server?.kill()
  }

  /// Sends nobody to a server any more, and those who are there elsewhere.
  func drain(_ number: Int) async throws {
    try await say("set server servers/s\(number + 1) state drain")
    try await say("shutdown sessions server servers/s\(number + 1)")
  }

  /// Sends clients to a server again.
  func takeBack(_ number: Int) async throws {
    try await say("set server servers/s\(number + 1) state ready")
  }

  /// Returns when it takes these servers for well, or does not for some seconds: a client that comes before
  /// that may be answered by the balancer itself.
  func waitUntilUp(_ numbers: [Int]) async {
    let names = Set(numbers.map { "s\($0 + 1)" })
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(5), !Task.isCancelled {
      if let table = try? await ask("show stat"), names.isSubset(of: Self.up(in: table)) { return }
      try? await Task.sleep(for: .milliseconds(50))
    }
  }

  /// The servers that are up, in a table of its statistics: names in the second column, states below
  /// `status`.
  static func up(in table: String) -> Set<String> {
    let rows = table.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    guard let column = rows.first?.firstIndex(of: "status") else { return [] }
    return Set(
      rows.dropFirst().filter { $0.count > column && $0[0] == "servers" && $0[column] == "UP" }
        .map { String($0[1]) })
  }

  /// Says a line to its socket; it answers a blank line when it has done so.
  private func say(_ line: String) async throws {
    let words = try await ask(line).split(whereSeparator: \.isNewline).joined(separator: " ")
    guard words.isEmpty else { throw ClusterProblem.balancer(words) }
  }

  private func ask(_ line: String) async throws -> String {
    try await ByteExchange.answer(
      to: line + "\n", at: SocketAddress(unixDomainSocketPath: "\(folder.path)/balancer.sock"),
      within: .seconds(5))
  }
}
