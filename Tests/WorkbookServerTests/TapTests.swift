import EventServer
import EventStream
import Synchronization
import Testing
import WireDriver
import WorkbookServer

@Suite(.timeLimit(.minutes(2))) struct TapTests {
  private final class Record: Sendable {
    private let happenings = Mutex<[RoutedServer.Happening]>([])
    func add(_ happening: RoutedServer.Happening) { happenings.withLock { $0.append(happening) } }
    var all: [RoutedServer.Happening] { happenings.withLock { $0 } }
  }

  /// A server that writes down what happens, and says when a connection has ended.
  private func recording(in record: Record, giving ended: Signal) -> StreamServer.Configuration {
    var configuration = StreamServer.Configuration()
    configuration.tap = {
      record.add($0)
      if case .ended = $0 { ended.give() }
    }
    return configuration
  }

  private func name(_ happening: RoutedServer.Happening) -> String {
    switch happening {
    case .accepted(let number, _): "accepted \(number)"
    case .request(let number, let method, let target, _): "request \(number) \(method) \(target)"
    case .response(let number, let status, _): "response \(number) \(status)"
    case .wrote(let number, let bytes):
      "wrote \(number) \(String(decoding: bytes, as: UTF8.self).split(separator: "\n").joined(separator: "|"))"
    case .ended(let number, let reason): "ended \(number) \(reason)"
    case .received(let number, _): "received \(number)"
    case .sent(let number, let bytes):
      "sent \(number) \(String(decoding: bytes.prefix { $0 != 0x0D }, as: UTF8.self))"
    }
  }

  @Test(arguments: [true, false])
  func `a tap sees a stream from accept to end, each write before it goes out`(
    direct: Bool
  ) async throws {
    let record = Record()
    var configuration = StreamServer.Configuration()
    configuration.writesDirectly = direct
    configuration.tap = { record.add($0) }
    try await withServer(configuration) { server, port in
      let client = try await WireClient.get("/events", port: port)
      try await client.text(upTo: "\r\n\r\n")
      try server.channel()?.publish(ServerSentEvent(data: "a"))
      try server.channel()?.publish(ServerSentEvent(data: "b"))
      try await client.text(upTo: "data: b\n\n")
      await server.stop()
      #expect(
        record.all.map(name) == [
          "accepted 1", "received 1", "request 1 GET /events", "response 1 200",
          "sent 1 HTTP/1.1 200 OK", "wrote 1 : welcome", "sent 1 a", "wrote 1 id: e-1|data: a",
          "sent 1 11", "wrote 1 id: e-2|data: b", "sent 1 11", "sent 1 0",
          "ended 1 the server stopped",
        ])
    }
  }

  @Test(arguments: [
    ("Connection: close", Fault.status(503), "ended 1 answered with 503, then closed"),
    ("Connection: keep-alive", .status(404), "ended 1 answered with 404, then closed"),
    ("Connection: keep-alive", .status(204), "ended 1 answered with 204, then closed"),
  ])
  func `after a refusal the connection was answered and closed, whoever closed it`(
    header: String, fault: Fault, end: String
  ) async throws {
    let record = Record()
    let ended = Signal()
    try await withServer(recording(in: record, giving: ended)) { server, port in
      await server.setFault(fault)
      let client = try await WireClient.get("/events", port: port, header)
      try await client.text(upTo: "\r\n\r\n")
      await client.close()
      await ended.wait()
      #expect(record.all.map(name).last == end)
    }
  }

  @Test func `a stream after an answer ends as a stream`() async throws {
    let record = Record()
    let ended = Signal()
    try await withServer(recording(in: record, giving: ended)) { _, port in
      let client = try await WireClient.get("/nope", port: port)
      try await client.text(upTo: "there is nothing at /nope")
      try await client.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
      // With the greeting all is read that is sent: to close before would reset the connection.
      try await client.text(upTo: ": \(RoutedServer.greeting)\n\r\n")
      await client.close()
      await ended.wait()
      #expect(record.all.map(name).last == "ended 1 the client went away")
    }
  }

  @Test func `a tap sees an ordinary request as well`() async throws {
    let record = Record()
    var configuration = StreamServer.Configuration()
    configuration.tap = { record.add($0) }
    try await withServer(configuration) { server, port in
      let client = try await WireClient.get("/nope", port: port, "Connection: close")
      _ = try await client.textToEnd()
      await server.stop()
      #expect(
        record.all.map(name).prefix(5) == [
          "accepted 1", "received 1", "request 1 GET /nope", "response 1 404",
          "sent 1 HTTP/1.1 404 Not Found",
        ])
      #expect(record.all.map(name).last == "ended 1 answered with 404, then closed")
    }
  }
}
