internal import EventStream
internal import Observations
internal import Terminal

/// How both sides stand.
extension ExchangeLog {
  /// Takes note of how a side stands now.
  ///
  /// - Returns: Whether it is the client or the connection that the panes follow.
  @discardableResult
  mutating func track(_ observation: Observation) -> Bool {
    guard observation.side == .client else {
      trackServer(observation)
      return observation.source == 0 || link.follows(Endpoint(observation))
    }
    if case .connecting = observation.happening { link.connecting(observation.source) }
    guard link.follows(client: observation.source) else { return false }
    trackClient(observation)
    return true
  }
}

/// The server's side.
extension ExchangeLog {
  mutating func addServer(_ observation: Observation, raw: [WireReader.Line]?) {
    guard track(observation) else { return }
    if let raw { note(raw: raw, isServer: true) }
    let isRaw = raw != nil && wires.knows(Endpoint(observation))
    let rows = Wording.rows(for: observation.happening)
    switch observation.happening {
    case .received, .sent, .accepted: break
    case .wrote(let bytes): write(bytes, at: observation.time, isShown: !isRaw)
    case .ended:
      endBlock()
      note(left: rows, .end)
    case .request: if !isRaw { note(left: rows, .connect) }
    case .response: if !isRaw { note(left: rows, .open) }
    default: note(left: rows)
    }
  }

  fileprivate mutating func trackServer(_ observation: Observation) {
    switch observation.happening {
    case .serverStarted:
      server.hasStopped = false
      server.faults = [:]
    case .serverStopped:
      server.hasStopped = true
      server.streams = []
    case .accepted:
      // The client is on another connection now; whatever the old one had begun stays unfinished.
      if link.accepted(Endpoint(observation)) { endBlock() }
    case .response: server.streams.insert(Endpoint(observation))
    case .ended: server.streams.remove(Endpoint(observation))
    case .fault(let kind, let channel, _):
      if channel == nil { server.faults = [:] }
      server.faults[channel ?? ""] = kind == "none" ? nil : kind
    default: break
    }
  }

  private mutating func write(_ bytes: [UInt8], at time: Duration, isShown: Bool) {
    for line in lines.append(bytes) {
      count(line, at: time)
      if isShown { show(line) }
    }
  }

  private mutating func show(_ line: StreamLines.Line) {
    let index = openBlock()
    change(index) { if line.isBlank { $0.finish(line) } else { $0.add(line) } }
    if line.isBlank {
      finishBlock(index)
    } else if line.standsAlone, !entries[index].hasBegunEvent {
      // Nothing waits for a blank line here, and the next comment is another exchange.
      block = nil
    }
  }

  /// A block with data is an event, shown or not.
  private mutating func count(_ line: StreamLines.Line, at time: Duration) {
    if line.isBlank && hasData { server.events.add(at: time) }
    hasData = !line.isBlank && (hasData || line.isData)
  }

  fileprivate mutating func openBlock() -> Int {
    if let block { return block }
    append(Exchange())
    block = entries.count - 1
    return entries.count - 1
  }

  private mutating func finishBlock(_ index: Int) {
    block = nil
    let entry = entries[index]
    if entry.saysNothing, entry.left.count > 1, client.state == .open {
      change(index) { $0.right.append(Row("no data, so no event", .faint)) }
    }
  }

  private mutating func endBlock() {
    let tail = lines.flush()
    if let tail { show(tail) }
    if let block { change(block) { $0.cut(in: tail) } }
    block = nil
    hasData = false
  }
}

/// The client's side.
extension ExchangeLog {
  mutating func addClient(_ observation: Observation, raw: [WireReader.Line]?) {
    guard track(observation) else { return }
    if let raw { note(raw: raw, isServer: false) }
    if !answerBlock(observation.happening) { noteClient(observation.happening) }
  }

  /// What the client made of a block goes beside the block.
  private mutating func answerBlock(_ happening: Happening) -> Bool {
    let rows = Wording.rows(for: happening)
    switch happening {
    case .event(let event):
      let below = Wording.event(event, below: true)
      answer(below, where: \.awaitsEvent, fits: { $0.fits(event) }) { $0.dispatch() }
    case .comment: answer(rows, where: { $0.awaitedComments > 0 }) { $0.awaitedComments -= 1 }
    case .reconnectionTime:
      answer(rows, where: { $0.awaitedRetries > 0 }) { $0.awaitedRetries -= 1 }
    default: return false
    }
    return true
  }

  private mutating func noteClient(_ happening: Happening) {
    let rows = Wording.rows(for: happening)
    switch happening {
    case .received, .sent: break
    case .connecting: note(right: rows, .connect)
    case .open: note(right: rows, .open)
    case .lost, .failed, .closed:
      missBlock()
      miss(happening == .closed ? "the client had closed" : "lost on the way")
      note(right: rows, .end)
    default: note(right: rows)
    }
  }

  /// The client is gone while the server is in the middle of an event.
  private mutating func missBlock() {
    let hasBegun = block.map { entries[$0].hasBegunEvent } ?? false
    guard hasBegun || lines.partialLine?.beginsEvent == true else { return }
    change(openBlock()) { entry in
      entry.awaitsEvent = true
      entry.miss("")
    }
  }

  fileprivate mutating func trackClient(_ observation: Observation) {
    switch observation.happening {
    case .connecting: (client.state, client.retryAt) = (.connecting, nil)
    case .open: (client.state, client.retryAt) = (.open, nil)
    case .lost(_, let wait):
      (client.state, client.retryAt) = (.connecting, observation.time + .milliseconds(wait))
    case .failed: (client.state, client.retryAt) = (.failed, nil)
    case .closed: (client.state, client.retryAt) = (.closed, nil)
    case .event:
      client.events.add(at: observation.time)
    default: break
    }
  }
}
