import ScalingLab

/// What `sse` starts of itself for `scale`; they are not typed.
///
/// They are looked for before the command tree is built, so that 150 workers start quickly and
/// stay small.
enum ScalePrograms {
  static let host = "scale-host"
  static let worker = "scale-worker"

  /// Becomes a worker, if the arguments ask for one; otherwise it returns and nothing happened.
  ///
  /// It is called before anything asynchronous, so that a worker has one thread, as PHP's has.
  static func becomeWorker(_ arguments: [String]) {
    if arguments.first == worker { ScalingWorker.main(arguments: Array(arguments.dropFirst())) }
  }

  /// Serves as the host of a model, if the arguments ask for one, and returns the exit status.
  static func serve(_ arguments: [String]) async -> Int32? {
    guard arguments.first == host else { return nil }
    return await ScalingHost.main(arguments: Array(arguments.dropFirst()))
  }
}
