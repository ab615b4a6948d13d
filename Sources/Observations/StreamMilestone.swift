/// A step of a stream that a command may wait for.
public enum StreamMilestone: String, Sendable, Hashable, CaseIterable {
  case open, event, comment, lost
  /// The next request, after a connection was lost, or the first.
  case retry
  /// The client has failed for good.
  case failed
  /// A server, or the stand-in for one of language models, has ended a connection.
  case ended
  /// The answer that the client had asked for by a POST is over.
  case done

  /// The step that this observation is.
  public init?(_ observation: Observation) {
    switch (observation.side, observation.happening) {
    case (.client, .open): self = .open
    case (.client, .event): self = .event
    case (.client, .comment): self = .comment
    case (.client, .lost): self = .lost
    case (.client, .connecting): self = .retry
    case (.client, .failed): self = .failed
    case (.server, .ended), (.model, .ended): self = .ended
    case (.client, .ended): self = .done
    default: return nil
    }
  }

  /// Whether it cannot come any more once the client has failed.
  public var isTheClients: Bool { self != .failed && self != .ended }
}
