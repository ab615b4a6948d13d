public import EventServer

extension ModelServer {
  /// How many tokens may be made in a second.
  public static let rates = 1...1000

  /// What a server is told when it is made; every value has a sensible default.
  public struct Configuration: Sendable {
    /// The address to listen on.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 for any free one.
    public var port = 9191
    /// How many tokens are made in a second, of ``ModelServer/rates``.
    public var rate = 20
    /// What goes wrong with each answer; nil: nothing.
    public var fault: AnswerFault?
    /// Whether the answer is handed to the network in pieces of ``raggedSize`` bytes, wherever that
    /// cuts an event, a JSON text or a character.
    public var isRagged = false
    /// The clock by which tokens are made.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// Sees everything that happens; nil costs nothing.
    public var tap: (@Sendable (Happening) -> Void)?

    /// How large the pieces of a ragged answer are: 7 bytes.
    public static let raggedSize = 7

    /// Makes a configuration of defaults.
    public init() {}

    /// The time between two tokens.
    var pause: Duration {
      .seconds(1) / min(max(rate, ModelServer.rates.lowerBound), ModelServer.rates.upperBound)
    }

    var routed: RoutedServer.Configuration {
      var routed = RoutedServer.Configuration()
      routed.host = host
      routed.port = port
      routed.clock = clock
      if let tap { routed.tap = { tap(.server($0)) } }
      return routed
    }
  }

  /// What a server tells its tap, in the order in which it happens.
  public enum Happening: Sendable, Hashable {
    /// What happened on a connection.
    case server(RoutedServer.Happening)
    /// An answer is over, all of it or not.
    case made(answer: String, tokens: Int, of: Int, end: AnswerEnd)
  }
}
