/// Two listening sockets that do to a client what a scenario says, and remember what it asked.
final class ScenarioServer: Sendable {
  /// A request as it stood on the wire.
  struct Request: Sendable {
    var bytes: [UInt8]
    var isAtOther: Bool
    var at: ContinuousClock.Instant
    /// When the answer before it had ended.
    var previousEnd: ContinuousClock.Instant?

    var lines: [[UInt8]] {
      bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
        Array(line.last == 0x0D ? line.dropLast() : line)
      }
    }
    var line: [String] {
      (lines.first.map { String(decoding: $0, as: UTF8.self) } ?? "").split(separator: " ")
        .map(String.init)
    }
    var method: String { line.first ?? "" }
    var target: String { line.count > 1 ? line[1] : "" }

    /// The bytes of a header's value without the space around them; nil when it is not there.
    func header(_ name: String) -> [UInt8]? {
      for line in lines.dropFirst() {
        guard let colon = line.firstIndex(of: 0x3A),
          String(decoding: line[..<colon], as: UTF8.self).lowercased() == name
        else { continue }
        var value = line[(colon + 1)...]
        while value.first == 0x20 || value.first == 0x09 { value.removeFirst() }
        while value.last == 0x20 || value.last == 0x09 { value.removeLast() }
        return Array(value)
      }
      return nil
    }
  }

  private struct State {
    var requests: [Request] = []
    var lastEnd: ContinuousClock.Instant?
    var main: RawServer?
    var other: RawServer?
    var tasks: [Task<Void, Never>] = []
    var isOver = false
    var sawClose = false
    var sawConnection = false
  }

  private let scenario: Scenario
  private let state = Shared(State())
  private let changed: AsyncStream<Void>.Continuation
  /// Yields when a request came.
  let changes: AsyncStream<Void>
  /// How long a request head may take.
  private static let headLimit = Duration.seconds(30)
  /// A request may have so many bytes.
  private static let requestLimit = 1 << 20

  init(_ scenario: Scenario) {
    self.scenario = scenario
    (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// - Throws: `Lack` when no certificate can be made.
  func start() async throws {
    var tls: TLSEnd?
    if scenario.hasCertificate {
      guard let certificate = await ScenarioCertificate.shared.serverEnd() else {
        throw Lack(reason: ScenarioCertificate.lack)
      }
      tls = certificate
    }
    let main = try await RawServer.start(tls: tls) { [self] in accept($0, isAtOther: false) }
    let other = try await RawServer.start { [self] in accept($0, isAtOther: true) }
    state.with {
      $0.main = main
      $0.other = other
    }
  }

  /// Why a scenario cannot be played.
  struct Lack: Error { let reason: String }

  /// What the client is told.
  var url: String {
    let origin =
      scenario.to?.replacing("{port}", with: String(state.current.main?.port ?? 0)) ?? origin
    return origin + scenario.path
  }
  var origin: String { "http://127.0.0.1:\(state.current.main?.port ?? 0)" }
  var otherOrigin: String { "http://127.0.0.1:\(state.current.other?.port ?? 0)" }
  var requests: [Request] { state.current.requests }
  /// Whether the client has closed the connection that it had to.
  var sawClose: Bool { state.current.sawClose }

  /// Whether the client has come at all, whatever it said.
  var sawConnection: Bool { state.current.sawConnection }

  private func accept(_ connection: RawConnection, isAtOther: Bool) {
    let task = Task { await serve(connection, isAtOther) }
    state.with {
      $0.tasks.append(task)
      $0.sawConnection = true
    }
  }

  /// Several requests may come on one connection, each after the answer to the one before.
  private func serve(_ connection: RawConnection, _ isAtOther: Bool) async {
    var bytes: [UInt8] = []
    while !state.current.isOver {
      while bytes.firstRange(of: [13, 10, 13, 10]) == nil {
        guard case .bytes(let more, _) = await connection.read(within: Self.headLimit),
          bytes.count < Self.requestLimit
        else { return await connection.close() }
        bytes += more
      }
      let request = bytes
      bytes = []
      let number = state.with { state in
        state.requests.append(
          Request(
            bytes: request, isAtOther: isAtOther, at: .now, previousEnd: state.lastEnd))
        return state.requests.count - 1
      }
      changed.yield()
      guard number < scenario.answers.count else {
        // The list is over: the way to end a client that goes on.
        await connection.send(Array("HTTP/1.1 204 No Content\r\n\r\n".utf8))
        continue
      }
      let isOpen = await perform(scenario.answers[number], on: connection)
      if !isOpen { return }
    }
  }

  /// - Returns: Whether the connection is still open.
  private func perform(_ steps: [Scenario.Step], on connection: RawConnection) async -> Bool {
    var trickle: Duration?
    for step in steps {
      if Task.isCancelled { return false }
      // Before it goes out: what the client does upon it cannot seem to come too soon.
      state.with { $0.lastEnd = .now }
      switch step {
      case .send(let bytes): await write(filled(bytes), trickle, connection)
      case .chunk(let bytes):
        let head = Array((String(bytes.count, radix: 16) + "\r\n").utf8)
        await write(head + bytes + [13, 10], trickle, connection)
      case .pause(let pause): try? await Task.sleep(for: pause)
      case .trickle(let pause): trickle = pause
      case .close:
        await end(connection)
        return false
      case .reset:
        await connection.reset()
        return false
      case .hold:
        while case .bytes = await connection.read(within: .seconds(120)) {}
        return false
      case .untilClosed:
        while case .bytes = await connection.read(within: .seconds(120)) {}
        if !Task.isCancelled { state.with { $0.sawClose = true } }
        return false
      case .away(let time):
        await state.current.main?.goAway()
        await end(connection)
        try? await Task.sleep(for: time)
        await state.current.main?.comeBack()
        return false
      }
    }
    return true
  }

  /// Closes so that what was sent still arrives.
  private func end(_ connection: RawConnection) async {
    await connection.finishSending()
    while case .bytes = await connection.read(within: .seconds(1)) {}
    await connection.close()
  }

  private func write(
    _ bytes: [UInt8], _ trickle: Duration?, _ connection: RawConnection
  ) async {
    guard let trickle else {
      await connection.send(bytes)
      return
    }
    for byte in bytes {
      guard await connection.send([byte]) else { return }
      try? await Task.sleep(for: trickle)
    }
  }

  /// Puts the origins in the places of their names.
  private func filled(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(0x7B) else { return bytes }
    var text = bytes
    for (name, value) in [
      ("{origin}", origin), ("{other}", otherOrigin),
      ("{other-host}", String(otherOrigin.dropFirst(7))),
    ] {
      while let place = text.firstRange(of: Array(name.utf8)) {
        text.replaceSubrange(place, with: Array(value.utf8))
      }
    }
    return text
  }

  func stop() async {
    let (tasks, main, other) = state.with { state in
      state.isOver = true
      return (state.tasks, state.main, state.other)
    }
    for task in tasks { task.cancel() }
    await main?.stop()
    await other?.stop()
    changed.finish()
  }
}
