import NIOCore
import NIOHTTP1

/// The requests of a connection in the order in which they came: one has its turn, the rest waits.
///
/// A request is let through when the answer before it has gone out to its end, so that no answer
/// can be given to the wrong one, and nothing is executed whose answer could no longer be sent.
/// What is known of a request travels with it and is forgotten with its turn.
struct RequestQueue {
  /// What comes in.
  enum Item {
    case part(HTTPServerRequestPart)
    /// What came is no request; this is said when all before it have their answers.
    case refusal(BareAnswer)
    /// The peer has nothing more to say.
    case inputClosed
  }

  /// The request that is let through: what its answer depends on, and how far both are.
  struct Turn: Equatable {
    /// HTTP/1.0.
    var isHTTP10 = false
    /// The connection ends with the answer.
    var closes = false
    /// It has come to its end.
    var isRead = false
    /// The answer's status, once its head went out.
    var status = 0
    /// The answer has gone out to its end.
    var isAnswered = false
  }

  /// How much may wait before reading stops: 64 KiB, and what one read brings beyond that.
  static let limit = 64 << 10

  /// The request whose turn it is.
  private(set) var turn: Turn?
  private var waiting = CircularBuffer<Item>()
  private var size = 0
  /// The newest request says that it is the last one.
  private var newestCloses = false
  /// Nothing more is taken: the last request is there, or what is none.
  private var isClosed = false
  /// The next head closes.
  private var isLastTurn = false

  /// Whether so much waits that no more is to be read.
  var isFull: Bool { size >= Self.limit }

  /// Takes what came, unless it came after the end.
  mutating func add(_ item: Item) {
    if isLastTurn, case .part(.head) = item { isClosed = true }
    guard !isClosed else { return }
    switch item {
    case .part(.head(let head)): newestCloses = Self.isLast(head)
    case .part(.end): isClosed = newestCloses
    case .refusal: isClosed = true
    case .part(.body), .inputClosed: break
    }
    size += item.size
    waiting.append(item)
  }

  /// What goes on its way now; nil while it has to wait, or when nothing is there.
  mutating func next() -> Item? {
    if let turn, turn.isRead { return nil }
    guard let item = waiting.popFirst() else { return nil }
    size -= item.size
    switch item {
    case .part(.head(let head)):
      turn = Turn(isHTTP10: head.version.minor == 0, closes: Self.isLast(head))
    case .part(.end):
      turn?.isRead = true
      endTurn()
    case .part(.body), .refusal, .inputClosed: break
    }
    return item
  }

  /// The head of the answer goes out.
  mutating func answerBegins(status: Int, closes: Bool) {
    turn?.status = status
    if closes { turn?.closes = true }
  }

  /// The answer has gone out to its end.
  ///
  /// - Returns: The turn that it ends. If that closes, whatever came behind is forgotten.
  mutating func answerEnds() -> Turn? {
    turn?.isAnswered = true
    let ended = turn
    if turn?.closes == true { close() } else { endTurn() }
    return ended
  }

  /// Lets the request of the moment come to its end, and none after it.
  mutating func closeAfterTurn() {
    guard turn?.isRead == false else { return close() }
    isLastTurn = true
    // Whole requests that wait behind this one are forgotten; the rest of this one is not.
    guard
      let next = waiting.firstIndex(where: { if case .part(.head) = $0 { true } else { false } })
    else { return }
    while waiting.endIndex > next { size -= waiting.removeLast().size }
    isClosed = true
  }

  /// Takes nothing more and forgets what waits.
  mutating func close() {
    isClosed = true
    waiting.removeAll()
    size = 0
  }

  private mutating func endTurn() {
    if let turn, turn.isRead, turn.isAnswered { self.turn = nil }
  }

  /// Whether nothing can follow a request with this head on its connection.
  ///
  /// That is what it says itself, or what its version means. Behind a request for another protocol
  /// the parser reads no more. And where HTTP/1.0 meets a transfer coding, it is not certain where
  /// the message ended (RFC 9112, 6.1).
  static func isLast(_ head: HTTPRequestHead) -> Bool {
    !head.isKeepAlive || head.method == .CONNECT
      || (head.headers.contains(name: "upgrade")
        && head.headers[canonicalForm: "connection"].contains {
          $0.isEqualIgnoringCase(to: "upgrade")
        })
      || (head.version.minor == 0 && head.headers.contains(name: "transfer-encoding"))
  }
}

extension RequestQueue.Item {
  /// About how many bytes it keeps.
  fileprivate var size: Int {
    switch self {
    case .part(.head(let head)):
      head.headers.reduce(head.uri.utf8.count) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    case .part(.body(let bytes)): bytes.readableBytes
    case .part(.end), .refusal, .inputClosed: 0
    }
  }
}
