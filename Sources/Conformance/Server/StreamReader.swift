import Glibc

/// One connection to a server: what it answered, and the events that came.
final class StreamReader: Sendable {
  let name: String
  let connection: RawConnection
  /// The text that it looks for, if it drains: no event is made of what comes, which for megabytes of
  /// it would take minutes.
  let sought: [UInt8]?
  private let state: Shared<State>

  private struct State: Sendable {
    var response = ResponseReader()
    var wire: [UInt8] = []
    var body: [UInt8] = []
    var tail: [UInt8] = []
    var isFirst = true
    var lastEventID = ""
    var retries: [Int] = []
    var size = 0
    var waiting: [Event] = []
    var seen: [Event] = []
    var end: RawConnection.Reading?
    var problem: String?
    var hasPassed = false
  }

  /// So much of the wire is remembered for a report.
  private static let wireLimit = 1 << 16
  /// A server that sends more on one connection, or more without an empty line, floods.
  private static let flood = (bytes: 256 << 20, block: 16 << 20)

  init(
    name: String, connection: RawConnection, isHead: Bool = false, drains sought: String? = nil
  ) {
    self.name = name
    self.connection = connection
    self.sought = sought.map { Array($0.utf8) }
    var first = State()
    first.response.isHead = isHead
    state = Shared(first)
  }

  var head: ResponseReader.Head? { state.current.response.head }
  var framing: ResponseReader.Framing { state.current.response.framing }
  var isComplete: Bool { state.current.response.isComplete }
  var lastEventID: String { state.current.lastEventID }
  var seen: [Event] { state.current.seen }
  var retries: [Int] { state.current.retries }
  var body: [UInt8] { state.current.body }
  var wire: [UInt8] { state.current.wire }
  var hasEnded: Bool { state.current.end != nil }
  var wasReset: Bool { if case .reset? = state.current.end { true } else { false } }
  var problem: String? { state.current.problem }

  /// A further answer is expected on the same connection.
  func expectAnother(isHead: Bool) {
    state.with { state in
      let surplus = state.response.surplus
      state.response = ResponseReader(isHead: isHead)
      Self.take(surplus, sought, &state)
    }
  }

  /// Reads what comes next; false when nothing does.
  func read(until deadline: ContinuousClock.Instant) async -> Bool {
    guard !hasEnded else { return false }
    switch await connection.read(within: deadline - .now) {
    case .bytes(let bytes, _):
      state.with { state in
        if state.wire.count < Self.wireLimit { state.wire += bytes.prefix(Self.wireLimit) }
        Self.take(bytes, sought, &state)
      }
      return true
    case .silence: return false
    case let end:
      state.with { $0.end = end }
      return false
    }
  }

  private static func take(_ bytes: [UInt8], _ sought: [UInt8]?, _ state: inout State) {
    let body: [UInt8]
    do throws(ResponseReader.Problem) {
      body = try state.response.consume(bytes)
    } catch {
      state.problem = "the answer is no HTTP"
      return
    }
    if state.response.isBroken { state.problem = "a chunk has no size" }
    if state.body.count < wireLimit { state.body += body }
    state.size += body.count
    guard state.size <= flood.bytes, state.tail.count + body.count <= flood.block else {
      state.problem = "the server sent more than was asked for and was left"
      state.end = .reset
      return
    }
    if let sought {
      let window = Array(state.tail.suffix(sought.count)) + body
      if !state.hasPassed { state.hasPassed = window.holds(sought) }
      state.tail = Array(window.suffix(sought.count))
      return
    }
    // An empty line that is new has a byte of these.
    let known = max(state.tail.count - 3, 0)
    state.tail += body
    guard let end = endOfBlocks(state.tail, after: known) else { return }
    let blocks = Array(state.tail[..<end])
    state.tail.removeFirst(end)
    // A mark counts only first in a stream.
    let bytes = state.isFirst ? blocks : [0x0A] + blocks
    state.isFirst = false
    let answer = PlainParser(lastEventID: state.lastEventID).answer(to: [bytes])
    state.lastEventID = answer.summary?.lastEventID ?? state.lastEventID
    if let retry = answer.summary?.retry { state.retries.append(retry) }
    state.waiting += answer.events
    state.seen += answer.events
  }

  /// Behind the last empty line, none of which ends before `known`.
  private static func endOfBlocks(_ bytes: [UInt8], after known: Int) -> Int? {
    var index = bytes.count - 1
    while index > known {
      let pair = (bytes[index - 1], bytes[index])
      if pair == (10, 10) || pair == (13, 13) || pair == (10, 13) { return index + 1 }
      if pair == (13, 10), index > 1, bytes[index - 2] == 10 || bytes[index - 2] == 13 {
        return index + 1
      }
      index -= 1
    }
    return nil
  }

  /// The events that have come and nobody has taken.
  func takeWaiting() -> [Event] {
    state.with { state in
      defer { state.waiting = [] }
      return state.waiting
    }
  }

  /// Waits until its text has gone by; false when it does not.
  func passes(until deadline: ContinuousClock.Instant) async -> Bool {
    while !state.with(\.hasPassed) {
      guard await read(until: deadline) else { return state.current.hasPassed }
    }
    return true
  }

  /// Takes what has come already, so that it does not grow beyond ``RawConnection/limit`` meanwhile.
  func drain() async {
    guard sought != nil else { return }
    while await read(until: .now) {}
  }

  /// The next event, waiting for it.
  func nextEvent(until deadline: ContinuousClock.Instant) async -> Event? {
    while true {
      let event = state.with { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
      if let event { return event }
      guard await read(until: deadline) else { return nil }
    }
  }

  func waitForHead(until deadline: ContinuousClock.Instant) async -> ResponseReader.Head? {
    while head == nil, problem == nil {
      guard await read(until: deadline) else { break }
    }
    return head
  }
}

extension [UInt8] {
  /// Whether these bytes stand in it; by the C library, since it is asked of megabytes.
  fileprivate func holds(_ part: [UInt8]) -> Bool {
    guard let first = part.first else { return true }
    return withUnsafeBytes { (all: UnsafeRawBufferPointer) -> Bool in
      guard var place = all.baseAddress else { return false }
      let end: UnsafeRawPointer = place + all.count
      while let found = memchr(place, CInt(first), end - place) {
        let here = UnsafeRawPointer(found)
        guard end - here >= part.count else { return false }
        if memcmp(here, part, part.count) == 0 { return true }
        place = here + 1
      }
      return false
    }
  }
}
