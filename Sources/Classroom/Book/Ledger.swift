import Glibc
import Platform

/// A file of lines, to which is only added.
///
/// A line is there for good once ``append(_:)`` has returned, also when the program is killed the
/// moment after: the kernel has it. A line that was cut by a failing machine is left out.
final class Ledger: Sendable {
  private let descriptor: CInt

  /// Opens a file, or makes one that nobody else may read.
  /// - Throws: ``ClassFolderProblem``; also when another program has it open.
  init(_ path: String) throws(ClassFolderProblem) {
    descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw .unwritable(path, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .taken
    }
    endHalfLine()
  }

  deinit { close(descriptor) }

  /// The whole lines of a file; none if there is none.
  static func lines(of path: String, limit: Int) -> [Substring] {
    (Files.contents(of: path, limit: limit) ?? "").split(separator: "\n")
  }

  /// Adds a line, which holds no line feed; false when the file does not take it.
  @discardableResult
  func append(_ line: String) -> Bool {
    var text = line + "\n"
    return text.withUTF8 { bytes in
      // One call for one line: of two threads neither cuts the other's.
      var count = write(descriptor, bytes.baseAddress, bytes.count)
      while count < 0, errno == EINTR {
        count = write(descriptor, bytes.baseAddress, bytes.count)
      }
      return count == bytes.count
    }
  }

  /// What was cut stays a line of its own, which nobody can read.
  private func endHalfLine() {
    let size = lseek(descriptor, 0, SEEK_END)
    var last = UInt8(ascii: "\n")
    guard size > 0, pread(descriptor, &last, 1, size - 1) == 1, last != UInt8(ascii: "\n") else {
      return
    }
    append("")
  }
}
