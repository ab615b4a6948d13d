internal import EventStream
internal import Observations
internal import Terminal

/// The server's side.
extension ExchangeLog {
  mutating func addServer(_ observation: Observation, raw: [WireReader.Line]?) {
    guard followed.includes(observation, in: streams) else { return }
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

  private mutating func write(_ bytes: [UInt8], at time: Duration, isShown: Bool) {
    for line in lines.consume(bytes) {
      count(line, at: time)
      if isShown { show(line) }
    }
  }

  private mutating func show(_ line: EventStreamLines.Line) {
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
  private mutating func count(_ line: EventStreamLines.Line, at time: Duration) {
    if line.isBlank && hasData { sent.add(at: time) }
    hasData = !line.isBlank && (hasData || line.field == .data)
  }

  private mutating func openBlock() -> Int {
    if let block { return block }
    append(Exchange())
    block = entries.count - 1
    return entries.count - 1
  }

  private mutating func finishBlock(_ index: Int) {
    block = nil
    let entry = entries[index]
    if entry.saysNothing, entry.left.count > 1, client?.readyState == .open {
      change(index) { $0.right.append(Row("no data, so no event", .faint)) }
    }
  }

  mutating func endBlock() {
    let tail = lines.finish()
    if let tail { show(tail) }
    if let block { change(block) { $0.cut(in: tail) } }
    block = nil
    hasData = false
  }
}

/// The client's side.
extension ExchangeLog {
  mutating func addClient(_ observation: Observation, raw: [WireReader.Line]?) {
    guard followed.includes(observation, in: streams) else { return }
    if case .event = observation.happening { received.add(at: observation.time) }
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
    case .lost, .failed, .closed, .ended:
      missBlock()
      miss(happening == .closed ? "the client had closed" : "lost on the way")
      note(right: rows, .end)
    default: note(right: rows)
    }
  }

  /// The client is gone while the server is in the middle of an event.
  private mutating func missBlock() {
    let hasBegun = block.map { entries[$0].hasBegunEvent } ?? false
    guard hasBegun || lines.partial?.beginsEvent == true else { return }
    change(openBlock()) { entry in
      entry.awaitsEvent = true
      entry.miss("")
    }
  }
}
