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
  /// Where the variable stands, no environment is longer.
  private static let environmentLimit = 256 << 10

  /// What the variable is set to.
  let word: String
  private let memoryLimit: Int
  /// The processes that were there before; none of them is looked at.
  private let before: Set<Int32>
  private let found = Mutex<WorkshopProblem?>(nil)

  init(memoryLimit: Int = usualMemoryLimit) {
    self.memoryLimit = memoryLimit
    word = UUID().uuidString
    before = Set(Self.all())
  }

  /// The limit that was exceeded, if one was.
  var problem: WorkshopProblem? { found.withLock(\.self) }

  /// The processes that are alive now.
  func processes() -> [Int32] {
    let mark = "\(Self.variable)=\(word)"
    return Self.all().filter { process in
      guard !before.contains(process),
        let environment = Files.contents(
          of: "/proc/\(process)/environ", limit: Self.environmentLimit)
      else { return false }
      return environment.utf8.split(separator: 0).contains { $0.elementsEqual(mark.utf8) }
    }
  }

  private static func all() -> [Int32] { Files.names(in: "/proc").compactMap { Int32($0) } }

  /// Watches until the task is cancelled; whoever exceeds a limit is ended, with all the others.
  func watch() async {
    while !Task.isCancelled {
      if let problem = excess() {
        found.withLock { $0 = problem }
        killAll()
      }
      try? await Task.sleep(for: Self.interval)
    }
  }

  private func excess() -> WorkshopProblem? {
    let processes = processes()
    if processes.count > Self.processLimit { return .processes(limit: Self.processLimit) }
    let pages = processes.reduce(0) { $0 + Self.residentPages(of: $1) }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE))) > memoryLimit << 20
      ? .memory(limit: memoryLimit) : nil
  }

  private static func residentPages(of process: Int32) -> Int {
    let fields = Files.firstLine(of: "/proc/\(process)/statm").split(separator: " ")
    return fields.count > 1 ? Int(fields[1]) ?? 0 : 0
  }

  /// Kills all of them that are alive now.
  func killAll() {
    for process in processes() { kill(process, SIGKILL) }
  }

  /// Kills all of them, and what they start meanwhile; returns when none is left.
  func endAll() async {
    let deadline = ContinuousClock.now + Self.patience
    while ContinuousClock.now < deadline {
      let left = processes()
      if left.isEmpty { return }
      for process in left { kill(process, SIGKILL) }
      await BlockingThread.run { _ = usleep(2_000) }
    }
  }

  /// The ports at which they listen.
  func ports() -> Set<Int> {
    let sockets = Set(
      processes().flatMap { process in
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
