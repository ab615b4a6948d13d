/// How connections, and the server, end.
extension Visiting {
  func close(_ name: String) async -> Failure? {
    note("(\(name) leaves)")
    await reader(name)?.connection.close()
    return nil
  }

  func pause(_ time: Duration) async -> Failure? {
    try? await Task.sleep(for: time)
    return nil
  }

  func expectEnd(_ name: String, _ limit: Duration, _ isClean: Bool) async -> Failure? {
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

  func terminate() async -> Failure? {
    note("(SIGTERM)")
    await subject.life?.terminate()
    return nil
  }

  func expectGone(_ limit: Duration) async -> Failure? {
    let deadline = ContinuousClock.now + shortened(limit)
    while ContinuousClock.now < deadline, !Task.isCancelled {
      if await subject.life?.hasEnded() ?? true { return nil }
      try? await Task.sleep(for: .milliseconds(20))
    }
    await subject.life?.kill()
    return failed(
      "the server still runs \(limit.inSeconds) after SIGTERM", came: ["it had to be killed"],
      wanted: ["its end within \(limit.inSeconds)"])
  }

  /// Whether the server has closed its side of a connection that its client has left.
  ///
  /// As long as it has not, the kernel shows the socket as CLOSE_WAIT, or ESTABLISHED. Of one that was
  /// written to meanwhile the kernel shows nothing any more, but its process still has a descriptor.
  func expectLeft(_ name: String, _ limit: Duration) async -> Failure? {
    guard let port = reader(name)?.connection.localPort else { return nil }
    note("(\(name) leaves)")
    let before = ProcessLook.socket(from: subject.place.port, to: port)
    let holder = before.flatMap(ProcessLook.holder)
    await reader(name)?.connection.close()
    let deadline = ContinuousClock.now + shortened(limit)
    var held = ""
    while ContinuousClock.now < deadline, !Task.isCancelled {
      let now = ProcessLook.socket(from: subject.place.port, to: port)
      if let now, now.isHeld {
        held = "a socket in \(now.state)"
      } else if let before, let holder, ProcessLook.has(holder, before) {
        held = "a descriptor of process \(holder) for a connection that is gone"
      } else {
        return nil
      }
      try? await Task.sleep(for: .milliseconds(50))
    }
    return failed(
      "the server holds the connection \(limit.inSeconds) after its client left",
      came: [held], wanted: ["the connection closed at its side, too"])
  }

  func expectMemory(_ limit: Int) -> Failure? {
    // That it can be seen at all was looked at before the first step.
    guard let process = subject.process, let before = memory.current,
      let now = ProcessLook.residentMegabytes(process)
    else {
      return failed(
        "the process is gone", came: ["no process"], wanted: ["\(limit) MB more at most"])
    }
    guard now - before > limit else { return nil }
    return failed(
      "the process grew by \(now - before) MB", came: ["\(before) MB before, \(now) MB now"],
      wanted: ["\(limit) MB more at most"])
  }
}
