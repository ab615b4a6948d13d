import EventClient
import EventServer
import EventStream
import Foundation
import Testing
import WorkbookServer

@testable import OutsideServers

/// The proxies that CI really runs beside nginx; the others run in scripts/nightly.
private let proxies: [ProxyRecipe] = {
  let all = ProcessInfo.processInfo.environment["SSE_ALL_PROXIES"] == "1"
  return all ? ProxyRecipe.all : [.nginx, .haproxy, .apache, .varnish]
}()

extension ProxyRecipe: CustomTestStringConvertible {
  /// Its name stands for it in the list of tests.
  public var testDescription: String { name }
}

/// Each proxy, really run in front of a real server.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ReverseProxyTests {
  private func path(of recipe: ProxyRecipe) throws -> String {
    let program = recipe.program
    let files = program.files.flatMap { file in ["/usr/sbin", "/usr/bin"].map { "\($0)/\(file)" } }
    return try #require(
      files.first(where: FileManager.default.isExecutableFile(atPath:)),
      "\(program.name) is not installed: sudo apt-get install \(program.packages)")
  }

  /// A server with a proxy in front of it, both gone at the end.
  private func withProxy(
    _ recipe: ProxyRecipe, _ change: (inout ReverseProxy.Options) -> Void = { _ in },
    _ body: (StreamServer, ReverseProxy) async throws -> Void
  ) async throws {
    var configuration = StreamServer.Configuration()
    configuration.port = 0
    configuration.heartbeat = .seconds(60)
    let server = StreamServer(configuration)
    var options = ReverseProxy.Options(upstream: try await server.start())
    options.recipe = recipe
    change(&options)
    do {
      let proxy = try await ReverseProxy.start(options, program: path(of: recipe))
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
    configuration.trustedCertificates = proxy.certificate?.pem
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
      #expect(try await twoEvents(server, proxy) == ["one", "two"])
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
      #expect(try await twoEvents(server, proxy) == ["one", "two"])
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
      let status = try shell("curl -s -o /dev/null -w '%{http_code}' \(proxy.url)/status")
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

  /// What a shell command prints.
  private func shell(_ command: String) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// What a recipe says, without running it.
@Suite struct ProxyRecipeTests {
  /// A setting with everything that the proxy has.
  private func setting(_ recipe: ProxyRecipe, isMended: Bool) -> ProxySetting {
    var options = ReverseProxy.Options(upstream: 8080)
    options.recipe = recipe
    options.port = 81
    options.isMended = isMended
    options.collects = !isMended && recipe.lacks[.buffering] == nil
    options.compresses = recipe.lacks[.gzip] == nil
    options.speaksHTTP2 = recipe.lacks[.http2] == nil
    options.readTimeout = .seconds(5)
    return ProxySetting(options, folder: "/f", user: recipe.user)
  }

  @Test(arguments: ProxyRecipe.all)
  func `each says what makes it a proxy, and why each line that matters is there`(
    _ recipe: ProxyRecipe
  ) throws {
    for isMended in [false, true] {
      let told = recipe.configuration(setting(recipe, isMended: isMended))
      let reasons = told.files.flatMap(\.lines).compactMap(\.why)
      #expect(reasons.filter { $0.hasPrefix("What makes it a proxy:") }.count == 1)
      #expect((reasons + told.arguments.compactMap(\.why)).allSatisfy { $0.hasSuffix(".") })
      // Whoever reads it at 80 columns sees each reason whole.
      let comments = told.files.flatMap { $0.text.split(separator: "\n") }
        .filter { $0.drop { $0 == " " }.hasPrefix("# ") }
      #expect(comments.allSatisfy { $0.count <= ProxyFile.commentWidth })
    }
  }

  @Test(arguments: ProxyRecipe.all)
  func `each switch that a proxy has changes what it is told`(_ recipe: ProxyRecipe) {
    func told(_ change: (inout ReverseProxy.Options) -> Void) -> ProxyConfiguration {
      var options = ReverseProxy.Options(upstream: 8080)
      options.recipe = recipe
      options.port = 81
      change(&options)
      return recipe.configuration(ProxySetting(options, folder: "/f"))
    }
    let plain = told { _ in }
    let changes: [ProxySwitch: (inout ReverseProxy.Options) -> Void] = [
      .buffering: { $0.collects = true }, .gzip: { $0.compresses = true },
      .http2: { $0.speaksHTTP2 = true }, .readTimeout: { $0.readTimeout = .seconds(7) },
    ]
    #expect(changes.count == ProxySwitch.allCases.count)
    for (option, change) in changes {
      let isLacking = recipe.lacks[option] != nil
      #expect((told(change) == plain) == isLacking, "\(option)")
    }
  }

  @Test func `a proxy is one file of the folder Recipes and one line of the list`() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources").standardizedFileURL
    let folder = sources.appending(path: "OutsideServers/Proxy/Recipes")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let names = files.map { $0.replacingOccurrences(of: ".swift", with: "").lowercased() }
    #expect(Set(names) == Set(ProxyRecipe.all.map(\.name)))
    // Nobody else knows a proxy by its name, but for nginx, which is the one that is meant unless
    // another is named, and examples of what to type.
    let known = ProxyRecipe.all.map(\.name).filter { !["nginx", "apache"].contains($0) }
    let all = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String }
    for file in all ?? [] where file.hasSuffix(".swift") && !file.contains("Proxy/Recipes/") {
      let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
      for line in text.split(separator: "\n") where known.contains(where: line.contains) {
        let isList = file.hasSuffix("ProxyRecipe.swift")
        let isExample = line.contains("--with") || line.drop { $0 == " " }.hasPrefix("//")
        #expect(isList || isExample, "\(file): \(line)")
      }
    }
  }

  @Test func `a name is found as it is typed, and no other`() {
    #expect(ProxyRecipe.named("haproxy")?.title == "HAProxy")
    #expect(ProxyRecipe.named("HAProxy") == nil)
  }
}
