/// Runs visits over a server, one after the other: they share its stream.
public struct ServerRun: Sendable {
  let subject: ServerSubject
  let seed: UInt64
  /// The longest wait, where the subject is known to be quick.
  var longestWait: Duration?

  /// Makes a run.
  public init(_ subject: ServerSubject, seed: UInt64) {
    self.subject = subject
    self.seed = seed
  }

  /// Runs the checks and tells of each when it is done.
  public func run(
    _ checks: [Check], _ done: @escaping @Sendable (Outcome) async -> Void
  ) async -> [Outcome] {
    await SideBySide.run(checks, width: 1, verdict(on:), done)
  }

  func verdict(on check: Check) async -> Outcome.Verdict {
    guard case .visit(let visit) = check.body else {
      return .cannotRun("it is no check of a server")
    }
    if let reason = lacking(visit.needs) { return .cannotRun(reason) }
    do throws(SubjectProblem) {
      try await subject.life?.start()
    } catch {
      return .failed(Failure(error.description))
    }
    var random = Seeded(seed: seed, salt: check.id)
    let token = "t" + String(random.next() % 1_000_000_007, radix: 36)
    let visiting = Visiting(subject: subject, token: token, longestWait: longestWait)
    defer { Task { await visiting.leave() } }
    for step in visit.steps {
      if Task.isCancelled { return .cannotRun("it was stopped") }
      if let failure = await visiting.perform(step) {
        await visiting.leave()
        if failure.sentence.hasPrefix(Visiting.cannotRun) {
          return .cannotRun(String(failure.sentence.dropFirst(Visiting.cannotRun.count)))
        }
        return .failed(failure)
      }
    }
    await visiting.leave()
    return .passed
  }

  private func lacking(_ needs: Set<Visit.Need>) -> String? {
    for need in Visit.Need.allCases where needs.contains(need) {
      switch need {
      case .publish where subject.publisher == nil:
        return "it must publish events: say how with --publish URL"
      case .type where subject.publisher?.takesType != true:
        return "the publisher chooses no type: put {event} into --body"
      case .id where subject.publisher?.takesID != true:
        return "the publisher chooses no id: put {id} into --body"
      case .load where !subject.takesLoad:
        return "it means much load (hundreds of connections, megabytes): allow it with --load"
      case .start where subject.life == nil:
        return "it ends the server: let it be started with --start COMMAND"
      case .pid where subject.namedProcess == nil && subject.life == nil:
        return "it looks at the process of the server: name it with --pid"
      case .local where !subject.place.isLocal:
        return "it looks at the server's sockets, which must be on this machine"
      default: continue
      }
    }
    return nil
  }
}

/// One visit: its connections, and what they saw.
final class Visiting: Sendable {
  /// Begins the sentence of what is no failure.
  static let cannotRun = "cannot run: "

  let subject: ServerSubject
  let token: String
  let longestWait: Duration?
  private let readers = Shared<[String: StreamReader]>([:])
  private let doings = Shared<[String]>([])
  /// Where memory stood when the visit began.
  private let memory = Shared<Int?>(nil)

  init(subject: ServerSubject, token: String, longestWait: Duration? = nil) {
    self.subject = subject
    self.longestWait = longestWait
    self.token = token
    memory.with { $0 = subject.process.flatMap(ProcessLook.residentMegabytes) }
  }

  func leave() async {
    let all = readers.with { readers in
      defer { readers = [:] }
      return Array(readers.values)
    }
    for reader in all { await reader.connection.close() }
  }

  // MARK: Steps

  func perform(_ step: Visit.Step) async -> Failure? {
    switch step {
    case .ask(let request): await ask(request)
    case .head(let head): await expect(head)
    case .publish(let event, let isRefusable): await publish(event, isRefusable)
    case .publishMany(let prefix, let from, let count, let size):
      await publishMany(prefix, from, count, size)
    case .event(let name, let type, let data, let id, let limit):
      await expectEvent(name, type, data, id, limit)
    case .numbered(let name, let prefix, let from, let to, let limit):
      await expectNumbered(name, prefix, from, to, limit)
    case .quiet(let name, let prefix, let time): await expectQuiet(name, prefix, time)
    case .unforged(let name, let type, let data, let id):
      await expectUnforged(name, type, data, id)
    case .idsDiffer(let name): await expectDifferentIDs(name)
    case .bytes(let name, let isNew, let limit): await expectBytes(name, isNew, limit)
    case .wire(let name, let rule): await expect(rule, name)
    case .noBody(let name, let time): await expectNoBody(name, time)
    case .close(let name): await close(name)
    case .pause(let time): await pause(time)
    case .readers(let prefix, let count): await open(prefix, count)
    case .ended(let name, let limit, let isClean): await expectEnd(name, limit, isClean)
    case .terminate: await terminate()
    case .gone(let limit): await expectGone(limit)
    case .left(let name, let limit): await expectLeft(name, limit)
    case .memory(let limit): expectMemory(limit)
    case .race(let prefix, let count, let returns): await race(prefix, count, returns)
    case .spread(let name, let count, let least): expectSpread(name, count, least)
    }
  }

  private func note(_ text: String) { doings.with { $0.append(text) } }

  private func failed(_ sentence: String, came: [String], wanted: [String]) -> Failure {
    Failure(sentence, sent: doings.current, came: came, wanted: wanted)
  }

  private func filled(_ text: String) -> String {
    text.replacing("{token}", with: token).replacing("{host}", with: subject.place.authority)
      .replacing("{path}", with: subject.place.target)
  }

  private func filled(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(0x7B) else { return bytes }
    return Array(filled(String(decoding: bytes, as: UTF8.self)).utf8)
  }

  func reader(_ name: String) -> StreamReader? { readers.current[name] }

  // MARK: Asking

  private func ask(_ request: Visit.Request) async -> Failure? {
    var lines = ["\(request.method) \(subject.place.target) HTTP/\(request.version)"]
    lines.append("Host: \(subject.place.authority)")
    if !request.headers.contains(where: { $0.lowercased().hasPrefix("accept:") }) {
      lines.append("Accept: text/event-stream")
    }
    lines += request.headers.map(filled)
    if let name = request.resumes {
      guard let id = reader(name)?.lastEventID, !id.isEmpty else {
        return failed(
          "the events have no id to resume from", came: ["no id"], wanted: ["an id with each event"]
        )
      }
      lines.append("Last-Event-ID: \(id)")
    }
    let bytes =
      request.raw.map(filled) ?? Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    note(Spelling.excerpt(bytes))
    let reader: StreamReader
    if request.isFurther, let standing = self.reader(request.name) {
      // The body of the answer before comes first.
      let deadline = ContinuousClock.now + .seconds(1)
      while standing.head != nil, !standing.isComplete {
        guard await standing.read(until: deadline) else { break }
      }
      standing.expectAnother(isHead: request.method == "HEAD")
      reader = standing
    } else {
      guard
        let connection = try? await RawConnection.connect(
          host: subject.place.host, port: subject.place.port, reads: request.reads)
      else {
        return failed(
          "nobody answers at \(subject.place.authority)", came: ["connection refused"],
          wanted: ["a connection"])
      }
      reader = StreamReader(
        name: request.name, connection: connection, isHead: request.method == "HEAD")
      readers.with { $0[request.name] = reader }
    }
    if let trickle = request.trickle {
      for byte in bytes {
        await reader.connection.send([byte])
        try? await Task.sleep(for: trickle)
      }
    } else {
      await reader.connection.send(bytes)
    }
    guard request.awaitsHead, request.reads else { return nil }
    return await expect(
      Visit.Head(
        name: request.name, within: .seconds(5), statuses: [200], has: [], without: []))
  }

  private func open(_ prefix: String, _ count: Int) async -> Failure? {
    for number in 1...max(count, 1) {
      var request = Visit.Request(name: "\(prefix)\(number)")
      request.awaitsHead = false
      if let failure = await ask(request) { return failure }
    }
    for number in 1...max(count, 1) {
      let head = Visit.Head(
        name: "\(prefix)\(number)", within: .seconds(10), statuses: [200], has: [], without: [])
      if let failure = await expect(head) { return failure }
    }
    return nil
  }

  private func expect(_ wanted: Visit.Head) async -> Failure? {
    guard let reader = reader(wanted.name) else { return nil }
    guard let head = await reader.waitForHead(until: .now + wanted.within) else {
      return failed(
        reader.problem
          ?? (reader.hasEnded
            ? "the connection was closed without an answer"
            : "no head came within \(wanted.within.inSeconds)"),
        came: reader.wire.isEmpty ? ["nothing"] : [Spelling.excerpt(reader.wire)],
        wanted: ["the head of an answer"])
    }
    let lines = [head.line] + head.headers.map { "\($0.name): \($0.value)" }
    if !wanted.statuses.isEmpty, !wanted.statuses.contains(head.status) {
      return failed(
        "the status is \(head.status)", came: lines,
        wanted: [wanted.statuses.map(String.init).joined(separator: " or ")])
    }
    for (name, values) in wanted.has {
      let value = head.values(name).joined(separator: ", ")
      guard !values.contains(where: { value.lowercased().contains($0) }) else { continue }
      return failed(
        value.isEmpty ? "there is no \(name)" : "\(name) is another", came: lines,
        wanted: ["\(name): \(values.joined(separator: " or "))"])
    }
    for unwanted in wanted.without {
      let parts = unwanted.split(separator: "=", maxSplits: 1).map(String.init)
      let values = head.values(parts[0]).map { $0.lowercased() }
      let isThere =
        parts.count == 1
        ? !values.isEmpty : values.contains { $0.contains(parts[1]) }
      if isThere {
        return failed(
          "\(parts[0]) must not be there\(parts.count == 1 ? "" : " so")", came: lines,
          wanted: ["no \(unwanted.replacing("=", with: ": "))"])
      }
    }
    return nil
  }

  // MARK: Publishing

  private func publish(_ event: Visit.Publication, _ isRefusable: Bool) async -> Failure? {
    guard let publisher = subject.publisher else { return nil }
    let filled = Visit.Publication(
      type: event.type.map(filled), data: event.data.map(filled), id: event.id.map(filled))
    note(
      "POST \(publisher.place.target) \(Spelling.excerpt(publisher.filled(filled)))")
    let status = await publisher.publish(filled)
    guard let status else {
      return failed("the publisher does not answer", came: ["nothing"], wanted: ["2xx"])
    }
    if (200..<300).contains(status) || isRefusable && (400..<500).contains(status) { return nil }
    return failed(
      "the publisher answers \(status)", came: ["\(status)"],
      wanted: [isRefusable ? "2xx, or 4xx to refuse it" : "2xx"])
  }

  private func publishMany(_ prefix: String, _ from: Int, _ count: Int, _ size: Int) async
    -> Failure?
  {
    let padding = String(repeating: "x", count: size)
    for number in from..<(from + count) {
      let event = Visit.Publication(data: "\(prefix)\(number)\(padding)")
      if let failure = await publish(event, false) { return failure }
    }
    return nil
  }

  // MARK: Events

  /// What came of the events of this visit.
  private func lines(_ reader: StreamReader) -> [String] {
    let events = reader.seen.suffix(8).map { Spelling.line($0) }
    return events.isEmpty ? ["no event", Spelling.excerpt(reader.body)] : Array(events)
  }

  private func expectEvent(
    _ name: String, _ type: String?, _ data: String, _ id: String?, _ limit: Duration
  ) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    let wanted = filled(data)
    let deadline = ContinuousClock.now + limit
    while let event = await reader.nextEvent(until: deadline) {
      guard event.data.utf8.elementsEqual(wanted.utf8) else { continue }
      if let type, type != event.type {
        return failed(
          "the type is another", came: [Spelling.line(event)],
          wanted: [Spelling.line(Event(type: type, data: wanted, id: event.id))])
      }
      if let id, !filled(id).utf8.elementsEqual(event.id.utf8) {
        return failed(
          "the id is another", came: [Spelling.line(event)],
          wanted: [Spelling.line(Event(type: event.type, data: wanted, id: filled(id)))])
      }
      return nil
    }
    return failed(
      "the event did not come within \(limit.inSeconds)", came: lines(reader),
      wanted: [Spelling.line(Event(type: type ?? "message", data: wanted, id: id ?? "…"))])
  }

  private func expectNumbered(
    _ name: String, _ prefix: String, _ from: Int, _ to: Int, _ limit: Duration
  ) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    let start = filled(prefix)
    var came: [Int] = []
    let deadline = ContinuousClock.now + limit
    while came.last != to, came.count < 2 * (to - from + 2) {
      guard let event = await reader.nextEvent(until: deadline) else { break }
      guard event.data.hasPrefix(start) else { continue }
      let digits = event.data.dropFirst(start.count).prefix { $0.isNumber }
      if let number = Int(digits) { came.append(number) }
    }
    guard came != Array(from...to) else { return nil }
    let sentence =
      Set(came).count < came.count
      ? "an event came twice"
      : came.count < to - from + 1
        ? "\(to - from + 1 - came.count) events are missing"
        : "the order is another"
    return failed(
      sentence, came: [came.map(String.init).joined(separator: " ")],
      wanted: ["\(from) to \(to), each once and in this order"])
  }

  private func expectQuiet(_ name: String, _ prefix: String, _ time: Duration) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    let start = filled(prefix)
    let deadline = ContinuousClock.now + time
    while let event = await reader.nextEvent(until: deadline) {
      guard event.data.hasPrefix(start) else { continue }
      return failed(
        "an event came that must not come", came: [Spelling.line(event)], wanted: ["no event"])
    }
    return nil
  }

  private func expectUnforged(
    _ name: String, _ type: String?, _ data: String?, _ id: String?
  ) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    let end = "\(token)-end"
    if let failure = await publish(Visit.Publication(data: end), false) { return failure }
    let deadline = ContinuousClock.now + .seconds(4)
    var came: [Event] = []
    while let event = await reader.nextEvent(until: deadline) {
      came.append(event)
      if event.data == end { break }
    }
    guard came.last?.data == end else {
      return failed(
        "the stream broke: the event after it did not come", came: lines(reader),
        wanted: [Spelling.line(Event(data: end))])
    }
    let forged = came.first { event in
      type.map { event.type == $0 } ?? false
        || data.map { filled($0).utf8.elementsEqual(event.data.utf8) } ?? false
        || id.map { filled($0).utf8.elementsEqual(event.id.utf8) } ?? false
    }
    guard let forged else { return nil }
    return failed(
      "what was published became a field of its own", came: [Spelling.line(forged)],
      wanted: ["a refusal, or an event in which it stands as text"])
  }

  private func expectDifferentIDs(_ name: String) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    let events = reader.seen.filter { $0.data.hasPrefix(token) }
    let ids = events.map(\.id)
    if ids.contains("") || ids.isEmpty {
      return failed(
        "an event has no id", came: events.map { Spelling.line($0) },
        wanted: ["an id with each event"])
    }
    guard Set(ids).count < ids.count else { return nil }
    return failed(
      "two events have one id", came: events.map { Spelling.line($0) },
      wanted: ["an id for each event"])
  }

  // MARK: Bytes

  private func expectBytes(_ name: String, _ isNew: Bool, _ limit: Duration) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    while isNew, await reader.read(until: .now) {}
    let before = isNew ? reader.body.count : 0
    let deadline = ContinuousClock.now + shortened(limit)
    while reader.body.count == before {
      guard await reader.read(until: deadline) else {
        return failed(
          "no byte of the body came within \(limit.inSeconds)",
          came: [Spelling.excerpt(reader.body)], wanted: ["a comment, or an event"])
      }
    }
    return nil
  }

  private func expect(_ rule: Visit.WireRule, _ name: String) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    if rule == .notChunked {
      guard reader.framing == .chunked else { return nil }
      return failed(
        "the answer to HTTP/1.0 is chunked", came: [Spelling.excerpt(reader.wire)],
        wanted: ["no chunks, the end by closing"])
    }
    let lines = reader.body.split { $0 == 10 || $0 == 13 }.map {
      String(decoding: $0, as: UTF8.self)
    }
    // The last line may not be whole.
    for line in lines.dropLast() {
      let field = String(line.prefix { $0 != ":" })
      let value = line.dropFirst(field.count + 1).drop { $0 == " " }
      if rule == .knownFields, !line.hasPrefix(":"),
        !["data", "event", "id", "retry"].contains(field)
      {
        return failed(
          "a line is no field that a client knows", came: [Spelling.quoted(line.utf8)],
          wanted: ["data, event, id, retry, or a comment"])
      }
      if rule == .retryIsNumber, field == "retry",
        value.isEmpty || !value.utf8.allSatisfy({ (0x30...0x39).contains($0) })
      {
        return failed(
          "retry is no number", came: [Spelling.quoted(line.utf8)],
          wanted: ["digits alone: milliseconds"])
      }
    }
    return nil
  }

  private func expectNoBody(_ name: String, _ time: Duration) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    let deadline = ContinuousClock.now + time
    while await reader.read(until: deadline) {}
    let head = reader.wire.firstRange(of: [13, 10, 13, 10])?.upperBound ?? reader.wire.count
    guard reader.wire.count > head else { return nil }
    return failed(
      "a body came", came: [Spelling.excerpt(Array(reader.wire[head...]))],
      wanted: ["the head alone"])
  }

  // MARK: Ends

  private func close(_ name: String) async -> Failure? {
    note("(\(name) leaves)")
    await reader(name)?.connection.close()
    return nil
  }

  private func pause(_ time: Duration) async -> Failure? {
    try? await Task.sleep(for: time)
    return nil
  }

  private func expectEnd(_ name: String, _ limit: Duration, _ isClean: Bool) async -> Failure? {
    guard let reader = reader(name) else { return nil }
    let deadline = ContinuousClock.now + shortened(limit)
    while await reader.read(until: deadline) {}
    guard reader.hasEnded else {
      return failed(
        "the connection is still open after \(limit.inSeconds)",
        came: [Spelling.excerpt(reader.wire)],
        wanted: ["its end"])
    }
    guard isClean, reader.wasReset || reader.framing == .chunked && !reader.isComplete else {
      return nil
    }
    return failed(
      reader.wasReset ? "the connection was reset" : "the last chunk is missing",
      came: ["… " + Spelling.quoted(reader.wire.suffix(Spelling.window))],
      wanted: ["an end in good order: the last chunk"])
  }

  private func terminate() async -> Failure? {
    note("(SIGTERM)")
    await subject.life?.terminate()
    return nil
  }

  /// Waits of many seconds, for a subject that is known to be quick.
  private func shortened(_ limit: Duration) -> Duration {
    guard let longestWait, limit >= .seconds(10) else { return limit }
    return longestWait
  }

  private func expectGone(_ limit: Duration) async -> Failure? {
    let deadline = ContinuousClock.now + shortened(limit)
    while ContinuousClock.now < deadline {
      if await subject.life?.hasEnded() ?? true { return nil }
      try? await Task.sleep(for: .milliseconds(20))
    }
    await subject.life?.kill()
    return failed(
      "the server still runs \(limit.inSeconds) after SIGTERM", came: ["it had to be killed"],
      wanted: ["its end within \(limit.inSeconds)"])
  }

  /// Whether the server has closed its side of a connection that its client has left: as long as it
  /// has not, the kernel shows the socket as CLOSE_WAIT.
  private func expectLeft(_ name: String, _ limit: Duration) async -> Failure? {
    guard let port = reader(name)?.connection.localPort else { return nil }
    note("(\(name) leaves)")
    await reader(name)?.connection.close()
    let deadline = ContinuousClock.now + shortened(limit)
    while ContinuousClock.now < deadline {
      switch ProcessLook.isHeld(from: subject.place.port, to: port) {
      case nil: return failed(Self.cannotRun + "the system shows no sockets", came: [], wanted: [])
      case false?: return nil
      case true?: try? await Task.sleep(for: .milliseconds(50))
      }
    }
    return failed(
      "the server holds the connection \(limit.inSeconds) after its client left",
      came: ["a socket in CLOSE_WAIT"], wanted: ["the connection closed at its side, too"])
  }

  private func expectMemory(_ limit: Int) -> Failure? {
    guard let process = subject.process, let before = memory.current,
      let now = ProcessLook.residentMegabytes(process)
    else {
      return failed(
        Self.cannotRun + "the memory of the process cannot be seen", came: [], wanted: [])
    }
    guard now - before > limit else { return nil }
    return failed(
      "the process grew by \(now - before) MB", came: ["\(before) MB before, \(now) MB now"],
      wanted: ["\(limit) MB more at most"])
  }

  // MARK: Many at once

  /// Publishes events while a reader leaves and comes back, and wants each once and in order.
  private func race(_ prefix: String, _ count: Int, _ returns: Int) async -> Failure? {
    let publishing = Task { await publishMany(prefix, 1, count, 0) }
    let start = filled(prefix)
    var came: [Int] = []
    var name = "r0"
    var request = Visit.Request(name: name)
    let deadline = ContinuousClock.now + .seconds(20)
    var round = 0
    while came.last != count, ContinuousClock.now < deadline {
      if let failure = await ask(request) {
        publishing.cancel()
        return failure
      }
      guard let reader = reader(name) else { break }
      let wanted = round < returns ? (came.last ?? 0) + max(1, count / (returns + 1)) : count
      while (came.last ?? 0) < min(wanted, count) {
        guard let event = await reader.nextEvent(until: deadline) else { break }
        guard event.data.hasPrefix(start), let number = Int(event.data.dropFirst(start.count))
        else {
          continue
        }
        came.append(number)
      }
      await reader.connection.close()
      if came.last == count { break }
      round += 1
      request = Visit.Request(name: "r\(round)")
      request.resumes = name
      name = "r\(round)"
    }
    if let failure = await publishing.value { return failure }
    // The first ones may have been published before the first connection stood.
    let first = came.first ?? 1
    guard came != Array(first...count) else { return nil }
    let sentence =
      Set(came).count < came.count ? "an event came twice" : "an event is missing or out of order"
    return failed(
      sentence, came: [came.map(String.init).joined(separator: " ")],
      wanted: ["\(first) to \(count), each once and in this order, over \(returns) returns"])
  }

  private func expectSpread(_ name: String, _ count: Int, _ least: Int) -> Failure? {
    let times = (1...max(count, 1)).compactMap { reader("\(name)\($0)")?.retries.last }
    guard Set(times).count < least else { return nil }
    return failed(
      "the clients are told to come back together",
      came: times.isEmpty
        ? ["no retry"] : ["retry: " + times.map(String.init).joined(separator: ", ")],
      wanted: ["\(least) different times, or more"])
  }
}
