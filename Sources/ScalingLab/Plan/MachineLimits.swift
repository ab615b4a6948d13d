import ScalingFigures
import Glibc
import Platform

/// What this machine allows, looked at before anything is started.
public struct MachineLimits: Sendable, Hashable {
  /// The descriptors that one process may have open.
  public var descriptors: Int
  /// The processes and threads that this user may have; `nil` if there is no limit.
  public var processes: Int?
  /// The memory that is free for new programs, in bytes.
  public var memory: Int
  /// The processors.
  public var processors: Int

  /// Describes a machine, real or imagined.
  public init(descriptors: Int, processes: Int?, memory: Int, processors: Int) {
    self.descriptors = descriptors
    self.processes = processes
    self.memory = memory
    self.processors = processors
  }

  /// Descriptors that a process needs for other things than streams.
  static let descriptorReserve = 64
  /// What a worker process is expected to take, before one was measured.
  static let workerEstimate = 6 << 20

  /// This machine; the limit of descriptors of this process is raised to the hard limit first.
  public static func ofThisMachine() -> MachineLimits {
    MachineLimits(
      descriptors: Descriptors.raiseLimit(), processes: processLimit(),
      memory: min(availableMemory(), groupMemory() ?? Int.max),
      processors: Int(sysconf(CInt(_SC_NPROCESSORS_ONLN))))
  }

  /// Why a step cannot be tried here, as one sentence; `nil` if it can.
  func refusal(of model: ScalingModel, clients: Int) -> String? {
    let needed = clients + Self.descriptorReserve
    guard needed > descriptors else { return nil }
    return
      "\(grouped(clients)) clients need \(grouped(needed)) descriptors, and this machine allows "
      + "a process \(grouped(descriptors)) (`ulimit -Hn`), so \(model.rawValue) is not asked for "
      + "so many."
  }

  /// Why a pool cannot be started here, as one sentence; `nil` if it can.
  func refusal(of model: ScalingModel, pool: Int) -> String? {
    guard model == .process || model == .apache else { return nil }
    if let processes, pool + Self.descriptorReserve > processes {
      return "\(grouped(pool)) workers do not fit into the \(grouped(processes)) processes that "
        + "this user may have (`ulimit -u`), so \(model.rawValue) is left out; try a smaller --pool."
    }
    let bytesNeeded = pool * Self.workerEstimate
    guard bytesNeeded > memory else { return nil }
    return
      "\(grouped(pool)) workers need about \(bytes(bytesNeeded)) and \(bytes(memory)) is free, "
      + "so \(model.rawValue) is left out; try a smaller --pool."
  }

  private static func processLimit() -> Int? {
    var limit = rlimit()
    // The superuser is not held to the limit.
    guard geteuid() != 0, getrlimit(__rlimit_resource_t(__RLIMIT_NPROC.rawValue), &limit) == 0,
      limit.rlim_cur < UInt(Int.max)
    else { return nil }
    return Int(limit.rlim_cur)
  }

  private static func availableMemory() -> Int {
    let lines = (Files.contents(of: "/proc/meminfo") ?? "").split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("MemAvailable:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return Int.max }
    return kibibytes * 1_024
  }

  /// What a container may still take, where it has a limit of its own.
  private static func groupMemory() -> Int? {
    guard let limit = Int(Files.firstLine(of: "/sys/fs/cgroup/memory.max")),
      let used = Int(Files.firstLine(of: "/sys/fs/cgroup/memory.current"))
    else { return nil }
    return max(0, limit - used)
  }
}
