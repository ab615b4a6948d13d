public import EventStream
import NIOCore
import Synchronization

/// A channel's log in the memory of this process: it ends with it, and no other server knows of it.
public final class MemoryLog: ChannelLog {
  /// How many keys are remembered: 10,000; the oldest go.
  public static let keyLimit = 10_000

  /// What the subscribers read; the events are kept there and nowhere else.
  public let channel: EventChannel

  private struct Keys: Sendable {
    var ids: [PublicationKey: String] = [:]
    var order = CircularBuffer<PublicationKey>(initialCapacity: 1)
  }
  private let keys = Mutex(Keys())

  /// The log of this channel.
  public init(_ channel: EventChannel) { self.channel = channel }

  /// Publishes the event, unless one of its key was published before.
  public func append(
    _ event: ServerSentEvent, key: PublicationKey?
  ) async throws(PublishError) -> String {
    guard let key else { return try channel.publish(event) }
    // Under the lock, so that of two at once one is published.
    return try keys.withLock { [channel] keys throws(PublishError) in
      if let id = keys.ids[key] { return id }
      let id = try channel.publish(event)
      keys.ids[key] = id
      keys.order.append(key)
      if keys.order.count > Self.keyLimit { keys.ids[keys.order.removeFirst()] = nil }
      return id
    }
  }
}
