import FoundationEssentials

/// The file in which the prompt keeps what was typed.
struct PromptHistory: Sendable {
  let path: String?
  let isNew: Bool

  init(stateDirectory: String?) {
    guard let stateDirectory else {
      (path, isNew) = (nil, true)
      return
    }
    let manager = FileManager.default
    try? manager.createDirectory(atPath: stateDirectory, withIntermediateDirectories: true)
    let file = stateDirectory + "/history"
    (path, isNew) = (file, !manager.fileExists(atPath: file))
  }

  var lines: [String] {
    guard let path, let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").map(String.init)
  }
}
