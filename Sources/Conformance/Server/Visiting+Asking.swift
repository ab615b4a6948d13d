/// What is asked, and the head that answers.
extension Visiting {
  func ask(_ request: Visit.Request) async -> Failure? {
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
        name: request.name, connection: connection, isHead: request.method == "HEAD",
        drains: request.drains.map(filled))
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

  func open(_ prefix: String, _ count: Int) async -> Failure? {
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

  func expect(_ wanted: Visit.Head) async -> Failure? {
    guard let reader = reader(wanted.name) else { return nil }
    guard let head = await reader.waitForHead(until: .now + wanted.within) else {
      if !reader.hasEnded, reader.problem == nil { sawSilence.with { $0 = true } }
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
}
