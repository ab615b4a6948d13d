import EventClient
import EventStream
import HTTPTypes
package import OutsideServers
package import WildFigures

/// Measures one proxy: the same streams through it from a plain server and from a helpful one.
///
/// It runs four times beside itself: as it is shipped, with a short limit of silence, compressing, and
/// over HTTP/2; as far as it has that. The measurements run side by side, each on URLs of its own.
package struct ProxyTrial: Sendable {
  /// How long an event is waited for.
  package static let window = Duration.seconds(3)
  /// How long is waited for a departure to be noticed, and for a silent stream to be cut.
  package static let patience = Duration.seconds(6)
  /// What the limit of silence is set to.
  package static let silence = Duration.seconds(2)
  /// How many streams are asked for on one connection over HTTP/2.
  package static let streamCount = 12
  /// How long the first events and heads have a proxy for themselves, before all else begins.
  private static let headStart = Duration.milliseconds(500)
  /// A later event that is so late comes with the next one.
  private static let eventLate = ProxyOriginServer.interval * 3 / 5

  let recipe: ProxyRecipe
  let program: String
  /// The path of openssl; nil where HTTP/2 cannot be measured.
  let openssl: String?
  let version: String

  /// A trial of a proxy whose program is at a path.
  package init(_ recipe: ProxyRecipe, program: String, openssl: String?, version: String) {
    self.recipe = recipe
    self.program = program
    self.openssl = openssl
    self.version = version
  }

  /// Looks at these topics, tells of each figure as it is known, and returns them in the table's order.
  ///
  /// - Throws: A `ReverseProxyError` or `TetherProblem` when the proxy does not start;
  ///   `CancellationError`.
  package func run(
    _ topics: [ProxyTopic] = ProxyTopic.allCases,
    _ tell: @escaping @Sendable (WildFigure) -> Void
  ) async throws -> [WildFigure] {
    let origin = try await ProxyOriginServer.start()
    let proxies: Proxies
    do {
      proxies = try await start(before: origin.port, for: topics)
    } catch {
      await origin.stop()
      throw error
    }
    let figures = await withTaskGroup(of: [WildFigure].self) { group in
      for circumstance in ProxyOrigin.allCases {
        for topic in topics where topic != .later {
          group.addTask {
            if topic != .first, topic != .opens { try? await Task.sleep(for: Self.headStart) }
            let figures = await measure(topic, circumstance, origin, proxies)
            if !Task.isCancelled { figures.forEach(tell) }
            return figures
          }
        }
      }
      return await group.reduce(into: [WildFigure]()) { $0 += $1 }
    }
    await proxies.stop()
    await origin.stop()
    try Task.checkCancellation()
    let order = ProxyOrigin.allCases.flatMap { origin in
      ProxyTopic.allCases.map { (origin.rawValue, $0.rawValue) }
    }
    return order.compactMap { circumstance, topic in
      figures.first { $0.circumstance == circumstance && $0.topic == topic }
    }
  }

  // MARK: The proxies

  /// The same proxy as often as it is told otherwise.
  private struct Proxies: Sendable {
    var shipped: ReverseProxy
    var quick: ReverseProxy?
    var compressing: ReverseProxy?
    var speaking: ReverseProxy?

    func stop() async {
      await withTaskGroup(of: Void.self) { group in
        for proxy in [shipped, quick, compressing, speaking].compactMap(\.self) {
          group.addTask { await proxy.stop() }
        }
      }
    }
  }

  /// Starts as many as these topics need.
  private func start(before port: Int, for topics: [ProxyTopic]) async throws -> Proxies {
    var proxies = Proxies(shipped: try await start(before: port) { _ in })
    do {
      if recipe.lacks[.readTimeout] == nil, topics.contains(.silence) || topics.contains(.quiet) {
        proxies.quick = try await start(before: port) { $0.readTimeout = Self.silence }
      }
      if recipe.lacks[.gzip] == nil, topics.contains(.gzip) {
        proxies.compressing = try await start(before: port) { $0.compresses = true }
      }
      if recipe.lacks[.http2] == nil, openssl != nil, topics.contains(.http2) {
        proxies.speaking = try await start(before: port) { $0.speaksHTTP2 = true }
      }
    } catch {
      await proxies.stop()
      throw error
    }
    return proxies
  }

  private func start(
    before port: Int, _ change: (inout ReverseProxy.Options) -> Void
  ) async throws -> ReverseProxy {
    var options = ReverseProxy.Options(upstream: port)
    options.recipe = recipe
    change(&options)
    return try await ReverseProxy.start(options, program: program, openssl: openssl ?? "")
  }

  // MARK: The measurements

  private func measure(
    _ topic: ProxyTopic, _ circumstance: ProxyOrigin, _ origin: ProxyOriginServer,
    _ proxies: Proxies
  ) async -> [WildFigure] {
    func target(_ conduct: ProxyOriginServer.Conduct) -> String {
      "/\(circumstance.rawValue)/\(conduct.rawValue)/\(topic.rawValue)"
    }
    func figure(_ topic: ProxyTopic, _ outcome: Outcome) -> WildFigure {
      WildFigure(
        kind: .proxy, subject: recipe.name, version: version, topic: topic.rawValue,
        circumstance: circumstance.rawValue, milliseconds: outcome.milliseconds,
        words: outcome.words)
    }
    let shipped = proxies.shipped.options.port
    do {
      switch topic {
      case .first, .later:
        let (first, later) = try await events(shipped, target(.steady), origin)
        return [figure(.first, first), figure(.later, later)]
      case .opens: return [figure(topic, try await opening(shipped, target(.late)))]
      case .silence:
        guard let port = proxies.quick?.options.port else { return [figure(topic, .lacking)] }
        return [figure(topic, try await silence(port, target(.silent)))]
      case .left:
        return [figure(topic, try await departure(shipped, target(.steady), origin))]
      case .quiet:
        guard let port = proxies.quick?.options.port else { return [figure(topic, .lacking)] }
        return [figure(topic, try await departure(port, target(.silent), origin))]
      case .gzip:
        guard let proxy = proxies.compressing else { return [figure(topic, .lacking)] }
        return [figure(topic, try await compression(proxy, target(.steady), origin))]
      case .readers: return [figure(topic, try await readers(shipped, target(.steady)))]
      case .cut:
        return [figure(topic, try await endings(shipped, target(.ended), target(.cut)))]
      case .http2:
        guard let port = proxies.speaking?.options.port else { return [figure(topic, .lacking)] }
        return [figure(topic, try await streams(port, target(.steady)))]
      }
    } catch {
      // A proxy that has died, or refuses a connection: the rest goes on.
      return [figure(topic, Outcome("failed"))]
    }
  }

  /// A word or a time for a cell.
  private struct Outcome: Sendable {
    var milliseconds: Int?
    var words: String

    init(_ words: String) { self.words = words }

    init(milliseconds time: Duration) {
      milliseconds = time.wholeMilliseconds
      words = "\(time.wholeMilliseconds)"
    }

    init(seconds time: Duration) {
      milliseconds = time.wholeMilliseconds
      let tenths = (time.wholeMilliseconds + 50) / 100
      words = "\(tenths / 10).\(tenths % 10) s"
    }

    /// The proxy has no such thing, or it could not be had here.
    static let lacking = Outcome("-")
    static let none = Outcome("none")
    static let no = Outcome("no")
  }

  private func events(
    _ port: Int, _ target: String, _ origin: ProxyOriginServer
  ) async throws -> (first: Outcome, later: Outcome) {
    var reader = try await ProxyReader(port: port, target: target)
    await reader.read(for: Self.window)
    _ = await reader.leave()
    guard let first = reader.arrivals.first else { return (.none, .lacking) }
    let lateness = Self.lateness(of: reader.arrivals.dropFirst(), origin)
    return (
      Outcome(milliseconds: first.at - reader.begun),
      lateness.map { Outcome(milliseconds: $0) } ?? .none
    )
  }

  /// How late events were, from the server's hand to the reader's: the median.
  private static func lateness(
    of arrivals: some Sequence<ProxyReader.Arrival>, _ origin: ProxyOriginServer
  ) -> Duration? {
    let times = arrivals.compactMap { arrival -> Duration? in
      guard let written = origin.stream(arrival.stream)?.written,
        written.indices.contains(arrival.event)
      else { return nil }
      return arrival.at - written[arrival.event]
    }.sorted()
    return times.isEmpty ? nil : times[times.count / 2]
  }

  private func opening(_ port: Int, _ target: String) async throws -> Outcome {
    var reader = try await ProxyReader(port: port, target: target)
    await reader.read(for: Self.window)
    _ = await reader.leave()
    return reader.headAt.map { Outcome(milliseconds: $0 - reader.begun) } ?? .none
  }

  private func silence(_ port: Int, _ target: String) async throws -> Outcome {
    var reader = try await ProxyReader(port: port, target: target)
    await reader.read(for: Self.patience)
    _ = await reader.leave()
    return reader.endedAt.map { Outcome(seconds: $0 - reader.begun) } ?? .no
  }

  /// The reader leaves a second after it came.
  private func departure(
    _ port: Int, _ target: String, _ origin: ProxyOriginServer
  ) async throws -> Outcome {
    var reader = try await ProxyReader(port: port, target: target)
    await reader.read(for: .seconds(1))
    let left = await reader.leave()
    while ContinuousClock.now - left < Self.patience, !Task.isCancelled {
      if let noticed = origin.leftAt(target) { return Outcome(seconds: max(.zero, noticed - left)) }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return .no
  }

  private func readers(_ port: Int, _ target: String) async throws -> Outcome {
    async let earlier = reading(port, target, for: Self.window)
    // So long that the first one has events that the second did not see come.
    try await Task.sleep(for: ProxyOriginServer.interval * 5 / 2)
    let second = try await reading(port, target, for: Self.window - .milliseconds(1_500))
    let first = try await earlier
    guard let own = second.arrivals.first, let other = first.arrivals.first else { return .none }
    return Outcome(own.stream == other.stream ? "shared" : "own")
  }

  private func reading(_ port: Int, _ target: String, for time: Duration) async throws
    -> ProxyReader
  {
    var reader = try await ProxyReader(port: port, target: target)
    await reader.read(for: time)
    _ = await reader.leave()
    return reader
  }

  private func endings(_ port: Int, _ ended: String, _ cut: String) async throws -> Outcome {
    async let end = reading(port, ended, for: Self.window)
    async let reset = reading(port, cut, for: Self.window)
    switch (try await end.ending, try await reset.ending) {
    case (.whole, .broken): return Outcome("told")
    case (.whole, .whole): return Outcome("hidden")
    case (.broken, .broken): return Outcome("alike")
    case (.open, _), (_, .open), (.broken, .whole): return .none
    }
  }

  /// The reader is our client, which undoes gzip as it comes.
  private func compression(
    _ proxy: ReverseProxy, _ target: String, _ origin: ProxyOriginServer
  ) async throws -> Outcome {
    var configuration = EventSource.Configuration()
    configuration.headers[.acceptEncoding] = "gzip"
    configuration.reconnects = false
    let source = try EventSource(proxy.url + target, configuration: configuration)
    let window = Task {
      try? await Task.sleep(for: Self.window)
      source.close()
    }
    defer { window.cancel() }
    var arrivals: [ProxyReader.Arrival] = []
    var isCompressed = false
    for await element in source {
      switch element {
      case .open(let head): isCompressed = head.headers[.contentEncoding] != nil
      case .message(let event):
        if let arrival = ProxyReader.Arrival(data: event.data, at: .now) {
          arrivals.append(arrival)
        }
      default: break
      }
    }
    guard let late = Self.lateness(of: arrivals, origin) else { return .none }
    guard isCompressed else { return Outcome("plain") }
    return Outcome(late < Self.eventLate ? "each" : "late")
  }

  private func streams(_ port: Int, _ target: String) async throws -> Outcome {
    guard var streams = try await HTTP2Streams(port: port) else { return .lacking }
    let finding = await streams.run(target, count: Self.streamCount, for: Self.window)
    guard finding.asked > 0 else { return .none }
    return Outcome("\(finding.served.count)/\(finding.asked)")
  }
}
