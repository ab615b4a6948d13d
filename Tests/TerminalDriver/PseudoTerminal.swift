internal import CPseudoTerminal

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A terminal as the operating system makes it, with us in the place of the screen.
final class PseudoTerminal {
  /// Where what the program writes is read, and keys are written.
  let descriptor: Int32
  let process: pid_t

  init?(_ arguments: [String], columns: Int = 100, rows: Int = 30) {
    var child: pid_t = 0
    let environment = [
      "TERM=xterm-256color", "SWIFT_BACKTRACE=enable=no", "PATH=/usr/bin:/bin", "HOME=/proc/none",
    ]
    var argv = arguments.map { strdup($0) } + [nil]
    var envp = environment.map { strdup($0) } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    descriptor = sse_spawn_on_terminal(&argv, &envp, Int32(columns), Int32(rows), &child)
    process = child
    if descriptor < 0 { return nil }
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    close(descriptor)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    write(descriptor, bytes, bytes.count)
  }

  /// What the program wrote since the last time, waiting for at most so many milliseconds.
  func read(milliseconds: Int32) -> [UInt8] {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, milliseconds) > 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = systemRead(descriptor, &buffer, buffer.count)
    return Array(buffer.prefix(max(0, count)))
  }

  /// Reads on until these bytes have come; false after so many seconds.
  func wait(for text: String, seconds: Double = 10) -> Bool {
    let wanted = Array(text.utf8)
    let end = ContinuousClock.now + .seconds(seconds)
    var seen: [UInt8] = []
    while ContinuousClock.now < end {
      seen = seen.suffix(wanted.count) + read(milliseconds: 100)
      if seen.contains(wanted) { return true }
    }
    return false
  }

  /// Reads on for a while, so that the program is never held up.
  func drain(for duration: Duration) {
    let end = ContinuousClock.now + duration
    while ContinuousClock.now < end { _ = read(milliseconds: 5) }
  }

  /// Processor time that the program has taken; nil where the system does not say.
  var processorTime: Duration? {
    let file = open("/proc/\(process)/stat", O_RDONLY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    let fields = Command.readAll(file).split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else {
      return nil
    }
    return .seconds(1) * (user + system) / sysconf(Int32(_SC_CLK_TCK))
  }
}

private func systemRead(_ number: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(number, bytes, count)
}
