import Glibc
import OutsideServers
import Subprocess
import SystemPackage

/// A program of somebody's with its arguments: what is judged.
public struct Command: Sendable {
  /// A path, or a name that is looked for in `PATH`.
  public var program: String
  /// Its arguments.
  public var arguments: [String]

  /// So much of its standard error is remembered.
  static let wordsLimit = 2_000

  /// Makes a command of its words; nil when there are none.
  public init?(_ words: [String]) {
    guard let program = words.first else { return nil }
    self.program = program
    arguments = Array(words.dropFirst())
  }

  /// The same with something else in place of a word in its arguments.
  func replacing(_ word: String, with text: String) -> Command {
    var command = self
    command.arguments = arguments.map { $0.replacing(word, with: text) }
    return command
  }

  /// How it ended.
  struct End: Sendable {
    /// The exit status; nil when a signal ended it.
    var status: Int32?
    /// The signal that ended it.
    var signal: Int32?
    /// What it said to standard error, on one line.
    var words: String

    var isGood: Bool { status == 0 }
    var description: String {
      status.map { "exit status \($0)" } ?? "signal \(signal ?? 0)"
    }
    var problem: SubjectProblem { .died(status: description, words: words) }
  }

  /// Runs it in a session of its own and hands its input and output to `body`.
  ///
  /// When `body` returns, it may take so long (`grace`) to end by itself; then it and all that it
  /// started are killed. They are, too, when this program ends in whatever way: by the tether.
  func run(
    grace: Duration,
    _ body:
      @escaping @Sendable (Execution<CustomWriteInput, SequenceOutput, SequenceOutput>) async ->
      Void
  ) async throws(SubjectProblem) -> End {
    // A command that does not read its input must not end this program.
    signal(SIGPIPE, SIG_IGN)
    var options = PlatformOptions()
    options.createSession = true
    let words = Shared<[UInt8]>([])
    let group = Shared<pid_t>(0)
    let tether: OwnTether
    do throws(TetherProblem) {
      tether = try OwnTether()
    } catch {
      throw .notStarted(program, reason: error.description)
    }
    defer { tether.letGo() }
    do {
      let result = try await Subprocess.run(
        program.contains("/") ? .path(FilePath(program)) : .name(program),
        arguments: Arguments(arguments), platformOptions: options, input: .inputWriter,
        output: .sequence, error: .sequence
      ) { execution in
        let process = execution.processIdentifier.value
        group.with { $0 = process }
        // What cannot be held is not left to itself.
        if !tether.hold(group: process) { kill(-process, SIGKILL) }
        await withTaskGroup { tasks in
          tasks.addTask {
            do {
              for try await buffer in execution.standardError {
                words.with { words in
                  guard words.count < Self.wordsLimit else { return }
                  words += buffer.withUnsafeBytes { Array($0.prefix(Self.wordsLimit)) }
                }
              }
            } catch {}
          }
          await body(execution)
          try? await execution.standardInputWriter.finish()
          await Self.waitForEnd(of: process, atMost: grace)
          kill(-process, SIGKILL)
          tasks.cancelAll()
        }
      }
      kill(-group.current, SIGKILL)
      let said = words.with { String(decoding: $0, as: UTF8.self) }
      var end = End(words: ErrorOutput.line(of: said))
      switch result.terminationStatus {
      case .exited(let status): end.status = status
      case .signaled(let signal): end.signal = signal
      }
      return end
    } catch {
      let process = group.current
      if process > 0 { kill(-process, SIGKILL) }
      throw .notStarted(program, reason: "is it a program, and in PATH?")
    }
  }

  /// Looks whether it has ended, without burying it, until it has or the time is over.
  private static func waitForEnd(of process: pid_t, atMost grace: Duration) async {
    let deadline = ContinuousClock.now + grace
    while ContinuousClock.now < deadline {
      var information = siginfo_t()
      let status = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
      if status != 0 || information.si_signo != 0 { return }
      try? await Task.sleep(for: .milliseconds(2))
      if Task.isCancelled { return }
    }
  }
}
