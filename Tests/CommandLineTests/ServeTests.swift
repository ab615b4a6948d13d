import Adversary
import Foundation
import Synchronization
import Testing

/// `sse serve` as a user runs it, and what it costs.
@Suite(.timeLimit(.minutes(1))) struct ServeTests {
  /// Starts a server on a free port.
  private func serve(
    _ options: String..., stuck: Bool = false
  ) throws -> (program: RunningProgram, port: Int) {
    let program = try RunningProgram(["serve", "--port", "0"] + options, stuck: stuck)
    let line = try #require(program.errorLine())
    let port = line.split(separator: ":").last.flatMap { Int($0.prefix(while: \.isNumber)) }
    return (program, try #require(port))
  }

  private func get(_ path: String, _ port: Int, receiveBuffer: CInt? = nil) throws -> Peer {
    let peer = try #require(Peer(connectingTo: port, receiveBuffer: receiveBuffer))
    peer.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return peer
  }

  /// The most memory that the process ever had resident, in bytes.
  private func peakMemory(of pid: Int32) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return 1024 * (try #require(line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }))
  }

  @Test func `a fault can be set for one channel from the command line`() throws {
    let (program, port) = try serve(
      "--channel", "news", "--fault", "status 503 --channel news", "--fault", "end --channel /")
    defer { _ = program.finish() }
    #expect(
      program.line() == "server │ fault  status 503  every new stream on /events/news")
    #expect(program.line() == "server │ fault  end  every stream on /")
    #expect(try get("/events/news", port).text(upTo: "\r\n\r\n").hasPrefix("HTTP/1.1 503 "))
    #expect(try get("/events", port).text(upTo: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
    #expect(try get("/", port).text(upTo: "\r\n0\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
    program.send(SIGTERM)
    #expect(program.finish() == 0)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `it ends in time though nobody reads what it prints`(signal: Int32) throws {
    let (program, port) = try serve("--verbose", stuck: true)
    try get("/events", port).text(upTo: "\r\n\r\n")
    #expect(program.end(by: signal) == 0)
  }

  @Test(arguments: [
    ("stal", "sse: there is no fault 'stal': did you mean 'fault stall'?\n"),
    ("status", "sse: 'status' takes a number from 200 to 599, not ''\n"),
    (
      "drop --channel nesw",
      "sse: there is no channel 'nesw' here; there are /, /events, /events/news\n"
    ),
    ("end --afetr 1", "sse: unknown option '--afetr': did you mean '--after'?\n"),
  ])
  func `a fault that is none is one sentence and exit status 2`(
    words: String, sentence: String
  ) async throws {
    let outcome = try await Program.run(
      "serve", "--port", "0", "--channel", "news", "--fault", words)
    #expect(outcome.status == 2)
    #expect(outcome.error == sentence)
  }

  /// Publishes a text and returns its id.
  private func publish(_ data: String, to path: String, _ port: Int) throws -> String {
    let peer = try #require(Peer(connectingTo: port))
    peer.send(
      "POST \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\n"
        + "Content-Length: \(5 + data.utf8.count)\r\n\r\ndata=\(data)")
    let answer = peer.text(upTo: "}\n")
    let id = try #require(answer.split(separator: "{\"id\":\"").last)
    return String(id.prefix { $0 != "\"" })
  }

  @Test(arguments: [(SIGTERM, "/events"), (SIGKILL, "/events"), (SIGKILL, "/events/news")])
  func `a cursor of another life is told of a gap, though its number is in use again`(
    signal: Int32, path: String
  ) throws {
    let (first, before) = try serve("--channel", "news")
    let cursor = try ["a", "b"].map { try publish($0, to: path, before) }.last ?? ""
    _ = first.end(by: signal)
    let (second, port) = try serve("--channel", "news")
    defer { _ = second.end(by: SIGTERM) }
    let newest = try ["c", "d", "e"].map { try publish($0, to: path, port) }.last ?? ""
    #expect(cursor.hasSuffix("-2") && newest.hasSuffix("-3"))
    let reader = try #require(Peer(connectingTo: port))
    reader.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: \(cursor)\r\n\r\n")
    reader.text(
      upTo: "event: history-gap\nid: \(newest)\n"
        + "data: {\"lastEventId\":\"\(cursor)\",\"newest\":\"\(newest)\"}\n\n")
    // And in its own life it is a place among others.
    let other = try #require(Peer(connectingTo: port))
    let place = newest.dropLast() + "2"
    other.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: \(place)\r\n\r\n")
    #expect(!other.text(upTo: "id: \(newest)\ndata: e\n\n").contains("history-gap"))
  }

  @Test(arguments: [
    (
      ["--cors-credentials"],
      "sse: --cors-credentials says what pages may send: give --cors, too; see 'sse help serve'\n"
    ),
    (
      ["--cors", "*", "--cors-credentials"],
      "sse: --cors-credentials does not go with --cors *: name the origins, as "
        + "https://example.org; see 'sse help serve'\n"
    ),
    (
      ["--allow-host", "https://app.example"],
      "sse: 'https://app.example' is no name of a host: give it without scheme, port and path, as "
        + "app.example; see 'sse help serve'\n"
    ),
    (
      ["--allow-host", "app.example:80"],
      "sse: 'app.example:80' is no name of a host: give it without scheme, port and path, as "
        + "app.example; see 'sse help serve'\n"
    ),
  ])
  func `what would let in nobody, or anybody, is refused`(
    options: [String], sentence: String
  ) async throws {
    let outcome = try await Program.run(["serve", "--port", "0"] + options)
    #expect(outcome.status == 2)
    #expect(outcome.error == sentence)
  }

  @Test func `a name that was allowed is answered to`() throws {
    let (program, port) = try serve("--allow-host", "app.example", "--allow-host", "b.example")
    defer { _ = program.end(by: SIGTERM) }
    for (host, status) in [("app.example", 200), ("B.example.:1", 200), ("c.example", 403)] {
      let peer = try #require(Peer(connectingTo: port))
      peer.send("HEAD /events HTTP/1.1\r\nHost: \(host)\r\n\r\n")
      #expect(peer.text(upTo: "\r\n\r\n").hasPrefix("HTTP/1.1 \(status) "), "\(host)")
    }
  }

  @Test func `a reader that does not read costs at most its limit, and is cut`() throws {
    let (program, port) = try serve("--history", "4")
    defer { _ = program.finish() }
    let publisher = try Publisher(port: port)
    let healthy = try get("/events", port)
    healthy.text(upTo: "\r\n\r\n")
    let reading = Thread { healthy.waitUntilClosed() }
    reading.start()

    try publisher.publish(megabytes: 16)
    let before = try peakMemory(of: program.identifier)
    let stalled = try get("/events", port, receiveBuffer: 4096)
    while try !publisher.status().contains("\"streams\":2,") {}
    try publisher.publish(megabytes: 16)
    let after = try peakMemory(of: program.identifier)

    #expect(try publisher.status().contains("\"streams\":1,"))
    #expect(try publisher.status().contains("\"droppedForSlowness\":1,"))
    let limit = 4 << 20
    #expect(after - before < limit + limit / 4, "it cost \(after - before) bytes")
    stalled.close()
    program.send(SIGTERM)
    #expect(program.finish() == 0)
  }
}

/// Publishes on `/events`, one request after the other on one connection.
private struct Publisher {
  let peer: Peer
  static let size = 64 << 10

  init(port: Int) throws { peer = try #require(Peer(connectingTo: port)) }

  func publish(megabytes: Int) throws {
    let body = "data=" + String(repeating: "x", count: Self.size)
    for _ in 0..<(megabytes << 20) / Self.size {
      peer.send(
        "POST /events HTTP/1.1\r\nHost: localhost\r\n"
          + "Content-Type: application/x-www-form-urlencoded\r\n"
          + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
      let answer = peer.text(upTo: "}\n")
      try #require(answer.hasPrefix("HTTP/1.1 201 "), "\(answer)")
    }
  }

  func status() throws -> String {
    peer.send("GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return peer.text(upTo: "}\n")
  }
}

extension Peer {
  /// A connection of our own to a server.
  convenience init?(connectingTo port: Int, receiveBuffer: CInt? = nil) {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    if var size = receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
    }
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { return nil }
    self.init(descriptor)
  }

  /// Everything up to this text, or to the end.
  @discardableResult func text(upTo end: String) -> String {
    var text = ""
    while !text.contains(end) {
      let bytes = read(atMost: 65_536)
      if bytes.isEmpty { break }
      text += String(decoding: bytes, as: UTF8.self)
    }
    return text
  }
}
