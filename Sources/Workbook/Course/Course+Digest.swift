internal import FoundationEssentials
internal import Signing

extension Course {
  /// A digest of every file of the course in a folder, and of their names; nil when there is none.
  ///
  /// SHA-256 in hexadecimal digits: two courses of the same digest are the same course.
  public static func digest(at folder: String) -> String? {
    let manager = FileManager.default
    var hash = SHA256()
    for part in ["lessons", "quizzes"] {
      guard let names = try? manager.subpathsOfDirectory(atPath: "\(folder)/\(part)") else {
        return nil
      }
      for name in names.sorted() {
        guard let data = manager.contents(atPath: "\(folder)/\(part)/\(name)") else { continue }
        // The lengths keep the end of one file from being read as the beginning of the next.
        hash.update(Array("\(part)/\(name)\0\(data.count)\0".utf8))
        hash.update(Array(data))
      }
    }
    return hexadecimal(hash.finished())
  }
}
