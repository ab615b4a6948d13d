internal import EventStream
internal import Observations
internal import Terminal

/// What the panes know: the exchanges of the stream that is followed, and the state of both sides.
struct ExchangeLog: Sendable {
  /// A moment, to tell what has come since; what says nothing of the stream is left out.
  struct Moment: Sendable, Equatable {
    var sent = 0
    var received = 0
    var streams = 0
    var client: StreamsState.ReadyState?
  }

  private(set) var entries: [Exchange] = []
  private(set) var dropped = 0
  /// The first of those that have been dropped.
  private(set) var opening: [Exchange] = []
  /// How both sides stand.
  var streams = StreamsState()
  /// Which client and which connection of a server are followed.
  var followed = Followed()
  /// The events that the server has sent, and those that the client has received.
  var sent = RateMeter()
  var received = RateMeter()
  /// What the server has written of a line.
  var lines = EventStreamLines.forShowing
  var wires = WireReaders()
  /// Whether what the server has written since the last blank line holds data.
  var hasData = false
  /// The entry of the block that still grows, if there is one.
  var block: Int?
  /// The first entry that may await something of the client, counted with the dropped ones.
  private var awaiting = 0
  /// Whether what the client makes of a block is known to come in the order of the blocks.
  ///
  /// Not when something is missing: the next event may be that of a block which is missing, too.
  private(set) var isInStep = true

  mutating func add(_ observation: Observation, wire: Bool) {
    let raw = wires.lines(for: observation, isShown: wire)
    streams.take(observation)
    // The client is on another connection now; whatever the old one had begun stays unfinished.
    if followed.follow(streams, after: observation) { endBlock() }
    switch observation.side {
    case .server, .todo, .model: addServer(observation, raw: wire ? raw : nil)
    case .client: addClient(observation, raw: wire ? raw : nil)
    case .lab, .proxy, .engine: note(left: Wording.rows(for: observation.happening))
    // What a page hears stands in the text below the panes.
    case .browser, .learner: break
    }
  }

  /// The client that is followed; nil while there is none.
  var client: StreamsState.Client? { followed.client.flatMap { streams.clients[$0] } }

  /// This moment.
  var moment: Moment {
    Moment(
      sent: sent.count, received: received.count, streams: streams.answeredCount,
      client: client?.readyState)
  }

  // MARK: Entries

  /// Puts a notice beside the other side's notice of the same topic, or in a row of its own.
  mutating func note(
    left: [Row] = [], right: [Row] = [], _ topic: Exchange.Topic = .other, isHeader: Bool = false
  ) {
    if left.isEmpty && right.isEmpty { return }
    if topic != .other, let index = partner(of: topic, isLeft: !left.isEmpty) {
      entries[index].left += left
      entries[index].right += right
    } else {
      append(Exchange(left: left, right: right, topic: topic, isHeader: isHeader))
    }
  }

  /// Puts raw lines beside the same lines at the other end.
  mutating func note(raw lines: [WireReader.Line], isServer: Bool) {
    for line in lines {
      let isSent = line.row.spans.first?.text.hasPrefix(">") == true
      let text = line.row.spans.dropFirst().map(\.text).joined()
      let topic = Exchange.Topic.wire(text, down: isSent == isServer)
      let (left, right) = isServer ? ([line.row], []) : ([], [line.row])
      note(left: left, right: right, topic, isHeader: line.isHeader)
    }
  }

  /// The entry that shows what the other side said of this.
  private func partner(of topic: Exchange.Topic, isLeft: Bool) -> Int? {
    func isOurs(_ entry: Exchange) -> Bool { !(isLeft ? entry.left : entry.right).isEmpty }
    if case .wire = topic {
      // The oldest: raw lines arrive in order.
      let near = max(0, max(awaiting - dropped, entries.count - Self.wireReach))
      return entries[near...].firstIndex { $0.topic == topic && !isOurs($0) }
    }
    // The newest, and none above anything that this side has said since.
    return entries.suffix(Self.noticeReach).lastIndex { $0.topic == topic || isOurs($0) }
      .flatMap { isOurs(entries[$0]) ? nil : $0 }
  }

  /// How far back the partner of a raw line is looked for: what a socket holds is seldom more.
  private static let wireReach = 200
  /// How far back the partner of a notice is looked for.
  private static let noticeReach = 8

  /// Puts what the client made of a block beside the oldest block that awaits it.
  ///
  /// Where their order does not tell which that is, it is the oldest that surely `fits`.
  mutating func answer(
    _ rows: [Row], where awaits: (Exchange) -> Bool, fits: (Exchange) -> Bool = { _ in false },
    taking take: (inout Exchange) -> Void
  ) {
    let from = max(0, awaiting - dropped)
    let index = entries[from...].firstIndex { awaits($0) && (isInStep || fits($0)) }
    guard let index else { return note(right: rows) }
    isInStep = true
    take(&entries[index])
    entries[index].right += rows
    // A client reads in order: blocks before this one await nothing any more.
    awaiting = max(awaiting, dropped + index)
  }

  /// The client is done with the connection: what it has not reported by now never comes.
  mutating func miss(_ reason: String) {
    if isInStep {
      for index in max(0, awaiting - dropped)..<entries.count { entries[index].miss(reason) }
    }
    awaiting = dropped + entries.count
    isInStep = true
  }

  mutating func append(_ entry: Exchange) {
    entries.append(entry)
    // Half of it at a time, so that letting go costs little.
    if entries.count > PanesLayout.entryLimit * 2 {
      let count = entries.count - PanesLayout.entryLimit
      if opening.isEmpty { opening = Array(entries.prefix(PanesLayout.firstRows)) }
      entries.removeFirst(count)
      dropped += count
      block = block.map { $0 - count }.flatMap { $0 < 0 ? nil : $0 }
    }
  }

  /// Changes the entry at an index that is known to exist.
  mutating func change(_ index: Int, _ body: (inout Exchange) -> Void) {
    if entries.indices.contains(index) { body(&entries[index]) }
  }

  /// Goes on after observations that the journal has let go.
  mutating func skip(_ slice: JournalSlice) {
    (lines, wires, followed, block, hasData) = (.forShowing, WireReaders(), Followed(), nil, false)
    (sent, received) = (sent.lacking, received.lacking)
    streams.skip(slice)
    followed.client = streams.newestClient
    _ = followed.follow(streams)
    note(left: [Wording.missing(slice.missing)])
    awaiting = dropped + entries.count
    isInStep = false
  }

  /// Lets all entries go.
  mutating func forget() {
    (entries, opening, dropped, awaiting, block) = ([], [], 0, 0, nil)
  }

  /// Lets everything go but how things stand; the client that was followed is over.
  mutating func startOver() {
    let streams = streams
    self = ExchangeLog()
    self.streams = streams
  }
}
