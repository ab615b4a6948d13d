/// What the server has to offer at the moment.
struct ServingContext: Sendable {
  /// Where the hello-world stream is; nil: nowhere.
  var helloPath: String?
  /// The paths of the channels.
  var channels: Set<String> = []
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
