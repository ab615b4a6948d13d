import EventServer
import EventStream
import Hummingbird
import Testing

@testable import TodoApp

@Suite("An id that is still on its way", .timeLimit(.minutes(2))) struct JoinAgainTests {
  @Test func `is waited for, and what comes after it follows once`() async throws {
    let progress = TodoProgress(ChangeID(nil as Epoch?, 0))
    let (asked, asking) = AsyncStream.makeStream(of: Void.self)
    let channel = EventChannel(path: "/live-todos", newestID: "0") { _, _, _ in
      asking.yield()
      await progress.wait(for: 2)
      throw EventChannel.JoinAgain()
    }
    var configuration = RoutedServer.Configuration()
    configuration.port = 0
    let server = RoutedServer(
      configuration, channels: [channel], router: Router(context: RoutedServer.Context.self))
    let reader = try await Reader(port: try await server.start(), lastEventID: "2")
    for await _ in asked { break }
    for number in 1...3 { try channel.publish(ServerSentEvent(id: "\(number)", data: "x")) }
    progress.reach(ChangeID(nil as Epoch?, 3))
    #expect(try await reader.events(1).map(\.lastEventID) == ["3"])
    try channel.publish(ServerSentEvent(id: "4", data: "x"))
    #expect(try await reader.events(2).map(\.lastEventID) == ["3", "4"])
    await server.stop()
  }
}
