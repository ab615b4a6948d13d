/// Something that happened: where, when and what.
///
/// Everything the program shows, checks or saves is a function of these.
public struct Observation: Sendable, Hashable {
  /// Who saw it.
  public enum Side: String, Sendable, Hashable, CaseIterable {
    /// The server of this program.
    case server
    /// The client of this program.
    case client
    /// The proxy in front of the server.
    case proxy
    /// The TODO app.
    case todo
    /// The stand-in for a server of language models.
    case model
    /// The engine that keeps a server's channels, as that server sees it.
    case engine
    /// A page in a browser.
    case browser
    /// The scaling lab.
    case lab
    /// The person at the prompt, or the script in their place.
    case learner
  }

  /// Its place in the journal, counted from 1.
  public let number: Int
  /// How long after the journal began.
  public let time: Duration
  /// Who saw it.
  public let side: Side
  /// Which connection of the server, or which client; 0 where there is only one.
  public let source: Int
  /// What it was.
  public let happening: Happening

  /// Makes an observation; only a ``Journal`` and tests do.
  public init(number: Int, time: Duration, side: Side, source: Int = 0, happening: Happening) {
    self.number = number
    self.time = time
    self.side = side
    self.source = source
    self.happening = happening
  }
}
