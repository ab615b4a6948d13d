/// What a bill would count.
public struct Usage: Sendable, Hashable {
  /// How many answers were begun; a question that was sent again with its `Idempotency-Key` is one.
  public internal(set) var answers = 0
  /// How many tokens were made for them, read by anybody or not.
  public internal(set) var tokens = 0
}
