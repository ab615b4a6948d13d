public import ScalingFigures

/// What a run of the laboratory shall do.
public struct ScalingPlan: Sendable {
  /// The numbers of clients, one step each, in ascending order.
  public var clients: [Int]
  /// The models, run one after the other under the same load.
  public var models: [ScalingModel]
  /// How long each step is measured, once its clients have connected.
  public var window: Duration
  /// How many workers (`process`, `apache`) or database connections (`todo-pool`) there are;
  /// `nil` is the usual number of each model.
  public var pool: Int?
  /// The time between two events of one stream.
  public var interval: Duration
  /// The program that serves: it is started again with ``hostCommand`` and ``workerCommand``.
  public var program: String
  /// The arguments before those of the laboratory that make the program call ``ScalingHost``.
  public var hostCommand: [String]
  /// The arguments that make the program call ``ScalingWorker``.
  public var workerCommand: [String]

  /// The numbers of clients unless some are named.
  public static let usualClients = [10, 50, 150, 300, 1_000, 10_000]
  /// Apache's own default of `MaxRequestWorkers`, and the pool size of the article's story.
  public static let usualPool = 150
  /// The connections of the article's database pool.
  public static let usualConnections = 10

  /// Plans a run; `program` is the path of the program itself, which the caller knows.
  public init(
    program: String, clients: [Int] = usualClients, models: [ScalingModel] = ScalingModel.usual,
    window: Duration = .seconds(3), pool: Int? = nil, interval: Duration = .seconds(1),
    hostCommand: [String] = ["scale-host"], workerCommand: [String] = ["scale-worker"]
  ) {
    self.program = program
    self.clients = clients.sorted()
    self.models = models
    self.window = window
    self.pool = pool
    self.interval = interval
    self.hostCommand = hostCommand
    self.workerCommand = workerCommand
  }

  /// The size of the pool of `model` in this run.
  public func pool(of model: ScalingModel) -> Int {
    pool ?? (model == .todoPool ? Self.usualConnections : Self.usualPool)
  }
}
