import EventClient
import EventServer
import EventStream
import Foundation
import Synchronization
import Testing
import WorkbookServer

@testable import OutsideServers

/// The proxies that CI really runs; `SSE_ALL_PROXIES=1` (scripts/nightly) takes all that are installed.
private let proxies: [ProxyRecipe] = {
  let always: [ProxyRecipe] = [.nginx, .haproxy, .apache, .varnish]
  guard ProcessInfo.processInfo.environment["SSE_ALL_PROXIES"] == "1" else { return always }
  return ProxyRecipe.all.filter { always.contains($0) || $0.path != nil }
}()

extension ProxyRecipe {
  /// Whether it has a line that names the port of the client, too.
  fileprivate var forwardsPort: Bool { ![.lighttpd, .h2o, .trafficServer].contains(self) }

  /// Where its program lies, if it is installed.
  fileprivate var path: String? {
    program.files.flatMap { file in ["/usr/sbin", "/usr/bin"].map { "\($0)/\(file)" } }
      .first(where: FileManager.default.isExecutableFile(atPath:))
  }
}

/// Each proxy, really run in front of a real server.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ReverseProxyTests {
  /// A server with a proxy in front of it, both gone at the end.
  private func withProxy(
    _ recipe: ProxyRecipe, _ change: (inout ReverseProxy.Options) -> Void = { _ in },
    tap: (@Sendable (RoutedServer.Happening) -> Void)? = nil,
    _ body: (StreamServer, ReverseProxy) async throws -> Void
  ) async throws {
    var configuration = StreamServer.Configuration()
    configuration.port = 0
    configuration.heartbeat = .seconds(60)
    configuration.tap = tap
    let server = StreamServer(configuration)
    var options = ReverseProxy.Options(upstream: try await server.start())
    options.recipe = recipe
    change(&options)
    do {
      let program = try #require(
        recipe.path,
        "\(recipe.name) is not installed: sudo apt-get install \(recipe.program.packages)")
      let proxy = try await ReverseProxy.start(options, program: program)
      do { try await body(server, proxy) } catch {
        await proxy.stop()
        throw error
      }
      await proxy.stop()
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  private func source(_ proxy: ReverseProxy) throws -> EventSource {
    var configuration = EventSource.Configuration()
    if let certificate = proxy.certificate { configuration.trustRoots = .pem(certificate.pem) }
    return try EventSource(proxy.url + "/events", configuration: configuration)
  }

  /// Reads two events, of which the second is sent only after the first has come.
  private func twoEvents(_ server: StreamServer, _ proxy: ReverseProxy) async throws -> [String] {
    var data: [String] = []
    for await element in try source(proxy) {
      switch element {
      case .open: _ = try await server.send(ServerSentEvent(data: "one"))
      case .message(let event):
        data.append(event.data)
        if data.count == 1 { _ = try await server.send(ServerSentEvent(data: "two")) }
      case .failed(let problem): Issue.record("\(problem)")
      default: break
      }
      if data.count == 2 { break }
    }
    return data
  }

  @Test(arguments: proxies)
  func `mended, each lets an event through before the next is sent`(_ recipe: ProxyRecipe)
    async throws
  {
    try await withProxy(recipe, { $0.isMended = true }) { server, proxy in
      let events = try await twoEvents(server, proxy)
      #expect(events == ["one", "two"])
      #expect(!proxy.hasEnded)
    }
  }

  @Test(arguments: proxies.filter { !$0.lacks.keys.contains(.http2) })
  func `with HTTP-2, each speaks TLS with a certificate that is good for its address`(
    _ recipe: ProxyRecipe
  ) async throws {
    try await withProxy(recipe, { $0.speaksHTTP2 = true }) { server, proxy in
      let version = try shell("curl -s -k -o /dev/null -w '%{http_version}' \(proxy.url)/status")
      #expect(version == "2")
      // The head of a stream, for lighttpd alone would give no byte of it.
      guard recipe.passesEventsAsShipped else { return }
      let events = try await twoEvents(server, proxy)
      #expect(events == ["one", "two"])
    }
  }

  @Test(arguments: proxies.filter { !$0.lacks.keys.contains(.readTimeout) })
  func `a silent stream is cut after the read timeout`(_ recipe: ProxyRecipe) async throws {
    let silence: Duration = recipe.countsSeconds ? .seconds(1) : .milliseconds(300)
    try await withProxy(
      recipe,
      {
        $0.isMended = true
        $0.readTimeout = silence
      }
    ) { _, proxy in
      let start = ContinuousClock.now
      for await element in try source(proxy) {
        if case .lost = element { break }
      }
      #expect(ContinuousClock.now - start >= silence - .milliseconds(50))
    }
  }

  @Test(arguments: proxies.filter { $0.forwardsPort }, [false, true])
  func `the server learns for which connection each asks, as shipped and mended`(
    _ recipe: ProxyRecipe, isMended: Bool
  ) async throws {
    let told = Mutex<[String]>([])
    try await withProxy(
      recipe, { $0.isMended = isMended },
      tap: { happening in
        guard case .request(_, _, "/status", let headers) = happening else { return }
        told.withLock { $0 += headers.filter { $0.name.lowercased() == "forwarded" }.map(\.value) }
      }
    ) { _, proxy in
      let port = try shell("curl -sS -o /dev/null -w '%{local_port}' \(proxy.url)/status")
      #expect(told.withLock { $0 } == ["for=\"127.0.0.1:\(port)\""])
    }
  }

  @Test(arguments: proxies)
  func `every switch that a proxy has is one that it starts with`(_ recipe: ProxyRecipe)
    async throws
  {
    try await withProxy(
      recipe,
      {
        $0.collects = recipe.lacks[.buffering] == nil
        $0.compresses = recipe.lacks[.gzip] == nil
      }
    ) { _, proxy in
      let status = try shell("curl -sS -o /dev/null -w '%{http_code}' \(proxy.url)/status")
      #expect(status == "200")
    }
  }

  @Test(arguments: proxies)
  func `once it listens nothing of it is on the disk, and after the stop nothing runs`(
    _ recipe: ProxyRecipe
  ) async throws {
    func folders() throws -> Set<String> {
      let names = try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory())
      return Set(names.filter { $0.hasPrefix("sse-proxy-") })
    }
    let before = try folders()
    try await withProxy(recipe) { _, proxy in
      #expect(try folders().subtracting(before) == [])
      let (port, process) = (proxy.options.port, proxy.process)
      await proxy.stop()
      #expect(proxy.hasEnded)
      #expect(!LoopbackPort.accepts(port))
      // What the kernel kills at the hang-up is gone a moment later.
      while try shell("pgrep -g \(process) -r D,R,S,T || true") != "" {
        try await Task.sleep(for: .milliseconds(5))
      }
    }
  }
}
