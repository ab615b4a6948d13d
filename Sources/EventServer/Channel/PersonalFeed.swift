/// A path at which every stream has a log and a count of its own: a clock, the progress of
/// something that one client asked for.
///
/// ```swift
/// let clock = PersonalFeed(path: "/clock") { stream in tick(stream) }
///
/// @Sendable func tick(_ stream: PersonalStream) {
///   stream.at(stream.now + .seconds(1)) { stream in
///     try? stream.publish(ServerSentEvent(data: "tick"))
///     tick(stream)
///   }
/// }
/// ```
public struct PersonalFeed: Sendable {
  /// The path at which it is served.
  public let path: String
  /// Whether a stream begins with the comment ``RoutedServer/greeting``, so that there is something
  /// to read at once; not needed where the first event comes soon.
  public var isGreeted = true
  /// Whether the path is a page, too: the router's, for a client whose `Accept` names `text/html`.
  public var hasPage = false

  let first: @Sendable (_ lastEventID: String?) -> Int
  let begin: @Sendable (PersonalStream) -> Void

  /// Makes a feed.
  ///
  /// - Parameters:
  ///   - path: The path at which it is served, like `/clock`.
  ///   - first: The number of a stream's first event, by the `Last-Event-ID` that its client brings;
  ///     nil: none.
  ///   - begin: Called for each stream when its head is out, on its event loop.
  public init(
    path: String, first: @escaping @Sendable (_ lastEventID: String?) -> Int = { _ in 1 },
    begin: @escaping @Sendable (PersonalStream) -> Void
  ) {
    self.path = path
    self.first = first
    self.begin = begin
  }
}
