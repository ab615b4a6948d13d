import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage

/// What a program of somebody else's is shut into while it is graded.
public enum Cell: String, Sendable, Hashable {
  /// bubblewrap: a network of its own with nothing but the loopback, files that cannot be changed,
  /// other students' folders out of sight, and an end for all at once.
  case bubblewrap
  /// Namespaces of the kernel alone: network and processes, but not files.
  case namespaces
  /// Nothing.
  case open

  /// The best that works on this machine, tried out and not guessed.
  public static func best() async -> Cell {
    if await works("bwrap", ["--ro-bind", "/", "/", "--unshare-all", "true"]) {
      return .bubblewrap
    }
    if await works("unshare", namespaceOptions + ["true"]) { return .namespaces }
    return .open
  }

  private static let namespaceOptions = [
    "--user", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc",
  ]

  private static func works(_ program: String, _ arguments: [String]) async -> Bool {
    let result = try? await Subprocess.run(
      .name(program), arguments: Arguments(arguments), output: .discarded, error: .discarded)
    return result?.terminationStatus.isSuccess ?? false
  }

  /// What it keeps from happening, in a sentence; said loudly where that is nothing.
  public var description: String {
    switch self {
    case .bubblewrap:
      "each program runs in bubblewrap: no network but its own loopback, no file that it can change"
    case .namespaces:
      "WARNING: bubblewrap does not run here; each program has no network but its own loopback, "
        + "and may read and change your files: 'apt install bubblewrap' keeps it from that"
    case .open:
      "WARNING: nothing confines these programs here; each may do whatever you may, with your files "
        + "and in your network: 'apt install bubblewrap' keeps it from that"
    }
  }

  /// Where a submission lies within the cell.
  static let place = "/tmp/submission"

  /// The words that grade a folder within the cell.
  ///
  /// A copy is graded: what the program writes there is gone afterwards.
  func words(_ grading: Grading) -> [String] {
    let grade = [grading.program, "--course", grading.course, "workshop", "grade"]
    let limits = ["--memory", String(grading.memoryLimit)]
    let copy = "cp -a -- \"$0\" \"$1\" && shift && exec \"$@\""
    switch self {
    case .bubblewrap:
      var words = [
        "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/", "/",
        "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp",
        // Wherever else the teacher has them, they are not to be written there.
        "--setenv", "TMPDIR", "/tmp", "--setenv", "XDG_CACHE_HOME", "/tmp/.cache",
      ]
      // Who stands beside it is no business of its own.
      if let parent = grading.parent { words += ["--tmpfs", parent] }
      for path in [grading.course, grading.programFolder] { words += ["--ro-bind", path, path] }
      words += ["--ro-bind", grading.folder, "/tmp/original", "--chdir", "/tmp"]
      return words + ["/bin/sh", "-c", copy, "/tmp/original", Self.place] + grade + [Self.place]
        + limits
    case .namespaces:
      return ["unshare"] + Self.namespaceOptions + grade + [grading.folder, "--raise-loopback"]
        + limits
    case .open: return grade + [grading.folder] + limits
    }
  }
}

/// A folder that is to be graded, and with what.
public struct Grading: Sendable {
  /// The folder, with its whole path.
  public var folder: String
  /// The folder of the course, with its whole path.
  public var course: String
  /// This program.
  public var program: String
  /// How long the whole may take.
  public var timeLimit: Duration
  /// How much memory the program may use, in MiB.
  public var memoryLimit: Int

  /// Describes one.
  public init(
    folder: String, course: String, program: String, timeLimit: Duration, memoryLimit: Int
  ) {
    self.folder = folder
    self.course = course
    self.program = program
    self.timeLimit = timeLimit
    self.memoryLimit = memoryLimit
  }

  var programFolder: String { Self.parent(of: program) ?? "/" }

  /// The folder in which the submissions lie; nil when hiding it would hide the system.
  var parent: String? {
    guard let parent = Self.parent(of: folder), parent.split(separator: "/").count > 1 else {
      return nil
    }
    return parent
  }

  private static func parent(of path: String) -> String? {
    path.lastIndex(of: "/").flatMap { $0 == path.startIndex ? nil : String(path[..<$0]) }
  }

  /// How much a grader may print: 1 MiB.
  private static let outputLimit = 1 << 20

  /// Grades the folder within a cell.
  public func grade(in cell: Cell) async -> Grade {
    // Held from outside, too: within a cell no limit of the kernel's can be set for the superuser.
    let taskLimit = TaskLimit(word: UUID().uuidString)
    let words =
      ["sh", "-c", taskLimit.words + "exec \"$@\"", "sh"] + cell.words(self)
    let name = folder.split(separator: "/").last.map(String.init) ?? folder
    let start = ContinuousClock.now
    let answer = await withTaskGroup(of: Answer.self) { group in
      group.addTask {
        let result = try? await Subprocess.run(
          .name(words[0]), arguments: Arguments(Array(words.dropFirst())),
          output: .string(limit: Self.outputLimit), error: .string(limit: Self.outputLimit))
        return .said(result?.standardOutput ?? "", result?.standardError ?? "")
      }
      group.addTask { [timeLimit] in
        try? await Task.sleep(for: timeLimit)
        return .tookTooLong
      }
      defer { group.cancelAll() }
      return await group.next() ?? .tookTooLong
    }
    await taskLimit.remove()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    switch answer {
    case .tookTooLong:
      return Grade(
        folder: name, problem: "it took longer than \(timeLimit.components.seconds) s", seconds)
    case .said(let text, let words):
      guard let found = Grade.Found(json: text) else {
        let last = words.split(whereSeparator: \.isNewline).last.map(String.init) ?? "no words"
        return Grade(folder: name, problem: Self.plain(last), seconds)
      }
      return Grade(folder: name, found, seconds)
    }
  }

  /// What a grader said last, without its name and the place of the copy.
  static func plain(_ words: String) -> String {
    let sentence = words.hasPrefix("sse: ") ? String(words.dropFirst("sse: ".count)) : words
    return sentence.replacing("\(Cell.place)/", with: "")
  }

  private enum Answer: Sendable {
    case said(String, String)
    case tookTooLong
  }
}

/// The loopback of this process's network.
public enum LoopbackInterface {
  /// Raises that of a network namespace that was just made; false when the system refuses.
  public static func raise() -> Bool {
    // `struct ifreq` of Linux: 16 bytes of a name, then the flags; 40 bytes in all.
    var request = [UInt8](repeating: 0, count: 40)
    request[0] = UInt8(ascii: "l")
    request[1] = UInt8(ascii: "o")
    let descriptor = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return request.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress, ioctl(descriptor, UInt(SIOCGIFFLAGS), base) == 0 else {
        return false
      }
      let flags = bytes.loadUnaligned(fromByteOffset: 16, as: Int16.self) | 1
      bytes.storeBytes(of: flags, toByteOffset: 16, as: Int16.self)
      return ioctl(descriptor, UInt(SIOCSIFFLAGS), base) == 0
    }
  }
}
