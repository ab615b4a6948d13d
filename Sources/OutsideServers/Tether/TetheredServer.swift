import Glibc
public import Platform
import Subprocess
import Synchronization
import SystemPackage

/// A server of others, in the foreground of a session of its own, which ends when this program does.
///
/// A session of its own keeps a terminal's Ctrl-C away from it; the kernel kills its whole process
/// group when this program is gone, however it went.
public final class TetheredServer: Sendable {
  /// How long a server may take until it listens.
  public static let startLimit = Duration.seconds(10)
  /// How long it may take to end in good order before its group is killed.
  public static let grace = Duration.seconds(3)
  /// How often it is looked whether it listens yet.
  private static let pollInterval = Duration.milliseconds(10)

  /// The process that was started, which is also the number of its group.
  public let process: Int
  private let ending: AsyncStream<Never>.Continuation
  private let running: Task<Void, Never>

  private init(
    process: Int, ending: AsyncStream<Never>.Continuation, running: Task<Void, Never>
  ) {
    self.process = process
    self.ending = ending
    self.running = running
  }

  /// Starts a program and returns when it accepts connections on a port of 127.0.0.1 and is ready by
  /// whatever else it says; `isReady` is told the name of the log.
  ///
  /// What it writes to standard error goes to the file `log` in the folder. A task that is cancelled
  /// meanwhile leaves nothing running. A program that closes its standard input would let go of the
  /// tether: `isHeldByAnother` starts a process beside it, in its group, that holds it.
  public static func start(
    _ program: String, _ arguments: [String], port: Int, folder: TemporaryFolder,
    log: String = "stderr.log", environment: [String: String] = [:],
    as user: SystemUser? = nil, isHeldByAnother: Bool = false, within limit: Duration = startLimit,
    isReady: @Sendable (_ log: String) -> Bool = { _ in true }
  ) async throws -> TetheredServer {
    let (lines, line) = AsyncStream<Start>.makeStream()
    let (told, ending) = AsyncStream<Never>.makeStream()
    let tether = try Tether()
    // Not a child task: a start that is cancelled still ends its server in good order.
    let running = Task {
      var command = user?.command(program, arguments) ?? (program: program, arguments: arguments)
      if isHeldByAnother {
        command = ("/bin/sh", ["-c", holdingScript, command.program] + command.arguments)
      }
      let log = "\(folder.path)/\(log)"
      await run(command, environment, log: log, tether, until: told, line)
      line.finish()
      tether.letGo()
    }
    var name = program
    if let slash = program.lastIndex(of: "/") {
      name = String(program[program.index(after: slash)...])
    }
    for await said in lines {
      guard case .process(let process) = said else { break }
      let server = TetheredServer(process: process, ending: ending, running: running)
      do {
        try await server.waitUntilItListens(on: port, name: name, within: limit) {
          folder.read(log)
        } isReady: {
          isReady(log)
        }
        return server
      } catch {
        await server.stop()
        throw error
      }
    }
    ending.finish()
    await running.value
    try Task.checkCancellation()
    throw TetherProblem.notStarted(program: program, reason: "is it a program?")
  }

  /// What the shell does that makes the process beside a program, and then becomes the program.
  ///
  /// A shell hands /dev/null to what it starts with `&`, unless told otherwise: hence the detour over
  /// descriptor 3. The process beside it ends with the group, when this program lets go of it.
  private static let holdingScript = """
    exec 3<&0
    sleep infinity <&3 3<&- >/dev/null 2>&1 &
    exec "$0" "$@" 3<&- </dev/null
    """

  /// Whether it has ended, told or not.
  public var hasEnded: Bool {
    // The one who started it buries it, so that until then its number is not given to another.
    var information = siginfo_t()
    let status = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
    return status != 0 || information.si_signo != 0
  }

  /// Ends it as `kill -9` does; returns when its whole group has ended.
  public func kill() async {
    if !hasEnded { _ = Glibc.kill(pid_t(process), SIGKILL) }
    await stop()
  }

  /// Asks it to end; returns when it and its whole group have ended.
  public func stop() async {
    ending.finish()
    await running.value
  }

  private enum Start { case process(Int) }

  private func waitUntilItListens(
    on port: Int, name: String, within limit: Duration, words: @Sendable () -> String,
    isReady: @Sendable () -> Bool
  ) async throws {
    let deadline = ContinuousClock.now + limit
    while !(LoopbackPort.accepts(port) && isReady()) {
      guard !hasEnded else {
        throw TetherProblem.ended(program: name, words: Self.oneLine(words()))
      }
      guard ContinuousClock.now < deadline else {
        throw TetherProblem.silent(
          program: name, seconds: Int(limit.components.seconds))
      }
      try await Task.sleep(for: Self.pollInterval)
    }
  }

  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// Runs the program until it ends by itself or `told` is finished.
  private static func run(
    _ command: (program: String, arguments: [String]), _ environment: [String: String],
    log: String, _ tether: Tether, until told: AsyncStream<Never>,
    _ line: AsyncStream<Start>.Continuation
  ) async {
    var options = PlatformOptions()
    options.createSession = true
    let variables = environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
    guard
      let errors = try? FileDescriptor.open(
        FilePath(log), .writeOnly, options: [.create, .append, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    else { return }
    _ = try? await Subprocess.run(
      .path(FilePath(command.program)), arguments: Arguments(command.arguments),
      environment: .inherit.updating(Dictionary(uniqueKeysWithValues: variables)),
      platformOptions: options,
      input: .fileDescriptor(
        FileDescriptor(rawValue: tether.writer), closeAfterSpawningProcess: false),
      output: .discarded, error: .fileDescriptor(errors, closeAfterSpawningProcess: true)
    ) { execution in
      let process = execution.processIdentifier.value
      // What cannot be held is not left to itself.
      if tether.hold(group: process) {
        line.yield(.process(Int(process)))
        for await _ in told {}
      }
      await execution.teardown(using: [.gracefulShutDown(allowedDurationToNextStep: grace)])
    }
  }
}
