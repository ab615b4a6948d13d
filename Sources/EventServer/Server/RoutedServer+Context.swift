public import Hummingbird

extension RoutedServer {
  /// What a route gets beside the request.
  public struct Context: RequestContext {
    /// What Hummingbird keeps there.
    public var coreContext: CoreRequestContextStorage
    var connection: Connection?
    /// The largest request body: 1 MiB; beyond that 413.
    public var maxUploadSize: Int { RoutedServer.bodyLimit }

    /// Made by the server for each request.
    public init(source: ApplicationRequestContextSource) {
      coreContext = .init(source: source)
    }

    /// Refuses to go on when the client has left, or can no longer be told from one that has.
    ///
    /// Call it before anything is changed: a request whose client gave up is not executed behind
    /// its back.
    public func requireClient() throws {
      guard connection?.hasPeer != false else {
        throw Refusal(
          .badRequest, "the client closed the connection before the request was executed")
      }
    }

    /// The server that asks; nil where none does, in a test of a router.
    public var server: RoutedServer? { connection?.server }
  }
}
