import EventStream

/// Listens to an event stream and comes back when it is lost: the browser's `EventSource`.
///
/// It connects when it is first iterated, and does everything in the task that iterates it:
/// an element is read from the socket only when it is asked for, so a slow reader slows the
/// sender down instead of filling memory. Leave the loop, cancel its task, or call ``close()``,
/// and the socket is closed at once.
///
/// ```swift
/// let source = try EventSource("http://127.0.0.1:8080/")
/// for await element in source {
///   switch element {
///   case .message(let event): print(event.type, event.data)
///   case .lost(let problem, let wait): print("\(problem); again in \(wait)")
///   case .failed(let problem): print("gave up: \(problem)")
///   default: break
///   }
/// }
/// ```
///
/// One loop listens to one source; a second loop over the same source ends at once.
public final class EventSource: AsyncSequence, Sendable {
  /// How far the connection is, in the browser's numbers.
  public enum ReadyState: Int, Sendable {
    /// Not connected yet, or waiting to connect again.
    case connecting = 0
    /// The response is an event stream.
    case open = 1
    /// Closed for good.
    case closed = 2
  }

  /// The URL that was asked for; redirects do not change it.
  public let url: String
  private let address: StreamURL
  private let configuration: Configuration
  private let shared: SharedState

  /// Makes a source; nothing is sent before it is iterated.
  public init(
    _ url: String, configuration: Configuration = Configuration()
  ) throws(EventSourceError) {
    address = try StreamURL(url)
    try configuration.check()
    self.url = address.description
    self.configuration = configuration
    shared = SharedState(lastEventID: configuration.lastEventID)
  }

  /// How far the connection is.
  public var readyState: ReadyState { shared.readyState }

  /// The last event ID string of what was read so far: the next request's `Last-Event-ID`.
  public var lastEventID: String { shared.lastEventID }

  /// Ends it all: the loop gets no further element, and the socket is closed at once.
  ///
  /// It may be called from any thread, and more than once.
  public func close() { shared.close() }

  /// Begins the one loop over this source.
  public func makeAsyncIterator() -> Iterator {
    guard shared.begin() else { return Iterator(loop: nil) }
    return Iterator(
      loop: EventSourceLoop(to: address, configuration: configuration, shared: shared))
  }

  /// Pulls elements out of the connection, making and remaking it as needed.
  public struct Iterator: AsyncIteratorProtocol {
    let loop: EventSourceLoop?

    /// The next element; nil once the source is closed.
    public mutating func next() async -> Element? {
      await loop?.next()
    }

    /// The next element; nil once the source is closed.
    public mutating func next(isolation actor: isolated (any Actor)?) async -> Element? {
      await loop?.next()
    }
  }
}
