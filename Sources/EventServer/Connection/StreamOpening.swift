import NIOCore

/// The bytes with which a stream begins: its head, and the block that begins the body.
///
/// For nearly all streams of a second they are the same, so each event loop keeps the last.
struct StreamOpening {
  /// All that they depend on, beside the server.
  struct Key: Equatable {
    var date: String
    var contentType: String
    var extraHeaders: [HeaderLine]
    var closes: Bool
    var isChunked: Bool
    var isHeadOnly: Bool
    /// What begins the body.
    var first: [UInt8]?

    init(_ plan: StreamPlan, date: String, first: EventFrame?) {
      self.date = date
      (contentType, extraHeaders) = (plan.contentType, plan.extraHeaders)
      (closes, isChunked, isHeadOnly) = (plan.closes, plan.isChunked, plan.isHeadOnly)
      self.first = first.map { plan.isChunked ? $0.framed : Array($0.framed[$0.text]) }
    }
  }

  let key: Key
  let bytes: [UInt8]
}

extension LoopState {
  /// The bytes with which a stream of this plan begins on this loop's server.
  func opening(_ plan: StreamPlan, date: String, first: EventFrame?, name: String) -> [UInt8] {
    eventLoop.assertInEventLoop()
    let key = StreamOpening.Key(plan, date: date, first: first)
    if let lastOpening, lastOpening.key == key { return lastOpening.bytes }
    let head = HeadText.of(status: 200, reason: "OK", plan.headers(date: date, server: name))
    let bytes = Array(head.utf8) + (key.first ?? [])
    lastOpening = StreamOpening(key: key, bytes: bytes)
    return bytes
  }
}
