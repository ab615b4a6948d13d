import Platform

/// What the server has to offer at the moment.
struct ServingContext: Sendable {
  /// The paths of all streams.
  var streams: Set<String> = []
  /// Of these, the ones of personal feeds; the others are channels.
  var personal: Set<String> = []
  /// Of these, the ones that are a page, too, for a client whose `Accept` names `text/html`.
  var pages: Set<String> = []
  /// The methods of each path that is known; a path that is not here is the router's.
  var methods: [String: [String]] = [:]
  /// Whether `Host` must name this machine (a loopback server; DNS rebinding), or one of
  /// `allowedHosts`.
  var checksHost = false
  var allowedHosts: Set<String> = []
  var corsOrigins: [String] = []
  var corsCredentials = false
  var isFull = false
  var fault: Fault?
}

extension ServingContext {
  /// What a server has to offer that is told so, but for what changes by the moment.
  init(
    _ configuration: RoutedServer.Configuration, channels: some Sequence<String>,
    personal: [PersonalFeed], methods: [String: [String]]
  ) {
    self.personal = Set(personal.map(\.path))
    pages = Set(personal.filter(\.hasPage).map(\.path))
    streams = self.personal.union(channels)
    self.methods = methods
    for path in streams where methods[path] == nil { self.methods[path] = ["GET", "HEAD"] }
    checksHost = Loopback.holds(configuration.host)
    allowedHosts = Set(
      (configuration.allowedHosts + [configuration.host]).map(Loopback.canonical))
    corsOrigins = configuration.corsOrigins
    corsCredentials = configuration.corsCredentials
  }
}
