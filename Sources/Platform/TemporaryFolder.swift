import Glibc

/// A new folder under `$TMPDIR` or `/tmp`, with everything in it gone after ``remove()``.
///
/// A program that is killed cannot remove it; the next folder of the same prefix does.
public struct TemporaryFolder: Sendable {
  /// Where it is.
  public let path: String
  /// Tells others that somebody is there.
  private let lock: FolderLock?

  /// Makes a folder that other users may read, since the workers of a server often are one, unless
  /// it is private.
  ///
  /// - Parameters:
  ///   - prefix: What its name begins with.
  ///   - parent: The folder in which to make it; `$TMPDIR` or `/tmp` unless told.
  ///   - isPrivate: Whether other users may not even look into it.
  ///   - orphan: Called with the path of each folder of one that was killed, before it is removed.
  /// - Throws: A `FolderProblem` with the system's reason.
  public init(
    prefix: String, in parent: String? = nil, isPrivate: Bool = false,
    orphan: (String) -> Void = { _ in }
  ) throws(FolderProblem) {
    let parent = parent ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    Self.removeOrphans(prefix: prefix, in: parent, orphan)
    var template = Array("\(parent)/\(prefix)\(Self.placeholder)".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .noFolder(parent: parent, reason: systemReason())
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    if !isPrivate { chmod(path, 0o755) }
    lock = FolderLock(path)
  }

  /// What the system puts other letters for.
  private static let placeholder = "XXXXXX"

  /// How long a folder is left alone though nobody holds it: its maker may be about to.
  static let orphanAge = 60

  /// Removes what programs left that were killed: folders of this user that nobody holds any more.
  private static func removeOrphans(
    prefix: String, in parent: String, _ orphan: (String) -> Void
  ) {
    let length = prefix.utf8.count + placeholder.utf8.count
    for name in Files.names(in: parent) where name.hasPrefix(prefix) && name.utf8.count == length {
      let path = "\(parent)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0, status.st_uid == geteuid(),
        status.st_mode & S_IFMT == S_IFDIR,
        status.st_mtim.tv_sec < time(nil) - orphanAge, let lock = FolderLock(path)
      else { continue }
      withExtendedLifetime(lock) {
        orphan(path)
        remove(path)
      }
    }
  }

  /// Makes a folder in it.
  public func makeFolder(_ name: String) throws(FolderProblem) {
    guard mkdir("\(path)/\(name)", 0o755) == 0 else {
      throw .notWritten(file: "\(path)/\(name)", reason: systemReason())
    }
  }

  /// Writes a file in it, which other users may read unless it is secret.
  public func write(_ text: String, to name: String, isSecret: Bool = false) throws(FolderProblem) {
    let file = "\(path)/\(name)"
    let mode: mode_t = isSecret ? 0o600 : 0o644
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw .notWritten(file: file, reason: systemReason()) }
    defer { close(descriptor) }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { writeOnce(descriptor, $0) }
      guard count > 0 else { throw .notWritten(file: file, reason: systemReason()) }
      bytes = bytes.dropFirst(count)
    }
  }

  /// What a file in it holds; empty when there is none.
  public func read(_ name: String) -> String {
    Files.contents(of: "\(path)/\(name)", limit: Self.readLimit) ?? ""
  }

  /// How much of a file is read (64 KiB): these are configurations, keys and words of complaint.
  public static let readLimit = 65_536

  /// Removes the folder and all in it; what is gone already does not matter.
  public func remove() { Self.remove(path) }

  private static func remove(_ path: String) {
    if unlink(path) == 0 || rmdir(path) == 0 { return }
    for name in Files.names(in: path) { remove("\(path)/\(name)") }
    rmdir(path)
  }
}

/// The lock of a folder: while somebody has it, nobody else gets it.
///
/// The system lets it go with the program that holds it, however that ends.
private final class FolderLock: Sendable {
  private let descriptor: CInt

  /// Takes it; nil when somebody has it, or the folder is gone.
  init?(_ path: String) {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
  }

  deinit { close(descriptor) }
}

// The method of the same name hides the system's call from the one above.

private func writeOnce(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}

/// Why there is no temporary folder, or a file not in it; `description` is the one sentence to show.
public enum FolderProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// No temporary folder could be made.
  case noFolder(parent: String, reason: String)
  /// A file or folder could not be written.
  case notWritten(file: String, reason: String)

  /// The sentence.
  public var description: String {
    switch self {
    case .noFolder(let parent, let reason): "No folder could be made in \(parent): \(reason)."
    case .notWritten(let file, let reason): "\(file) could not be written: \(reason)."
    }
  }
}
