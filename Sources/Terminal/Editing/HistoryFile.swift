internal import Glibc

/// The lines entered in this run and the ones before, one a line.
///
/// A line is appended when it is entered, in one write under a lock: two programs at once keep the
/// lines of both. A file that cannot be written is no error; the lines are then forgotten.
struct HistoryFile {
  /// How many lines are kept; the file is shortened to the newest when it has twice as many.
  static let lineLimit = 1000
  /// A longer line is not kept: 64 KiB.
  static let lineLengthLimit = 1 << 16
  /// Of a file that is larger (4 MiB) only the end is read.
  static let sizeLimit = 4 << 20

  let path: String

  /// The lines, oldest first.
  func load() -> [String] {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    flock(descriptor, LOCK_EX)
    let lines = Self.lines(in: descriptor)
    let newest = Array(lines.suffix(Self.lineLimit))
    if lines.count > 2 * Self.lineLimit { rewrite(descriptor, newest) }
    return newest
  }

  func append(_ line: String) {
    if line.isEmpty || line.utf8.count > Self.lineLengthLimit { return }
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    flock(descriptor, LOCK_EX)
    Descriptor(number: descriptor).write(Array((line + "\n").utf8))
  }

  /// Shortens the file in place: another program may have it open, so it stays the same file.
  private func rewrite(_ descriptor: Int32, _ lines: [String]) {
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { return }
    Descriptor(number: descriptor).write(Array(lines.map { $0 + "\n" }.joined().utf8))
  }

  private static func lines(in descriptor: Int32) -> [String] {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    lseek(descriptor, max(0, size - sizeLimit), SEEK_SET)
    var bytes: [UInt8] = []
    let file = Descriptor(number: descriptor)
    while let more = file.read(), !more.isEmpty { bytes += more }
    let cut = size > sizeLimit ? 1 : 0
    return bytes.split(separator: 10).dropFirst(cut).map { String(decoding: $0, as: UTF8.self) }
  }
}
