#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Runs a program of the system and gives what it prints.
enum Command {
  /// What standard output said; the program is found by PATH and its exit status is of no interest.
  @discardableResult
  static func run(_ arguments: [String], environment: [String: String] = [:]) -> String {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return "" }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    posix_spawn_file_actions_addclose(&actions, ends[1])
    defer { posix_spawn_file_actions_destroy(&actions) }
    // What the test runner blocks or ignores is not for those that it starts.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    let child = spawn(
      arguments, environment: environment, actions: &actions, attributes: &attributes)
    close(ends[1])
    defer { close(ends[0]) }
    guard let child else { return "" }
    let output = readAll(ends[0])
    waitpid(child, nil, 0)
    return output
  }

  /// Starts a program with this environment added to our own.
  static func spawn(
    _ arguments: [String], environment: [String: String],
    actions: UnsafePointer<posix_spawn_file_actions_t>?,
    attributes: UnsafePointer<posix_spawnattr_t>?
  ) -> pid_t? {
    var merged = inherited().filter { pair in
      !environment.keys.contains { pair.hasPrefix("\($0)=") }
    }
    merged += environment.map { "\($0.key)=\($0.value)" }
    var argv = arguments.map { strdup($0) } + [nil]
    var envp = merged.map { strdup($0) } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var child: pid_t = 0
    let status = posix_spawnp(&child, arguments[0], actions, attributes, &argv, &envp)
    return status == 0 ? child : nil
  }

  static func readAll(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func inherited() -> [String] {
    ["PATH", "HOME", "TMPDIR", "USER"].compactMap { (name: String) -> String? in
      guard let value = getenv(name) else { return nil }
      return "\(name)=\(String(cString: value))"
    }
  }
}
