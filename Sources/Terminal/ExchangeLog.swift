internal import EventStream
internal import Observations

/// What the panes know: the exchanges of the stream that is followed, and the state of both sides.
struct ExchangeLog: Sendable {
  /// The server's side of the title.
  struct Server: Sendable {
    var url = ""
    var streams: Set<Int> = []
    var events = RateMeter()
    var fault = ""
  }

  /// The client's side of the title.
  struct Client: Sendable {
    enum State: Sendable { case none, connecting, open, closed, failed }
    var state = State.none
    var events = RateMeter()
    var lastEventID = ""
    var retryAt: Duration?
    var others = 0
  }

  private(set) var entries: [Exchange] = []
  private(set) var dropped = 0
  var server = Server()
  var client = Client()

  private var lines = StreamLines()
  private var link = StreamLink()
  /// Whether the last entry is a block that still grows.
  private var isInBlock = false
  /// The first entry that may await something of the client, counted with the dropped ones.
  private var awaiting = 0

  mutating func add(_ observation: Observation, wire: Bool) {
    switch observation.side {
    case .server, .todo: addServer(observation, wire: wire)
    case .client: addClient(observation, wire: wire)
    case .lab, .learner: break
    }
  }

  // MARK: The server

  private mutating func addServer(_ observation: Observation, wire: Bool) {
    let source = observation.source
    switch observation.happening {
    case .serverStarted(let url): server.url = url
    case .serverStopped:
      server.url = ""
      server.streams = []
    case .accepted:
      link.accepted(source)
      return
    case .response: server.streams.insert(source)
    case .ended: server.streams.remove(source)
    case .fault(let kind): server.fault = kind == "none" ? "" : kind
    default: break
    }
    guard source == 0 || link.follows(server: source) else { return }
    switch observation.happening {
    case .wrote(let bytes): if !wire { write(bytes, at: observation.time) }
    case .received(let bytes): if wire { note(left: WireRows.rows(bytes, direction: "<")) }
    case .sent(let bytes): if wire { note(left: WireRows.rows(bytes, direction: ">")) }
    case .ended:
      endBlock()
      note(left: Wording.rows(for: observation.happening), .end)
    case .request: note(left: Wording.rows(for: observation.happening), .connect)
    case .response: note(left: Wording.rows(for: observation.happening), .open)
    default: note(left: Wording.rows(for: observation.happening))
    }
  }

  private mutating func write(_ bytes: [UInt8], at time: Duration) {
    for line in lines.append(bytes) {
      if !isInBlock {
        append(Exchange())
        isInBlock = true
      }
      let last = entries.count - 1
      if line.text.isEmpty && !line.end.isEmpty {
        entries[last].left.append(Row("⏎", .faint))
        entries[last].isWhole = true
        if entries[last].awaitsEvent { server.events.add(at: time) }
        isInBlock = false
      } else {
        entries[last].add(line)
      }
    }
  }

  private mutating func endBlock() {
    if let tail = lines.flush() {
      if !isInBlock { append(Exchange()) }
      isInBlock = true
      entries[entries.count - 1].add(tail)
    }
    if isInBlock { entries[entries.count - 1].cut() }
    isInBlock = false
  }

  // MARK: The client

  private mutating func addClient(_ observation: Observation, wire: Bool) {
    let happening = observation.happening
    if case .connecting = happening { link.connecting(observation.source) }
    guard link.follows(client: observation.source) else { return }
    track(observation)
    let rows = Wording.rows(for: happening)
    switch happening {
    case .event:
      answer(rows) {
        $0.awaitsEvent
      } taking: {
        $0.awaitsEvent = false
      }
    case .comment:
      answer(rows) {
        $0.awaitedComments > 0
      } taking: {
        $0.awaitedComments -= 1
      }
    case .reconnectionTime:
      answer(rows) {
        $0.awaitedRetries > 0
      } taking: {
        $0.awaitedRetries -= 1
      }
    case .received(let bytes): if wire { note(right: WireRows.rows(bytes, direction: "<")) }
    case .sent(let bytes): if wire { note(right: WireRows.rows(bytes, direction: ">")) }
    case .connecting: note(right: rows, .connect)
    case .open: note(right: rows, .open)
    case .lost, .failed, .closed:
      miss()
      note(right: rows, .end)
    default: note(right: rows)
    }
  }

  private mutating func track(_ observation: Observation) {
    switch observation.happening {
    case .connecting: (client.state, client.retryAt) = (.connecting, nil)
    case .open: (client.state, client.retryAt) = (.open, nil)
    case .lost(_, let wait):
      (client.state, client.retryAt) = (.connecting, observation.time + .milliseconds(wait))
    case .failed: (client.state, client.retryAt) = (.failed, nil)
    case .closed: (client.state, client.retryAt) = (.closed, nil)
    case .event(let event):
      client.events.add(at: observation.time)
      client.lastEventID = event.lastEventID
    default: break
    }
  }

  // MARK: Entries

  /// Puts a notice beside the other side's notice of the same topic, or in a row of its own.
  private mutating func note(left: [Row] = [], right: [Row] = [], _ topic: Exchange.Topic = .other)
  {
    if left.isEmpty && right.isEmpty { return }
    if topic != .other, let index = entries.lastIndex(where: { $0.topic == topic }),
      index >= entries.count - 8,
      left.isEmpty ? entries[index].right.isEmpty : entries[index].left.isEmpty
    {
      entries[index].left += left
      entries[index].right += right
    } else {
      append(Exchange(left: left, right: right, topic: topic))
    }
  }

  /// Puts what the client made of a block beside the oldest block that awaits it.
  private mutating func answer(
    _ rows: [Row], where awaits: (Exchange) -> Bool, taking take: (inout Exchange) -> Void
  ) {
    let from = max(0, awaiting - dropped)
    guard let index = entries[from...].firstIndex(where: awaits) else {
      return note(right: rows)
    }
    take(&entries[index])
    entries[index].right += rows
  }

  private mutating func miss() {
    for index in max(0, awaiting - dropped)..<entries.count { entries[index].miss() }
    awaiting = dropped + entries.count
  }

  private mutating func append(_ entry: Exchange) {
    entries.append(entry)
    // Half of it at a time, so that letting go costs little.
    if entries.count > PanesLayout.entryLimit * 2 {
      dropped += entries.count - PanesLayout.entryLimit
      entries.removeFirst(entries.count - PanesLayout.entryLimit)
    }
  }
}
