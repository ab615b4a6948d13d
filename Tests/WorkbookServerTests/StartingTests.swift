import EventServer
import NIOCore
import NIOPosix
import Testing
import WireDriver
import WorkbookServer

@Suite(.timeLimit(.minutes(2))) struct StartingTests {
  @Test func `a port that is in use names its holder and another port`() async throws {
    try await withServer { _, port in
      var configuration = StreamServer.Configuration()
      configuration.port = port
      let error = await #expect(throws: StartError.self) {
        _ = try await StreamServer(configuration).start()
      }
      guard case .portInUse(port, let holder?)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(
        error?.description
          == "port \(port) is in use by \(holder); try --port \(port + 1), or --port 0 for any "
          + "free one")
    }
  }

  @Test(arguments: ["localhost", "LOCALHOST", "localhost."])
  func `localhost is both of its addresses, on one port`(host: String) async throws {
    var configuration = StreamServer.Configuration()
    configuration.host = host
    try await withServer(configuration) { _, port in
      let four = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .connect(host: "127.0.0.1", port: port).get()
      try await four.close()
      guard Self.hasIPv6 else { return }
      let six = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .connect(host: "::1", port: port).get()
      try await six.close()
    }
  }

  /// Whether this machine has a loopback address of that family.
  private static var hasIPv6: Bool {
    let address = try? SocketAddress(ipAddress: "::1", port: 0)
    guard let address else { return false }
    let listener = try? ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .bind(to: address).wait()
    try? listener?.close().wait()
    return listener != nil
  }

  @Test(arguments: ["nowhere.invalid", "300.1.1.1", "192.0.2.1", "a b"])
  func `a host that is not of this machine is named`(host: String) async {
    var configuration = StreamServer.Configuration()
    configuration.host = host
    configuration.port = 0
    let error = await #expect(throws: StartError.self) {
      _ = try await StreamServer(configuration).start()
    }
    #expect(
      error?.description
        == "\(host) is no address of this machine; try 127.0.0.1, or 0.0.0.0 for every one")
  }

  @Test(arguments: ["a/b", "", "..", ":x", "a b"])
  func `a channel whose name would need escapes is refused`(name: String) async {
    var configuration = StreamServer.Configuration()
    configuration.port = 0
    configuration.channels = ["good", name]
    let error = await #expect(throws: StartError.self) {
      _ = try await StreamServer(configuration).start()
    }
    #expect(
      error?.description
        == "`\(name)` is no name for a channel; use letters, digits and any of - . _ ~")
  }

  @Test func `a channel that is named twice is there once`() async throws {
    var configuration = StreamServer.Configuration()
    configuration.channels = ["news", "news"]
    configuration.interval = .zero
    try await withServer(configuration) { server, port in
      #expect(server.status().channels.map(\.path) == ["/events", "/events/news"])
    }
  }

  @Test func `a server may be stopped and started again`() async throws {
    var configuration = StreamServer.Configuration()
    configuration.port = 0
    let server = StreamServer(configuration)
    let first = try await server.start()
    #expect(first > 0)
    await #expect(throws: StartError.alreadyStarted) { _ = try await server.start() }
    await server.stop()
    let second = try await server.start()
    let client = try await WireClient.get("/events", port: second)
    try await client.text(upTo: "\r\n\r\n")
    await server.stop()
  }
}
