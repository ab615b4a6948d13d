public import EventStream
import NIOCore

/// What can be done to the streams that are open.
extension RoutedServer {
  /// Does something on every event loop and waits for all.
  func onEveryLoop(_ work: @escaping @Sendable (LoopState) -> Void) async {
    for loop in loops {
      try? await loop.eventLoop.submit { work(loop) }.get()
    }
  }

  /// Does something to every open stream that passes the test, and says how many there were.
  func onEveryStream(
    where test: @escaping @Sendable (Connection) -> Bool = { _ in true },
    _ work: @escaping @Sendable (Connection) -> Void
  ) async -> Int {
    var count = 0
    for loop in loops {
      count +=
        (try? await loop.eventLoop.submit {
          let streams = loop.connections.filter { $0.isStream && test($0) }
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

  /// Writes a block that is no event, and so has no id and no place in a history, on every stream.
  ///
  /// - Returns: How many streams there were.
  /// - Throws: ``PublishError``; then nothing was written.
  public func interject(_ block: ServerSentEvent) async throws(PublishError) -> Int {
    let frame: EventFrame
    do { frame = try EventFrame(block) } catch { throw .malformed(error) }
    return await onEveryStream { $0.interject(frame) }
  }

  /// Sends an event on every hello-world stream; returns how many there were.
  package func sendHello(_ event: ServerSentEvent) async -> Int {
    await onEveryStream(where: { $0.hello != nil }) { $0.sendHello(event) }
  }

  /// Resets every stream in the middle of an event; returns how many there were.
  @discardableResult
  public func drop() async -> Int {
    await onEveryStream { $0.drop() }
  }

  /// Resets one stream; false when there is none of this number.
  public func drop(_ number: Int) async -> Bool {
    await onEveryStream(where: { $0.number == number }, { $0.drop() }) > 0
  }
}
