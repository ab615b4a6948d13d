import NIOCore

/// The events of a channel, in a row: what streams that resume and streams that lag still need.
///
/// Events are counted from 0; a *position* is the number of the next event to be sent. The
/// newest `historyLimit` events and `byteLimit` bytes are the history, which answers a
/// `Last-Event-ID`. Older events stay only while a subscriber that lags behind still needs them.
struct EventLog: Sendable {
  struct Entry: Sendable {
    /// The id without the spaces around it.
    var id: String
    /// The block as one chunk of a chunked body.
    var framed: [UInt8]
    /// Where in `framed` the text of the block lies.
    var text: Range<Int>
    /// How many bytes the channel had published once this event was in.
    var end: Int
  }

  /// Some events in a row.
  struct Batch: Sendable {
    var entries: [Entry]
    /// The position after them.
    var end: Int
    /// All of them as chunks, one behind the other, where that has been made already.
    var framed: [UInt8]?

    /// All of them without chunks.
    var text: [UInt8] { entries.flatMap { $0.framed[$0.text] } }
  }

  /// Room for one at first, where NIO's default is 16: many logs are a stream's own and hold little.
  private var entries = CircularBuffer<Entry>(initialCapacity: 1)
  private var first = 0
  private var historyFirst = 0
  /// Where the earliest event of each id is that the history holds.
  private var positions: [String: Int] = [:]
  /// Where the others of that id are, of the few that were given twice.
  private var repetitions: [String: CircularBuffer<Int>] = [:]
  private let historyLimit: Int
  private let byteLimit: Int
  /// The lowest position that the subscribers of each event loop still need.
  private var needed: [Int] = []
  private(set) var published = 0

  init(historyLimit: Int, byteLimit: Int) {
    self.historyLimit = historyLimit
    self.byteLimit = byteLimit
  }

  /// The position after the newest event.
  var next: Int { first + entries.count }
  /// How many events answer a resume.
  var historyCount: Int { next - historyFirst }
  /// How many bytes these take.
  var historyBytes: Int { published - publishedBefore(historyFirst) }
  /// The position of the oldest event of the history.
  var oldest: Int { historyFirst }

  /// Whether every event loop has passed on what was published.
  var isPassedOn: Bool { needed.allSatisfy { $0 >= next } }

  /// The position after the event of this id, as a `Last-Event-ID` brings it, without spaces
  /// around it; nil when the history does not hold it.
  ///
  /// After the earliest of several: a client may have heard that one alone, and twice is better
  /// than never.
  func position(after id: String) -> Int? { positions[id].map { $0 + 1 } }

  /// How many bytes had been published before the event at `position`.
  func publishedBefore(_ position: Int) -> Int {
    let index = position - first
    if index <= 0 { return entries.first.map { $0.end - $0.framed.count } ?? published }
    return entries[offset: min(index, entries.count) - 1].end
  }

  mutating func append(id: String, framed: [UInt8], text: Range<Int>) {
    published += framed.count
    let id = String(id.trimmingSpaces)
    if positions[id] == nil {
      positions[id] = next
    } else {
      repetitions[id, default: []].append(next)
    }
    entries.append(Entry(id: id, framed: framed, text: text, end: published))
    trim()
  }

  /// The events from `position` on, at least one and then as many as `byteLimit` allows; nil
  /// when the event at `position` is gone.
  func batch(from position: Int, to end: Int, byteLimit: Int) -> Batch? {
    guard position >= first else { return nil }
    var batch = Batch(entries: [], end: position)
    var bytes = 0
    while batch.end < min(end, next) {
      let entry = entries[offset: batch.end - first]
      bytes += entry.framed.count
      if bytes > byteLimit, !batch.entries.isEmpty { break }
      batch.entries.append(entry)
      batch.end += 1
    }
    return batch
  }

  /// Makes room for another event loop's need; nothing is needed until it says so.
  mutating func addLoop() { needed.append(Int.max) }

  /// Notes the lowest position that a loop's subscribers still need.
  mutating func need(_ position: Int, onLoop loop: Int) {
    needed[loop] = position
  }

  /// Notes that a loop has a new subscriber that needs this position.
  mutating func need(_ position: Int, orLessOnLoop loop: Int) {
    needed[loop] = min(needed[loop], position)
  }

  /// Lets go of what is neither history nor needed; past the burst limit, of the oldest anyhow.
  private mutating func trim() {
    while historyFirst < next, historyCount > historyLimit || historyBytes > byteLimit {
      let entry = entries[offset: historyFirst - first]
      positions[entry.id] = nextPosition(of: entry.id)
      historyFirst += 1
    }
    let wanted = min(historyFirst, needed.min() ?? Int.max)
    while first < wanted || (first < historyFirst && isPastBurstLimit) {
      entries.removeFirst()
      first += 1
    }
  }

  /// Where the next event of an id is, when its earliest is let go of.
  private mutating func nextPosition(of id: String) -> Int? {
    guard let position = repetitions[id]?.popFirst() else { return nil }
    if repetitions[id]?.isEmpty == true { repetitions[id] = nil }
    return position
  }

  private var isPastBurstLimit: Bool {
    published - publishedBefore(first) > max(EventChannel.burstLimit, byteLimit)
  }
}

extension CircularBuffer {
  fileprivate subscript(offset offset: Int) -> Element {
    self[index(startIndex, offsetBy: offset)]
  }
}
