import ScalingFigures
import Glibc
import Platform

/// The server of one model, as a program of its own.
///
/// The laboratory starts it as a child: descriptor 0 is its lifeline, a pipe that hangs up when the
/// laboratory ends in whatever way; on descriptor 1 it says `ready PORT PROCESS` once, or `failed
/// SENTENCE`. `PROCESS` is the root of the process tree that is the server.
public enum ScalingHost {
  /// Serves until the lifeline hangs up, then clears away what it started; the exit status.
  ///
  /// `arguments` are those that ``ServerProcess`` gave, after the program's own command.
  public static func main(arguments: [String]) async -> Int32 {
    // The order to end comes through the lifeline, so that there is one way to end and no race: a
    // Ctrl-C in the terminal reaches the laboratory, which lets go of the pipe.
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { signal(number, SIG_IGN) }
    Descriptors.raiseLimit()
    do {
      let options = try HostOptions(arguments: arguments)
      switch options.model {
      case .process: try await ProcessPool(options).serve()
      case .async: try await AsyncServer(options).serve()
      case .apache: try await ApacheServer(options).serve()
      case .todo: try await TodoHost(options).serve()
      case .todoPool: try await TodoPoolHost(options).serve()
      }
      return 0
    } catch {
      say("failed \(error)")
      return 1
    }
  }

  /// Tells the laboratory where the server is.
  static func sayReady(port: Int, root: Int = Int(getpid())) { say("ready \(port) \(root)") }

  /// Returns when the laboratory is gone or has let go of this process.
  static func lifelineHangsUp() async {
    await BlockingThread.run {
      var byte: UInt8 = 0
      while true {
        let count = read(STDIN_FILENO, &byte, 1)
        if count == 0 || (count < 0 && errno != EINTR) { return }
      }
    }
  }

  private static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
  }
}

/// What a server of the laboratory is told when it is started.
struct HostOptions: Sendable {
  var model: ScalingModel
  var pool: Int
  var intervalMilliseconds: Int
  var program: String
  var workerCommand: [String]

  /// The arguments that ``init(arguments:)`` reads.
  var arguments: [String] {
    [model.rawValue, "\(pool)", "\(intervalMilliseconds)", program] + workerCommand
  }

  init(model: ScalingModel, plan: ScalingPlan) {
    self.model = model
    pool = plan.pool(of: model)
    intervalMilliseconds = max(1, Int(plan.interval.milliseconds))
    program = plan.program
    workerCommand = plan.workerCommand
  }

  init(arguments: [String]) throws(HostProblem) {
    guard arguments.count >= 4, let model = ScalingModel(rawValue: arguments[0]),
      let pool = Int(arguments[1]), let interval = Int(arguments[2])
    else { throw HostProblem("This command is for `sse scale` itself; run `sse scale --help`.") }
    self.model = model
    self.pool = pool
    intervalMilliseconds = interval
    program = arguments[3]
    workerCommand = Array(arguments[4...])
  }
}

/// Why a server did not start, in one sentence that travels to the laboratory.
struct HostProblem: Error, CustomStringConvertible {
  var description: String
  init(_ sentence: String) { description = sentence }
}
