import EventStream
import NIOCore

/// What can be done to the streams that are open.
extension RoutedServer {
  /// Does something on every event loop and waits for all.
  func onEveryLoop(_ work: @escaping @Sendable (LoopState) -> Void) async {
    for loop in loops {
      try? await loop.eventLoop.submit { work(loop) }.get()
    }
  }

  /// Does something to every open stream, and says how many there were.
  func onEveryStream(_ work: @escaping @Sendable (Connection) -> Void) async -> Int {
    var count = 0
    for loop in loops {
      count +=
        (try? await loop.eventLoop.submit {
          let streams = loop.connections.filter(\.isStream)
          for connection in streams { work(connection) }
          return streams.count
        }.get()) ?? 0
    }
    return count
  }

  /// Writes a comment on every stream; returns how many there were.
  @discardableResult
  public func comment(_ text: String) async -> Int {
    let frame = EventFrame(text: ServerSentEvent.comment(text))
    return await onEveryStream { $0.interject(frame) }
  }

  /// Resets every stream in the middle of an event; returns how many there were.
  @discardableResult
  public func drop() async -> Int {
    await onEveryStream { $0.drop() }
  }

  /// Resets one stream; false when there is none of this number.
  func drop(_ number: Int) async -> Bool {
    for loop in loops {
      let found = try? await loop.eventLoop.submit {
        let connection = loop.connections.first { $0.number == number && $0.isStream }
        connection?.drop()
        return connection != nil
      }.get()
      if found == true { return true }
    }
    return false
  }
}

extension Connection {
  /// Resets the stream in the middle of an event.
  func drop() {
    guard phase == .stream else { return }
    let id = hello.map { String($0.next) }
    let event = ServerSentEvent(id: id, data: "This event is cut off before its end.")
    guard let frame = try? EventFrame(event) else { return }
    drop(frame, reason: "dropped")
  }

  /// The server stops: the stream ends as HTTP has it, another connection when it has answered.
  func bidFarewell(_ spread: Spread) {
    switch phase {
    case .stream:
      if let frame = spread.frame(number) { write(frame) }
      finish(reason: "the server stopped")
    case .head: close(reason: "the server stopped")
    case .requests:
      willEnd("the server stopped")
      context?.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    case .ended: break
    }
  }
}

/// Spreads the return of many clients over a time.
struct Spread: Sendable {
  let milliseconds: Int
  let count: Int

  init(over time: Duration, count: Int) {
    milliseconds = Int(time / .milliseconds(1))
    self.count = max(count, 1)
  }

  /// The reconnection time for one of them; nil when nothing is to be said.
  func frame(_ number: Int) -> EventFrame? {
    guard milliseconds > 0 else { return nil }
    // Evenly, and neighbours far apart.
    let share = (number &* 7919) % count
    let retry = 1_000 + milliseconds * share / count
    return EventFrame(text: Array("retry: \(retry)\n\n".utf8))
  }
}

extension RoutedServer {
  /// Does something to every hello-world stream, and says how many there were.
  func onEveryHello(_ work: @escaping @Sendable (Connection) -> Void) async -> Int {
    var count = 0
    for loop in loops {
      count +=
        (try? await loop.eventLoop.submit {
          let streams = loop.connections.filter { $0.isStream && $0.hello != nil }
          for connection in streams { work(connection) }
          return streams.count
        }.get()) ?? 0
    }
    return count
  }

  /// Sets what is to go wrong, or that nothing is; on one path, or on all of them.
  public func setFault(
    _ fault: Fault?, after events: Int = 0, connections: Int? = nil, on path: String? = nil
  ) async {
    let order = FaultOrder(fault: fault, after: events, connections: connections)
    set(order, on: path)
    _ = await onEveryStream { connection in
      if path == nil || connection.path == path { connection.arm(order.forOpenStreams) }
    }
  }
}
