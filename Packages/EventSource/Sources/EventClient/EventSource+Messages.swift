public import EventStream

extension EventSource {
  /// The events alone, without the rest of what happens.
  ///
  /// ```swift
  /// for try await message in try EventSource("http://127.0.0.1:8080/").messages {
  ///   print(message.type, message.data)
  /// }
  /// ```
  ///
  /// A lost connection is made anew in silence. It ends when the source is closed, and when the
  /// server ended a stream that is not asked for again; it throws the ``ConnectionProblem`` of
  /// any other failure.
  public var messages: Messages { Messages(source: self) }

  /// The events of a source: a face of its one loop.
  public struct Messages: AsyncSequence, Sendable {
    /// An event, as a client dispatches it.
    public typealias Element = MessageEvent
    /// Why the source failed for good.
    public typealias Failure = ConnectionProblem

    let source: EventSource

    /// Begins the one loop over the source.
    public func makeAsyncIterator() -> Iterator { Iterator(base: source.makeAsyncIterator()) }

    /// Passes over what is no event.
    public struct Iterator: AsyncIteratorProtocol {
      var base: EventSource.Iterator

      /// The next event; nil at the end.
      public mutating func next(
        isolation actor: isolated (any Actor)?
      ) async throws(ConnectionProblem) -> MessageEvent? {
        while let element = await base.next(isolation: actor) {
          switch element {
          case .message(let event): return event
          case .failed(let problem) where problem.code != .ended: throw problem
          default: break
          }
        }
        return nil
      }

      /// The next event; nil at the end.
      public mutating func next() async throws(ConnectionProblem) -> MessageEvent? {
        try await next(isolation: nil)
      }
    }
  }
}
