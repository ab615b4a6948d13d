import Glibc
import Platform

/// What the kernel allows a program, with all that it starts, to have of tasks (processes and
/// threads): one that forks without end is held before the ``Warden`` has looked.
///
/// For an ordinary user it is `RLIMIT_NPROC`, which counts all tasks of the user: what there is now,
/// and ``usualRoom`` more. The superuser is not held to that; there it is a control group of the
/// controller `pids`, version 1 or 2, which is removed at the end. Where none can be made the warden
/// alone looks.
struct TaskLimit: Sendable {
  /// How many tasks a program may have: more than the processes that the warden allows, since a
  /// runtime may have a dozen threads in each.
  static let usualRoom = 1_024
  /// How often, and how many microseconds apart, it is tried to remove a group whose last process is
  /// just ending.
  private static let removals = (count: 100, pause: UInt32(5_000))
  private static let prefix = "sse-workshop-"

  /// What a shell does before it becomes the program.
  let words: String
  private let group: String?

  init(word: String, room: Int = usualRoom) {
    guard geteuid() == 0 else {
      group = nil
      // `-u` is what bash calls it, `-p` what dash does.
      let limit = Self.tasks(of: getuid()) + room
      words = "ulimit -u \(limit) 2>/dev/null || ulimit -p \(limit) 2>/dev/null; "
      return
    }
    group = Self.makeGroup(named: "\(Self.prefix)\(getpid())-\(word)", room: room)
    words = group.map { "{ echo $$ >'\($0)/cgroup.procs'; } 2>/dev/null; " } ?? ""
  }

  /// Whether the kernel holds programs to one here.
  var isKept: Bool { !words.isEmpty }

  /// Removes what was made for it, once everything in it has ended.
  func remove() async {
    guard let group else { return }
    await BlockingThread.run {
      for _ in 0..<Self.removals.count where rmdir(group) != 0 && errno == EBUSY {
        usleep(Self.removals.pause)
      }
    }
  }

  /// Makes a group that holds so many tasks; nil where that cannot be.
  private static func makeGroup(named name: String, room: Int) -> String? {
    guard let parent = hierarchy() else { return nil }
    removeLeftovers(in: parent)
    let group = "\(parent)/\(name)"
    guard mkdir(group, 0o755) == 0 else { return nil }
    let limit = "\(room)"
    let descriptor = open("\(group)/pids.max", O_WRONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    guard descriptor >= 0, write(descriptor, limit, limit.utf8.count) == limit.utf8.count else {
      rmdir(group)
      return nil
    }
    return group
  }

  /// Where groups of the controller `pids` may be made.
  private static func hierarchy() -> String? {
    let versionOne = "/sys/fs/cgroup/pids"
    if access("\(versionOne)/cgroup.procs", F_OK) == 0 { return versionOne }
    let versionTwo = "/sys/fs/cgroup"
    return Files.firstLine(of: "\(versionTwo)/cgroup.subtree_control").split(separator: " ")
      .contains("pids") ? versionTwo : nil
  }

  /// Removes the empty groups of programs that were killed before they could.
  private static func removeLeftovers(in parent: String) {
    for name in Files.names(in: parent) where name.hasPrefix(prefix) {
      let owner = name.dropFirst(prefix.count).prefix { $0 != "-" }
      guard let owner = pid_t(owner), kill(owner, 0) != 0, errno == ESRCH else { continue }
      rmdir("\(parent)/\(name)")
    }
  }

  private static func tasks(of user: uid_t) -> Int {
    Files.names(in: "/proc").reduce(0) { count, name in
      var status = stat()
      guard name.first?.isNumber == true, stat("/proc/\(name)", &status) == 0,
        status.st_uid == user
      else { return count }
      return count + Files.names(in: "/proc/\(name)/task").count
    }
  }
}
