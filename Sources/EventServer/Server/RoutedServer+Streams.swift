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
    where test: @escaping @Sendable (OpenStream) -> Bool = { _ in true },
    _ work: @escaping @Sendable (OpenStream) -> Void
  ) async -> Int {
    var count = 0
    for loop in loops {
      count +=
        (try? await loop.eventLoop.submit {
          let streams = loop.connections.compactMap(\.phase.stream).filter(test)
          for stream in streams { work(stream) }
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

  /// Sends an event on every stream of a personal feed; without an id it takes each one's number.
  ///
  /// - Returns: How many streams there were.
  public func publish(_ event: ServerSentEvent, toEachAt path: String) async -> Int {
    await onEveryStream(where: { $0.path == path && $0.subscription?.feed is PersonalStream }) {
      try? ($0.subscription?.feed as? PersonalStream)?.publish(event)
    }
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
