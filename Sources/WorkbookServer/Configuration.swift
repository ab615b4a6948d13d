public import EventServer

extension StreamServer {
  /// What a server is told when it is made; every value has a sensible default.
  ///
  /// It has the values of every event server, under their names, and those of the workbook's own.
  @dynamicMemberLookup
  public struct Configuration: Sendable {
    /// What an event server is told.
    public var server = RoutedServer.Configuration()
    /// The time between two events of the hello-world stream at `/`, by the clock of the server.
    public var interval: Duration = .seconds(1)
    /// How many events a channel keeps for clients that resume.
    public var historyLimit = EventChannel.historyLimit
    /// Channels beside `/events`: `NAME` is served at `/events/NAME`.
    public var channels: [String] = []
    /// The local time of day as `HH:MM:SS`, for the hello-world stream.
    public var timeOfDay: @Sendable () -> String = { LocalTime.now() }
    /// What opens the logs of the channels, asked at each start; nil: the memory of this process.
    public var engine: (@Sendable () -> any ChannelEngine)?
    /// Names the life of a server that keeps its history in memory; asked at each start.
    public var epoch: @Sendable () -> Epoch = Epoch.random

    /// Makes a configuration of defaults.
    public init() {}

    /// A value that an event server is told.
    public subscript<Value>(
      dynamicMember path: WritableKeyPath<RoutedServer.Configuration, Value>
    ) -> Value {
      get { server[keyPath: path] }
      set { server[keyPath: path] = newValue }
    }
  }
}
