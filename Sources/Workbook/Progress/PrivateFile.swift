import FoundationEssentials

/// A new file for its owner alone: there whole, or not at all.
public enum PrivateFile {
  /// Something is at the path already.
  struct Taken: Error {}

  /// Makes a file where there is none.
  ///
  /// It is written under a name that nothing else has, closed to others from the beginning, and
  /// then linked: a link is made whole or, where the name is taken, not at all.
  static func create(_ path: String, _ bytes: some Sequence<UInt8>) throws {
    let manager = FileManager.default
    let partial = "\(path).\(UUID().uuidString)"
    defer { try? manager.removeItem(atPath: partial) }
    guard
      manager.createFile(
        atPath: partial, contents: Data(), attributes: [.posixPermissions: 0o600])
    else { throw CocoaError(.fileWriteUnknown) }
    try Data(bytes).write(to: URL(filePath: partial))
    do {
      try manager.linkItem(atPath: partial, toPath: path)
    } catch {
      throw manager.fileExists(atPath: path) ? Taken() : error
    }
  }

  /// Makes a folder for its owner alone, unless it is there.
  public static func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }
}
