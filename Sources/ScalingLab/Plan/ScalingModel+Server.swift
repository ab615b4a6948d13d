public import ScalingFigures

extension ScalingModel {
  /// Whether this machine has what the model needs.
  public var isInstalled: Bool { self != .apache || ApacheInstallation.find() != nil }

  /// Where the streams of this model are found on its server.
  var streamPath: String { self == .todo || self == .todoPool ? "/live-todos" : "/events" }

  /// Where an ordinary, short request of this model goes.
  var ordinaryPath: String { self == .todo || self == .todoPool ? "/todos" : "/hello" }
}
