import ScalingFigures
import Glibc
import Platform

@testable import ScalingLab

/// A laboratory in a process of its own, to be killed.
struct Laboratory {
  /// How long the kernel and the guards may take to clear away what it left.
  static let patience = Duration.seconds(10)

  let process: Int
  /// The reading end of its output, open until it is killed, so that nothing else ends it.
  private let output: CInt

  /// Starts it, and returns once its clients are served.
  static func start(_ model: ScalingModel, temporaryFolder: String) async throws -> Laboratory {
    let pipe = try makePipe()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipe.write, 1)
    let words = [TestProgram.path, "run", model.rawValue, "3,5", "4"]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] = [
      strdup("TMPDIR=\(temporaryFolder)"), strdup("PATH=/usr/sbin:/usr/bin:/bin"), nil,
    ]
    if let libraries = getenv("LD_LIBRARY_PATH") {
      environment.insert(strdup("LD_LIBRARY_PATH=\(String(cString: libraries))"), at: 0)
    }
    defer { for pointer in arguments + environment { free(pointer) } }
    var process = pid_t()
    let status = posix_spawn(&process, TestProgram.path, &actions, nil, &arguments, &environment)
    close(pipe.write)
    guard status == 0 else { throw ScalingError.system(call: "a process", reason: "posix_spawn") }
    await BlockingThread.run { readUntilMeasuring(pipe.read) }
    return Laboratory(process: Int(process), output: pipe.read)
  }

  /// Kills it as nothing else can be killed, and buries it.
  func kill() {
    Glibc.kill(pid_t(process), SIGKILL)
    var status: CInt = 0
    waitpid(pid_t(process), &status, 0)
    close(output)
  }

  /// Kills a process of it that should be gone.
  static func kill(_ process: Int) { Glibc.kill(pid_t(process), SIGKILL) }

  /// Whether all these processes end in time.
  func isGone(_ processes: [Int]) async -> Bool {
    await Self.holds { processes.allSatisfy { !ProcessReadings.isAlive($0) } }
  }

  /// Whether the folder is emptied in time.
  func isEmpty(_ folder: String) async -> Bool {
    await Self.holds { Files.names(in: folder).isEmpty }
  }

  /// Whether the condition comes true in time.
  static func holds(_ condition: () -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + patience
    while !condition() {
      if ContinuousClock.now > deadline { return false }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return true
  }

  private static func readUntilMeasuring(_ descriptor: CInt) {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1_024)
    while !String(decoding: text, as: UTF8.self).contains("measuring") {
      let count = read(descriptor, &buffer, buffer.count)
      if count <= 0 { return }
      text += buffer[..<count]
    }
  }
}
