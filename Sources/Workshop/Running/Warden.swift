import FoundationEssentials
import Glibc
import Platform
import Synchronization

/// Looks after a program that was started here, and after all that it starts.
///
/// They are known by a word in their environment, which children inherit: one that leaves its
/// process group, or whose parent has ended, is still found. The tether of the program holds for the
/// case that this one is killed; the warden is for all that has left its group.
final class Warden: Sendable {
  /// The variable that marks them.
  static let variable = "SSE_WORKSHOP_RUN"
  /// How much memory they may use together, in MiB.
  static let usualMemoryLimit = 1_024
  /// How many they may be.
  static let processLimit = 128
  /// How often they are looked at.
  private static let interval = Duration.milliseconds(100)
  /// How long processes that were killed may take to be gone.
  private static let patience = Duration.seconds(3)
  /// What the variable is set to.
  let word: String
  private let memoryLimit: Int
  private let found = Mutex<WorkshopProblem?>(nil)
  /// The process groups that were killed.
  private let killed = Mutex<Set<Int32>>([])

  init(memoryLimit: Int = usualMemoryLimit) {
    self.memoryLimit = memoryLimit
    word = UUID().uuidString
  }

  /// The limit that was exceeded, if one was.
  var problem: WorkshopProblem? { found.withLock(\.self) }

  /// The processes that are alive now.
  func processes() -> [Int32] { Bearers.all.bearing(word, noOlderThan: .zero) }

  /// Watches until the task is cancelled; whoever exceeds a limit is ended, with all the others, and
  /// that is told.
  func watch(_ exceeded: @Sendable () -> Void) async {
    while !Task.isCancelled {
      if let problem = excess() {
        found.withLock { $0 = problem }
        killAll()
        exceeded()
      }
      try? await Task.sleep(for: Self.interval)
    }
  }

  private func excess() -> WorkshopProblem? {
    let processes = Bearers.all.bearing(word, noOlderThan: Self.interval / 2)
    if processes.count > Self.processLimit { return .processes(limit: Self.processLimit) }
    let pages = processes.reduce(0) { $0 + Self.residentPages(of: $1) }
    guard pages * Int(sysconf(Int32(_SC_PAGESIZE))) > memoryLimit << 20 else { return nil }
    // What children share with their parent is there once; to find that out takes longer.
    let kibibytes = processes.reduce(0) { $0 + Self.proportionalKibibytes(of: $1) }
    return kibibytes > memoryLimit << 10 ? .memory(limit: memoryLimit) : nil
  }

  private static func proportionalKibibytes(of process: Int32) -> Int {
    let lines = (Files.contents(of: "/proc/\(process)/smaps_rollup") ?? "").split(separator: "\n")
    let fields = lines.first { $0.hasPrefix("Pss:") }?.split(separator: " ") ?? []
    return fields.count > 1 ? Int(fields[1]) ?? 0 : 0
  }

  private static func residentPages(of process: Int32) -> Int {
    let fields = Files.firstLine(of: "/proc/\(process)/statm").split(separator: " ")
    return fields.count > 1 ? Int(fields[1]) ?? 0 : 0
  }

  /// Kills all of them that are alive now, by whole process groups.
  ///
  /// The kernel ends a group at once and lets nobody of it fork meanwhile; one by one, those that
  /// fork would outrun whoever kills them.
  func killAll() { kill(processes()) }

  private func kill(_ processes: [Int32]) {
    let own = getpgrp()
    let groups = Set(processes.map { getpgid($0) }).filter { $0 > 1 && $0 != own }
    killed.withLock { $0.formUnion(groups) }
    for group in groups { Glibc.kill(-group, SIGKILL) }
    for process in processes { Glibc.kill(process, SIGKILL) }
  }

  /// Kills all of them, and what they start meanwhile; returns when none is left.
  func endAll() async {
    let deadline = ContinuousClock.now + Self.patience
    while ContinuousClock.now < deadline {
      let left = processes()
      if left.isEmpty, !isAnyEnding { return }
      kill(left)
      await BlockingThread.run { _ = usleep(2_000) }
    }
  }

  /// Whether a process of a killed group still lives: one that is ending bears no word any more, for
  /// its environment goes before its files and its folder do.
  private var isAnyEnding: Bool {
    let groups = killed.withLock(\.self)
    guard !groups.isEmpty else { return false }
    return Files.names(in: "/proc").contains { name in
      guard name.first?.isNumber == true, let status = Files.contents(of: "/proc/\(name)/stat"),
        let end = status.lastIndex(of: ")")
      else { return false }
      // After the name, which may hold anything: state, parent, group.
      let fields = status[status.index(after: end)...].split(separator: " ", maxSplits: 3)
      return fields.count > 2 && fields[0] != "Z" && fields[0] != "X"
        && Int32(fields[2]).map(groups.contains) ?? false
    }
  }

  /// The ports at which they listen.
  func ports() -> Set<Int> {
    let sockets = Set(
      Bearers.all.bearing(word, noOlderThan: Self.interval / 2).flatMap { process in
        Files.names(in: "/proc/\(process)/fd").compactMap { name in
          try? FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/\(process)/fd/\(name)")
        }
      })
    return Set(
      ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { table in
        (Files.contents(of: table) ?? "").split(separator: "\n").dropFirst().compactMap { line in
          let fields = line.split(separator: " ")
          guard fields.count > 9, fields[3] == "0A", sockets.contains("socket:[\(fields[9])]"),
            let port = fields[1].split(separator: ":").last
          else { return nil }
          return Int(port, radix: 16)
        }
      })
  }
}

/// The processes that bear the word of a warden: one look at the system serves all wardens for a
/// moment, since many programs may be watched side by side.
private final class Bearers: Sendable {
  static let all = Bearers()
  /// Where the variable stands, no environment is longer.
  private static let environmentLimit = 256 << 10
  private static let mark = Array("\(Warden.variable)=".utf8)

  private let seen = Mutex<(at: ContinuousClock.Instant, found: [String: [Int32]])?>(nil)

  /// Those that bear a word, as they were at most so long ago.
  func bearing(_ word: String, noOlderThan age: Duration) -> [Int32] {
    seen.withLock { seen in
      if let seen, .now - seen.at < age { return seen.found[word] ?? [] }
      let found = Self.look()
      seen = (.now, found)
      return found[word] ?? []
    }
  }

  private static func look() -> [String: [Int32]] {
    var found: [String: [Int32]] = [:]
    for process in Files.names(in: "/proc").compactMap({ Int32($0) }) {
      if let word = word(of: process) { found[word, default: []].append(process) }
    }
    return found
  }

  private static func word(of process: Int32) -> String? {
    guard
      var environment = Files.contents(of: "/proc/\(process)/environ", limit: environmentLimit)
    else { return nil }
    return environment.withUTF8 { bytes in
      guard let base = UnsafeRawPointer(bytes.baseAddress) else { return nil }
      var start = 0
      while start + mark.count <= bytes.count {
        let length = strnlen(
          (base + start).assumingMemoryBound(to: CChar.self), bytes.count - start)
        let variable = UnsafeRawBufferPointer(start: base + start, count: length)
        if length >= mark.count, memcmp(base + start, mark, mark.count) == 0 {
          return String(decoding: variable.dropFirst(mark.count), as: UTF8.self)
        }
        start += length + 1
      }
      return nil
    }
  }
}
