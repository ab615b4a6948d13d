/// A kind of fault: its word, what it takes, where it strikes, and what it does there.
///
/// Each is a file in `Kinds` and a line in ``all``. What reads, offers, explains or lists faults
/// reads this.
public final class FaultKind: Sendable {
  /// The kinds, in the order in which they are listed.
  public static let all: [FaultKind] = [
    drop, end, stall, slow, truncate, status, type, garbage,
  ]

  /// The word by which it is asked for.
  public let word: String
  /// What it takes; nil: nothing.
  public let argument: Argument?
  /// What a client meets, in a few words.
  public let summary: String
  let effect: Effect

  /// What follows the word of a kind.
  public struct Argument: Sendable {
    /// Its name where usage is shown, like `CODE`.
    public let name: String
    /// What it has to be, like *a number from 200 to 599*.
    public let wish: String
    /// One that will do.
    public let example: String
    /// The argument as it is kept; nil when it will not do.
    let read: @Sendable (_ text: String) -> String?
  }

  /// Where a fault strikes, and what it does there.
  enum Effect: Sendable {
    /// A new stream is answered with this status in its place.
    case status(@Sendable (_ argument: String) -> Int)
    /// A new stream is announced as something else.
    case head(@Sendable (_ argument: String, inout StreamPlan) -> Void)
    /// Between two events, once those that were to pass are out.
    case betweenEvents(@Sendable (OpenStream) -> Void)
    /// On an event, which it writes in a way of its own.
    case event(@Sendable (OpenStream, EventFrame) -> Void)
  }

  init(_ word: String, takes argument: Argument? = nil, _ summary: String, _ effect: Effect) {
    self.word = word
    self.argument = argument
    self.summary = summary
    self.effect = effect
  }

  /// The word and the name of what it takes, as they are typed.
  public var usage: String { argument.map { "\(word) \($0.name)" } ?? word }

  /// Whether it shows in the response head, rather than in the stream.
  public var isInHead: Bool {
    switch effect {
    case .status, .head: true
    case .betweenEvents, .event: false
    }
  }
}

extension FaultKind: Hashable {
  /// A kind is itself alone.
  public static func == (one: FaultKind, other: FaultKind) -> Bool { one === other }
  /// By what it is, and not by its word.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
