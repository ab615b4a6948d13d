import EventClient
import EventServer
import EventStream
import Foundation
import Platform
import HTTPTypes
import Testing
import WorkbookServer

@testable import OutsideServers

/// A real nginx in front of a real server.
@Suite(.serialized, .timeLimit(.minutes(1))) struct NginxTests {
  private static let nginx = "/usr/sbin/nginx"

  init() throws {
    try #require(
      FileManager.default.isExecutableFile(atPath: Self.nginx),
      "nginx is not installed: sudo apt-get install nginx")
  }

  /// A server with a proxy in front of it, both gone at the end.
  private func withProxy(
    _ change: (inout ReverseProxy.Options) -> Void = { _ in },
    _ body: (StreamServer, ReverseProxy) async throws -> Void
  ) async throws {
    var configuration = StreamServer.Configuration()
    configuration.port = 0
    configuration.heartbeat = .seconds(60)
    let server = StreamServer(configuration)
    var options = ReverseProxy.Options(upstream: try await server.start())
    change(&options)
    let proxy = try await ReverseProxy.start(options, program: Self.nginx)
    do { try await body(server, proxy) } catch {
      await proxy.stop()
      await server.stop()
      throw error
    }
    await proxy.stop()
    await server.stop()
  }

  private func source(_ proxy: ReverseProxy) throws -> EventSource {
    var configuration = EventSource.Configuration()
    if let certificate = proxy.certificate { configuration.trustRoots = .pem(certificate.pem) }
    return try EventSource(proxy.url + "/events", configuration: configuration)
  }

  @Test func `by default an event passes at once, and the header that asks for it is eaten`()
    async throws
  {
    try await withProxy { server, proxy in
      var data: [String] = []
      for await element in try source(proxy) {
        switch element {
        case .open(let head):
          #expect(head.headers.allSatisfy { $0.name.canonicalName != "x-accel-buffering" })
          #expect(head.headers.contains { $0.value.hasPrefix("nginx/") })
          #expect(try await server.send(ServerSentEvent(data: "one")) == 1)
        case .message(let event):
          // The second is sent only after the first has come.
          data.append(event.data)
          if data.count == 1 { _ = try await server.send(ServerSentEvent(data: "two")) }
        default: break
        }
        if data.count == 2 { break }
      }
      #expect(data == ["one", "two"])
    }
  }

  @Test func `one that buffers lets not even the head through, and everything at the end`()
    async throws
  {
    try await withProxy({ $0.collects = true }) { server, proxy in
      let source = try source(proxy)
      let reading = Task {
        var seen: [String] = []
        for await element in source {
          switch element {
          case .open: seen.append("open")
          case .message(let event): seen.append(event.data)
          case .lost: return seen + ["lost"]
          default: break
          }
        }
        return seen
      }
      while server.status().streams == 0 { try await Task.sleep(for: .milliseconds(5)) }
      for data in ["one", "two"] { _ = try await server.send(ServerSentEvent(data: data)) }
      // Nothing can be waited for here: that nothing comes is the point.
      try await Task.sleep(for: .milliseconds(300))
      #expect(source.readyState == .connecting)
      await server.stop()
      #expect(await reading.value == ["open", "one", "two", "lost"])
      source.close()
    }
  }

  @Test func `a silent stream is cut after the read timeout`() async throws {
    try await withProxy({ $0.readTimeout = .milliseconds(300) }) { _, proxy in
      let start = ContinuousClock.now
      for await element in try source(proxy) {
        if case .lost = element { break }
      }
      #expect(ContinuousClock.now - start >= .milliseconds(300))
    }
  }

  @Test func `with HTTP-2 it speaks TLS, and its certificate is good for its address`() async throws
  {
    try await withProxy({ $0.speaksHTTP2 = true }) { _, proxy in
      #expect(proxy.url.hasPrefix("https://127.0.0.1:"))
      let source = try source(proxy)
      for await element in source {
        if case .open(let head) = element {
          #expect(head.status == 200)
          break
        }
        if case .failed(let problem) = element { Issue.record("\(problem)") }
      }
      source.close()
      let answer = try shell("curl -s -k -I -o /dev/null -w '%{http_version}' \(proxy.url)/")
      #expect(answer == "2")
    }
  }

  @Test func `once it listens nothing of it is on the disk, and after the stop nothing runs`()
    async throws
  {
    func folders() throws -> Set<String> {
      let names = try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory())
      return Set(names.filter { $0.hasPrefix("sse-proxy-") })
    }
    let before = try folders()
    try await withProxy({ $0.speaksHTTP2 = true }) { _, proxy in
      let left = try folders().subtracting(before)
      #expect(left == [])
      #expect(!proxy.hasEnded)
      let port = proxy.options.port
      await proxy.stop()
      #expect(proxy.hasEnded)
      #expect(!LoopbackPort.accepts(port))
    }
  }

  @Test func `a port in use is refused by name`() async throws {
    let holder = StreamServer(
      {
        var configuration = StreamServer.Configuration()
        configuration.port = 0
        return configuration
      }())
    let port = try await holder.start()
    var options = ReverseProxy.Options(upstream: port)
    options.port = port
    await #expect(throws: ReverseProxyError.portInUse(port)) {
      try await ReverseProxy.start(options, program: Self.nginx)
    }
    #expect(
      ReverseProxyError.portInUse(8080).description
        == "port 8080 is in use by another program; leave out --port for any free one")
    #expect(
      ReverseProxyError.notPermitted(80).description
        == "port 80 needs rights that this program does not have; try one from 1024 up")
    await holder.stop()
  }

  @Test func `what is no nginx is told from one`() async throws {
    let options = ReverseProxy.Options(upstream: 1)
    await #expect(throws: TetherProblem.ended(program: "false", words: "")) {
      try await ReverseProxy.start(options, program: "/bin/false")
    }
    await #expect(
      throws: TetherProblem.notStarted(
        program: "/proc/none/nginx", reason: "is it a program?")
    ) {
      try await ReverseProxy.start(options, program: "/proc/none/nginx")
    }
  }

  @Test func `a start that is cancelled leaves nothing running`() async throws {
    // `sleep 60` never listens, so the start is under way until it is cancelled.
    let folder = try TemporaryFolder(prefix: "sse-proxy-test-")
    defer { folder.remove() }
    let port = try LoopbackPort.free()
    let start = Task {
      try await TetheredServer.start("/bin/sleep", ["61.7"], port: port, folder: folder)
    }
    while try shell("pgrep -f 'sleep 61[.]7' || true").isEmpty {
      try await Task.sleep(for: .milliseconds(5))
    }
    start.cancel()
    await #expect(throws: CancellationError.self) { try await start.value }
    #expect(try shell("pgrep -f 'sleep 61[.]7' || true") == "")
  }
}

extension TemporaryFolder {
  fileprivate var name: String { String(path.split(separator: "/").last ?? "") }
}

@Suite struct NginxConfigurationTests {
  private func told(
    _ options: ReverseProxy.Options, port: Int = 1, user: String? = nil
  ) -> ProxyConfiguration {
    var options = options
    options.port = port
    return ProxyRecipe.nginx.configuration(ProxySetting(options, folder: "/f", user: user))
  }

  @Test func `what is asked for is in it, and nothing else`() {
    var options = ReverseProxy.Options(upstream: 8080)
    func location() -> [String] { told(options).directives }
    let plain = [
      "proxy_pass http://127.0.0.1:8080;", "proxy_set_header Host $http_host;",
      #"proxy_set_header Forwarded 'for="$remote_addr:$remote_port"';"#, "proxy_http_version 1.0;",
    ]
    #expect(location() == plain)
    options.collects = true
    options.readTimeout = .seconds(5)
    #expect(
      location() == plain + [
        "proxy_ignore_headers X-Accel-Buffering;", "proxy_read_timeout 5000ms;",
      ])
  }

  @Test func `it listens on this machine alone, logs no request, and names a user for root only`() {
    let options = ReverseProxy.Options(upstream: 8080)
    let text = told(options, port: 81).files[0].text
    #expect(text.contains("    listen 127.0.0.1:81;\n"))
    #expect(text.contains("  access_log off;\n"))
    #expect(text.hasPrefix("daemon off;\nworker_processes 1;\npid /f/nginx.pid;\n"))
    let ofRoot = told(options, port: 81, user: "www-data").files[0].text
    #expect(ofRoot.contains("worker_processes 1;\nuser www-data;\npid "))
  }
}
