import Glibc
import Platform

/// What the kernel tells of a process and of all that it started, read from `/proc`.
struct ProcessReadings: Sendable {
  /// The process numbers, the first being the root of the tree.
  var processes: [Int]
  /// The processor time of every thread so far, in nanoseconds, by "process/thread".
  var threadTimes: [String: Int64]

  var threads: Int { threadTimes.count }

  /// Reads the tree under `root` now.
  init(root: Int) {
    processes = Self.tree(under: root)
    threadTimes = [:]
    for process in processes {
      for thread in Files.names(in: "/proc/\(process)/task") {
        let times = Files.firstLine(of: "/proc/\(process)/task/\(thread)/schedstat")
        threadTimes["\(process)/\(thread)"] = times.split(separator: " ").first.flatMap {
          Int64($0)
        }
      }
    }
  }

  /// The processor time that was spent since `earlier`, in milliseconds.
  func milliseconds(since earlier: ProcessReadings) -> Double {
    let spent = threadTimes.reduce(Int64(0)) { sum, time in
      sum + max(0, time.value - (earlier.threadTimes[time.key] ?? 0))
    }
    return Double(spent) / 1e6
  }

  /// The memory of the tree, each shared page divided among those that share it.
  ///
  /// A process that has ended meanwhile counts nothing; Apache ends spare workers when it likes.
  /// `nil` where the kernel refuses to say for one that is there.
  func pss() -> Int? {
    var sum = 0
    for process in processes {
      if let bytes = Self.pss(of: process) {
        sum += bytes
      } else if Self.isAlive(process) {
        return nil
      }
    }
    return sum
  }

  private static func pss(of process: Int) -> Int? {
    let lines = (Files.contents(of: "/proc/\(process)/smaps_rollup") ?? "").split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("Pss:") }) else { return nil }
    return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1_024 }
  }

  /// Whether a process is there and not dead.
  static func isAlive(_ process: Int) -> Bool {
    // "17 (a name) S 1 …": the name may hold anything, so look behind its last bracket.
    let line = Files.firstLine(of: "/proc/\(process)/stat")
    guard let bracket = line.lastIndex(of: ")") else { return false }
    return !line[bracket...].hasPrefix(") Z")
  }

  /// `root` and all that descend from it; processes that are dead but not buried do not count.
  static func tree(under root: Int) -> [Int] {
    var children: [Int: [Int]] = [:]
    for process in Files.names(in: "/proc").compactMap({ Int($0) }) {
      let line = Files.firstLine(of: "/proc/\(process)/stat")
      guard let bracket = line.lastIndex(of: ")") else { continue }
      let fields = line[bracket...].split(separator: " ")
      guard fields.count > 2, fields[1] != "Z", let parent = Int(fields[2]) else { continue }
      children[parent, default: []].append(process)
    }
    var found = [root]
    var next = 0
    while next < found.count {
      found += children[found[next]] ?? []
      next += 1
    }
    return found
  }
}
