import ScalingFigures
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// The model `process`: a pool of ``ScalingWorker`` processes around one listening socket.
///
/// All workers are started beforehand, as in Apache's prefork, and each accepts for itself. For
/// every worker the pool holds the reading end of a pipe; when the pool lets go of it, or dies, the
/// kernel ends the worker.
struct ProcessPool: Sendable {
  /// The connections that the kernel keeps waiting; Apache's default.
  static let backlog: CInt = 511
  /// How long workers may take to notice that the pool let go, before they are killed.
  static let grace = Duration.seconds(2)

  private let options: HostOptions

  init(_ options: HostOptions) { self.options = options }

  /// Serves until the lifeline hangs up; returns when no worker is left.
  func serve() async throws {
    let (listener, port) = try listenOnLoopback(backlog: Self.backlog)
    defer { close(listener) }
    let lifelines = Mutex<[CInt]>([])
    let (spawned, spawns) = AsyncStream<Bool>.makeStream()
    try await withThrowingTaskGroup(of: Ended.self) { group in
      defer { lifelines.withLock { for descriptor in $0 { close(descriptor) } } }
      for _ in 0..<options.pool {
        let ends = try makePipe()
        lifelines.withLock { $0.append(ends.read) }
        group.addTask { await work(listener: listener, lifeline: ends.write, spawns) }
      }
      try await waitForWorkers(spawned)
      ScalingHost.sayReady(port: Int(port))
      await ScalingHost.lifelineHangsUp()
      lifelines.withLock { held in
        for descriptor in held { close(descriptor) }
        held = []
      }
      group.addTask {
        try await Task.sleep(for: Self.grace)
        return .grace
      }
      for _ in 0..<options.pool { if try await group.next() == .grace { break } }
      group.cancelAll()  // kills what is left, and the run returns when it is gone
    }
  }

  private enum Ended { case worker, grace }

  /// Returns once every worker has been started.
  private func waitForWorkers(_ spawned: AsyncStream<Bool>) async throws {
    var missing = options.pool
    for await success in spawned {
      guard success else {
        throw HostProblem(
          "only \(grouped(options.pool - missing)) of \(grouped(options.pool)) workers could be "
            + "started; try a smaller --pool.")
      }
      missing -= 1
      if missing == 0 { return }
    }
  }

  /// Starts one worker and waits for its end.
  private func work(
    listener: CInt, lifeline: CInt, _ spawns: AsyncStream<Bool>.Continuation
  ) async -> Ended {
    do {
      _ = try await run(
        .path(FilePath(options.program)),
        arguments: Arguments(options.workerCommand + ["\(options.intervalMilliseconds)"]),
        input: .fileDescriptor(.init(rawValue: listener), closeAfterSpawningProcess: false),
        output: .fileDescriptor(.init(rawValue: lifeline), closeAfterSpawningProcess: true),
        error: .discarded
      ) { _ in spawns.yield(true) }
    } catch {
      spawns.yield(false)
    }
    return .worker
  }
}
