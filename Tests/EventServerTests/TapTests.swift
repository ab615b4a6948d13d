import EventServer
import EventStream
import Synchronization
import Testing

@Suite struct TapTests {
  private final class Record: Sendable {
    private let happenings = Mutex<[StreamServer.Happening]>([])
    func add(_ happening: StreamServer.Happening) { happenings.withLock { $0.append(happening) } }
    var all: [StreamServer.Happening] { happenings.withLock { $0 } }
  }

  private func name(_ happening: StreamServer.Happening) -> String {
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
          "sent 1 HTTP/1.1 200 OK", "wrote 1 id: 1|data: a", "sent 1 f", "wrote 1 id: 2|data: b",
          "sent 1 f", "sent 1 0", "ended 1 the server stopped",
        ])
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
      #expect(record.all.map(name).last?.hasPrefix("ended 1 ") == true)
    }
  }
}
