import EventServer
import EventStream
import Synchronization
import Testing
import WorkbookServer

@testable import Browser

/// What a page in a real Chromium hears from a real server.
@Suite(.serialized, .timeLimit(.minutes(2))) struct StreamWatchTests {
  private let chromium: Chromium

  init() throws {
    chromium = try #require(
      Chromium.find(), "Chromium is missing: sudo apt-get install chromium")
  }

  /// Watches a stream of a server with this configuration, and returns all that was seen.
  private func watch(
    _ path: String = "/", from host: String = "127.0.0.1",
    on server: StreamServer.Configuration = Self.quick,
    adjust: (inout StreamWatch) -> Void = { _ in },
    before: (StreamServer) async throws -> Void = { _ in },
    at sighting: @escaping @Sendable (Sighting, StreamServer) async -> Void = { _, _ in }
  ) async throws -> ([Sighting], WatchOutcome) {
    let server = StreamServer(server)
    let port = try await server.start()
    try await before(server)
    var watch = StreamWatch(
      page: "http://\(host):\(port)/status", stream: "http://127.0.0.1:\(port)\(path)")
    watch.duration = .milliseconds(800)
    adjust(&watch)
    let seen = Seen()
    let outcome = try await Page.withPage(in: chromium) { [watch] page in
      try await watch.run(in: page) { sight in
        seen.list.withLock { $0.append(sight) }
        Task { await sighting(sight, server) }
      }
    }
    await server.stop()
    return (seen.list.withLock { $0 }, outcome)
  }

  private final class Seen: Sendable {
    let list = Mutex<[Sighting]>([])
  }

  private static var quick: StreamServer.Configuration {
    var configuration = StreamServer.Configuration()
    configuration.port = 0
    configuration.interval = .milliseconds(50)
    configuration.retry = 100
    configuration.timeOfDay = { "12:00:00" }
    return configuration
  }

  @Test func `one page hears open and then every event with its id`() async throws {
    let (seen, outcome) = try await watch()
    #expect(
      seen.prefix(3) == [
        .open(readyState: 1),
        .event(type: "message", id: "1", data: "An update from the server at 12:00:00."),
        .event(type: "message", id: "2", data: "An update from the server at 12:00:00."),
      ])
    #expect(
      outcome
        == WatchOutcome(readyStates: [1], fetch: .none, connections: 1, version: "http/1.1"))
  }

  @Test func `of eight streams over HTTP 1 six open, and a fetch gets no answer`() async throws {
    let (seen, outcome) = try await watch(adjust: { $0.count = 8 })
    #expect(seen.isEmpty)
    #expect(outcome.count(1) == 6)
    #expect(outcome.count(0) == 2)
    #expect(outcome.connections == 6)
    guard case .waiting = outcome.fetch else {
      Issue.record("the fetch came to \(outcome.fetch)")
      return
    }
  }

  @Test func `of five streams all open, and a fetch gets its answer`() async throws {
    let (_, outcome) = try await watch(adjust: { $0.count = 5 })
    #expect(outcome.count(1) == 5)
    guard case .answered(200, _) = outcome.fetch else {
      Issue.record("the fetch came to \(outcome.fetch)")
      return
    }
  }

  @Test func `a page of another origin is refused, and only the console says why`() async throws {
    let (seen, outcome) = try await watch(from: "localhost")
    #expect(seen.contains(.error(readyState: 2, data: nil)))
    let reason = seen.compactMap { if case .console(let text) = $0 { text } else { nil } }.first
    let said = try #require(reason)
    #expect(said.hasPrefix("Access to resource at 'http://127.0.0.1:"))
    #expect(
      said.hasSuffix(
        "has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on "
          + "the requested resource."))
    #expect(outcome.readyStates == [2])
  }

  @Test func `a page of another origin hears the stream when the server allows it`() async throws {
    var configuration = Self.quick
    configuration.corsOrigins = ["*"]
    let (seen, outcome) = try await watch(from: "localhost", on: configuration)
    #expect(seen.first == .open(readyState: 1))
    #expect(outcome.readyStates == [1])
  }

  @Test func `a lost connection is an error with readyState 0, and then open again`() async throws {
    let (seen, _) = try await watch(
      adjust: { $0.duration = .milliseconds(1500) },
      at: { sighting, server in
        if case .event(_, "2", _) = sighting { _ = await server.drop() }
      })
    let heard = seen.filter { if case .console = $0 { false } else { true } }
    let error = try #require(heard.firstIndex(of: .error(readyState: 0, data: nil)))
    #expect(heard.dropFirst(error + 1).first == .open(readyState: 1))
    guard case .event(_, let before, _) = heard[error - 1],
      case .event(_, let after, _) = heard[error + 2]
    else {
      Issue.record("no event around the error: \(heard)")
      return
    }
    #expect(Int(after) == Int(before).map { $0 + 1 })
  }

  @Test(arguments: [
    Fault.status(204), .status(404), .status(500), .status(503), .type("text/html"),
  ])
  func `an answer that is no stream is final`(fault: Fault) async throws {
    let (seen, outcome) = try await watch(before: { await $0.setFault(fault) })
    let heard = seen.filter { if case .console = $0 { false } else { true } }
    #expect(heard == [.error(readyState: 2, data: nil)])
    #expect(outcome.readyStates == [2])
  }

  private func publish(to server: StreamServer) async throws {
    _ = try await server.send(ServerSentEvent(event: "add", id: "7", data: "ham"))
    _ = try await server.send(ServerSentEvent(event: "error", id: "8", data: "disk full"))
  }

  @Test func `a type without a listener is heard by the browser alone`() async throws {
    let (seen, _) = try await watch("/events?from=earliest", before: publish)
    #expect(
      seen == [
        .open(readyState: 1), .unheard(type: "add", id: "7", data: "ham"),
        .error(readyState: 1, data: "disk full"),
      ])
  }

  @Test func `a type with a listener is heard by the page`() async throws {
    let (seen, _) = try await watch(
      "/events?from=earliest", adjust: { $0.types = ["add"] }, before: publish)
    #expect(
      seen == [
        .open(readyState: 1), .event(type: "add", id: "7", data: "ham"),
        .error(readyState: 1, data: "disk full"),
      ])
  }

  @Test func `what a server sends runs in no page, and is cut where it is long`() async throws {
    let hostile = "</script>'\"`${alert(1)}\u{2028}\\"
    let long = String(repeating: "ä", count: StreamWatch.dataLimit + 1)
    let (seen, _) = try await watch(
      "/events?from=earliest",
      before: { server in
        _ = try await server.send(ServerSentEvent(id: "1", data: hostile))
        _ = try await server.send(ServerSentEvent(id: "2", data: long))
      })
    #expect(
      seen == [
        .open(readyState: 1), .event(type: "message", id: "1", data: hostile),
        .event(type: "message", id: "2", data: String(long.dropLast())),
      ])
  }

  @Test func `what a learner types runs in no page either`() async throws {
    let type = "'); document.title = 'lost'; ('"
    let (seen, outcome) = try await watch(adjust: { $0.types = [type] })
    #expect(seen.first == .open(readyState: 1))
    #expect(outcome.readyStates == [1])
  }
}
