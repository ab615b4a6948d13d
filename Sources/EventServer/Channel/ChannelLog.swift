public import EventStream

/// Who keeps and numbers the events of a channel.
///
/// Publishing goes to the log; what it has kept comes to the ``channel``, in the log's order, and from
/// there to the subscribers. There are two: the ``MemoryLog`` of this process, and one that an engine
/// of others keeps for the servers of several machines, in a module of its own.
public protocol ChannelLog: Sendable {
  /// What the subscribers read; its memory is the cache of those who resume.
  var channel: EventChannel { get }

  /// Keeps an event and gives it its id; the subscribers hear it then, or a moment later.
  ///
  /// - Parameters:
  ///   - event: What is to be kept.
  ///   - key: The publisher's own name for it, of ``PublicationKey/sizeLimit`` printable characters at
  ///     most: an event that is sent again under the same key is the same event, is kept once and has
  ///     the id that it has. Nil: it is another one each time.
  /// - Returns: The event's id.
  /// - Throws: ``PublishError``; after ``PublishError/unavailable(_:)`` the event may have been kept all
  ///   the same, after any other it was not.
  func append(_ event: ServerSentEvent, key: PublicationKey?) async throws(PublishError) -> String
}

extension ChannelLog {
  /// Keeps an event that is another one each time.
  @discardableResult
  public func append(_ event: ServerSentEvent) async throws(PublishError) -> String {
    try await append(event, key: nil)
  }
}
