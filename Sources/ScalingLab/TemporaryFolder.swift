#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A new folder under `$TMPDIR` or `/tmp`, with everything in it gone after ``remove()``.
struct TemporaryFolder: Sendable {
  let path: String

  /// Makes a folder that other users may read, since Apache's workers are one.
  init(prefix: String) throws(HostProblem) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw HostProblem("No folder could be made in \(parent): \(systemReason()).")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    chmod(path, 0o755)
  }

  /// Makes a folder in it.
  func makeFolder(_ name: String) throws(HostProblem) {
    guard mkdir("\(path)/\(name)", 0o755) == 0 else {
      throw HostProblem("\(path)/\(name) could not be made: \(systemReason()).")
    }
  }

  /// Writes a file in it.
  func write(_ text: String, to name: String) throws(HostProblem) {
    let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw HostProblem("\(path)/\(name) could not be written: \(systemReason()).")
    }
    defer { close(descriptor) }
    guard writeAll(descriptor, Array(text.utf8)) else {
      throw HostProblem("\(path)/\(name) could not be written: \(systemReason()).")
    }
  }

  /// Removes the folder and all in it; what is gone already does not matter.
  func remove() { Self.remove(path) }

  private static func remove(_ path: String) {
    if unlink(path) == 0 || rmdir(path) == 0 { return }
    for name in entries(of: path) { remove("\(path)/\(name)") }
    rmdir(path)
  }
}
