import EventServer
import HTTPTypes
import Hummingbird
import Testing

@Suite("A client who leaves", .timeLimit(.minutes(2))) struct DepartureTests {
  @Test func `takes along what it had asked for`() async throws {
    let cancelled = Collector<Bool>()
    let router = Router(context: RoutedServer.Context.self)
    router.get("/wait") { _, _ -> HTTPResponse.Status in
      do { try await Task.sleep(for: .seconds(1_000)) } catch { cancelled.append(true) }
      return .ok
    }
    var configuration = RoutedServer.Configuration()
    configuration.port = 0
    let server = RoutedServer(configuration, channels: [], router: router)
    let port = try await server.start()
    let wire = try await Wire(
      port: port, sending: "GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await wire.close()
    try await cancelled.wait("the request to be cancelled") { !$0.isEmpty }
    await server.stop()
  }
}
