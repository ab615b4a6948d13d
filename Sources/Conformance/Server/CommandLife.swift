import Glibc
import Subprocess

/// A server that a command starts (`--start`).
public actor CommandLife: ServerLife {
  /// How long a server may take until it accepts connections: 15 s.
  static let startLimit = Duration.seconds(15)

  private let command: Command
  private let place: StreamPlace
  private var running: Task<SubjectProblem, Never>?
  private var ending: AsyncStream<Never>.Continuation?
  private let current = Shared<(process: Int32, hasEnded: Bool)>((0, true))

  /// Makes a life that has not begun; the command must listen at the place.
  public init(_ command: Command, at place: StreamPlace) {
    self.command = command
    self.place = place
  }

  /// The process while it runs.
  public nonisolated var process: Int32? {
    let (process, hasEnded) = current.current
    return hasEnded || process == 0 ? nil : process
  }

  /// Starts the command, and returns when a process accepts connections at the place.
  public func start() async throws(SubjectProblem) {
    guard await hasEnded() else { return }
    // Its end may not be known here yet, as long as a child of it holds its standard output.
    ending?.finish()
    _ = await running?.value
    let (told, ending) = AsyncStream<Never>.makeStream()
    self.ending = ending
    current.with { $0 = (0, false) }
    let task = Task { [command, current] () -> SubjectProblem in
      defer { current.with { $0.hasEnded = true } }
      do throws(SubjectProblem) {
        return try await command.run(grace: .zero) { execution in
          current.with { $0.process = execution.processIdentifier.value }
          await withTaskGroup { tasks in
            tasks.addTask {
              do { for try await _ in execution.standardOutput {} } catch {}
              current.with { $0.hasEnded = true }
              ending.finish()
            }
            for await _ in told {}
            Glibc.kill(-execution.processIdentifier.value, SIGKILL)
          }
        }.problem
      } catch {
        return error
      }
    }
    running = task
    let deadline = ContinuousClock.now + Self.startLimit
    while ContinuousClock.now < deadline, !Task.isCancelled {
      if current.current.hasEnded { throw await task.value }
      if let connection = try? await RawConnection.connect(host: place.host, port: place.port) {
        await connection.close()
        return
      }
      try? await Task.sleep(for: .milliseconds(30))
    }
    await kill()
    throw Task.isCancelled ? .stopped : .hangs(seconds: Int(Self.startLimit.components.seconds))
  }

  /// Sends SIGTERM.
  public func terminate() async {
    if let process { Glibc.kill(process, SIGTERM) }
  }

  /// Whether the process has ended.
  public func hasEnded() async -> Bool {
    guard let process else { return true }
    var information = siginfo_t()
    let status = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
    return status != 0 || information.si_signo != 0
  }

  /// Kills it and all that it started; returns when they have ended.
  public func kill() async {
    ending?.finish()
    _ = await running?.value
  }
}
