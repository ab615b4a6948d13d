import FoundationEssentials

/// Files and folders that a command makes: never in the place of something that is there.
enum NewFile {
  /// Writes a file that is not there yet.
  static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    do {
      try Data(bytes).write(to: URL(filePath: path), options: .withoutOverwriting)
    } catch let error as CocoaError where error.code == .fileWriteFileExists {
      throw .failed("\(path) exists already: give a name that is free")
    } catch {
      throw .failed("\(path) cannot be written: is its folder there, and writable?")
    }
  }

  /// Makes a folder; one that must be new may not be there yet.
  static func makeFolder(_ path: String, isNew: Bool = true) throws(CommandFailure) {
    if isNew, FileManager.default.fileExists(atPath: path) {
      throw .failed("\(path) exists already: give a name that is free")
    }
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: !isNew)
    } catch {
      throw .failed("\(path) cannot be made: is the folder above it there, and writable?")
    }
  }
}
