/// A way of serving event streams, each of which the laboratory runs for real.
public enum ScalingModel: String, Sendable, Hashable, CaseIterable {
  /// A pool of worker processes, each serving one connection at a time to its end.
  case process
  /// One process, one loop for all streams: the event server of this workbook.
  case async
  /// Apache (prefork) with PHP, where Debian's packages of it are installed.
  case apache
  /// The TODO app of this workbook: any number of readers on one subscription.
  case todo
  /// The TODO app as the article builds it: every reader keeps one database connection.
  case todoPool = "todo-pool"

  /// The models that are run unless some are named.
  public static let usual: [ScalingModel] = [.process, .async, .apache]

  /// A few words that say how the model serves a stream.
  public var summary: String {
    switch self {
    case .process: "a pool of processes, one stream each"
    case .async: "one event loop for all streams"
    case .apache: "Apache prefork with PHP, one stream each"
    case .todo: "the TODO app, one subscription for all readers"
    case .todoPool: "the TODO app, one database connection a reader"
    }
  }

  /// Whether a stream occupies something that the pool holds a fixed number of.
  public var hasPool: Bool { self == .process || self == .apache || self == .todoPool }

  /// The mark of this model in a plot, readable without colour.
  public var mark: Character {
    switch self {
    case .process: "P"
    case .async: "A"
    case .apache: "L"
    case .todo: "T"
    case .todoPool: "D"
    }
  }
}
