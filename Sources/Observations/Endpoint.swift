/// One end of an exchange: a connection of a server, or a client.
public struct Endpoint: Sendable, Hashable {
  /// Whose end it is.
  public let side: Observation.Side
  /// Which of them; 0 where there is only one.
  public let source: Int

  /// The end at which something was observed.
  public init(_ observation: Observation) {
    side = observation.side
    source = observation.source
  }
}
