import EventServer
import EventStream
import Hummingbird

/// The model `async`: this workbook's event server, which fans one event out to all streams.
struct AsyncServer: Sendable {
  private let options: HostOptions

  init(_ options: HostOptions) { self.options = options }

  /// Serves until the lifeline hangs up.
  func serve() async throws {
    var configuration = RoutedServer.Configuration()
    configuration.port = 0
    let events = EventChannel(path: options.model.streamPath)
    let router = Router(context: RoutedServer.Context.self)
    router.get("/hello") { _, _ in "hello\n" }
    let server = RoutedServer(configuration, channels: [events], router: router)
    ScalingHost.sayReady(port: try await server.start())
    let publisher = Task {
      while !Task.isCancelled {
        try events.publish(ServerSentEvent(data: "\(monotonicNanoseconds())"))
        try await Task.sleep(for: .milliseconds(options.intervalMilliseconds))
      }
    }
    await ScalingHost.lifelineHangsUp()
    publisher.cancel()
    await server.stop()
  }
}
