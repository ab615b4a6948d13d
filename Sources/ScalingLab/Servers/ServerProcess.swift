import ScalingFigures
import Subprocess
import Synchronization
import SystemPackage

/// The server of a model, running beside the laboratory as a process of its own.
///
/// The writing end of its lifeline is held here and nowhere else: when this process ends, however
/// it ends, the kernel closes the pipe and the server clears itself away.
final class ServerProcess: Sendable {
  /// Where it listens, on 127.0.0.1.
  let port: UInt16
  /// The root of the process tree that is the server.
  let root: Int

  private let ending: AsyncStream<Never>.Continuation
  private let running: Task<Void, Never>
  private let end: Flag

  private init(
    port: UInt16, root: Int, ending: AsyncStream<Never>.Continuation,
    running: Task<Void, Never>, end: Flag
  ) {
    self.end = end
    self.port = port
    self.root = root
    self.ending = ending
    self.running = running
  }

  /// Starts the server of `model` and waits until it listens.
  static func start(_ model: ScalingModel, plan: ScalingPlan) async throws -> ServerProcess {
    let (lines, line) = AsyncStream<String>.makeStream()
    let (told, ending) = AsyncStream<Never>.makeStream()
    let arguments = plan.hostCommand + HostOptions(model: model, plan: plan).arguments
    // Not a child task: a run that is cancelled still ends its server in good order.
    let end = Flag()
    let running = Task {
      await hold(program: plan.program, arguments: arguments, until: told, line)
      end.raise()
    }
    for await said in lines {
      let words = said.split(separator: " ", maxSplits: 1)
      if words.first == "ready", let place = Place(words.last ?? "") {
        return ServerProcess(
          port: place.port, root: place.root, ending: ending, running: running, end: end)
      }
      ending.finish()
      await running.value
      let reason = words.first == "failed" ? String(words.last ?? "") : said
      throw ScalingError.serverFailed(model: model, reason: reason)
    }
    // The lines end, too, when the task is cancelled before the server is ready: it is let go then.
    ending.finish()
    await running.value
    try Task.checkCancellation()
    throw ScalingError.serverFailed(
      model: model, reason: "\(plan.program) ended at once; is it this program?")
  }

  /// Whether the server has ended, told or not.
  var hasEnded: Bool { end.isRaised }

  /// Lets go of the server; returns when it and all its processes have ended.
  func stop() async {
    ending.finish()
    await running.value
  }

  /// Runs the program until it ends by itself or `told` is finished.
  private static func hold(
    program: String, arguments: [String], until told: AsyncStream<Never>,
    _ line: AsyncStream<String>.Continuation
  ) async {
    defer { line.finish() }
    var options = PlatformOptions()
    // A session of its own keeps a terminal's Ctrl-C away from it.
    options.createSession = true
    do {
      _ = try await run(
        .path(FilePath(program)), arguments: Arguments(arguments), platformOptions: options,
        input: .inputWriter, output: .sequence, error: .discarded
      ) { execution in
        let writer = execution.standardInputWriter
        let output = execution.standardOutput
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            for await _ in told {}
            try await writer.finish()
          }
          for try await said in output.strings() { line.yield(said) }
          group.cancelAll()
          while let _ = try? await group.next() {}
        }
      }
    } catch {
      line.yield("failed \(error)")
    }
  }

  /// Something that happens once, seen from any thread.
  private final class Flag: Sendable {
    private let value = Atomic<Bool>(false)
    var isRaised: Bool { value.load(ordering: .acquiring) }
    func raise() { value.store(true, ordering: .releasing) }
  }

  private struct Place {
    var port: UInt16
    var root: Int

    init?(_ text: Substring) {
      let numbers = text.split(separator: " ")
      guard numbers.count == 2, let port = UInt16(numbers[0]), let root = Int(numbers[1]) else {
        return nil
      }
      self.port = port
      self.root = root
    }
  }
}
