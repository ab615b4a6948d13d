import Foundation

/// A folder for files of this test run, gone when the process ends.
enum Scratch {
  private static let folder: URL = {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "sse-todo-\(ProcessInfo.processInfo.processIdentifier)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    atexit {
      let name = "sse-todo-\(ProcessInfo.processInfo.processIdentifier)"
      try? FileManager.default.removeItem(
        at: FileManager.default.temporaryDirectory.appending(path: name))
    }
    return folder
  }()

  /// A path that nobody else has.
  static func path(_ suffix: String = ".sqlite") -> String {
    folder.appending(path: UUID().uuidString + suffix).path()
  }
}
