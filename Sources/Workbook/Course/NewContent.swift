import FoundationEssentials

/// Adds files to a course, for `sse new lesson NAME` and `sse new quiz NAME`.
public struct NewContent: Sendable {
  /// Why nothing was written.
  public enum Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name has no letter or digit.
    case noName(String)
    /// Something of that name is there; it is left alone.
    case exists(String)
    /// The file cannot be written.
    case cannotWrite(String)

    /// One sentence.
    public var description: String {
      switch self {
      case .noName(let name): "'\(name)' is no name: it needs a letter or a digit."
      case .exists(let path): "\(path) is there already; choose another name."
      case .cannotWrite(let path): "\(path) cannot be written: look at the folder's permissions."
      }
    }
  }

  /// The folder that holds `lessons` and `quizzes`.
  public let folder: String

  /// Prepares to add to the course in a folder.
  public init(folder: String) { self.folder = folder }

  /// Writes a lesson after all others; returns its path.
  public func lesson(named title: String) throws(Problem) -> String {
    let id = try Self.id(of: title)
    let reader = CourseReader(folder: folder)
    let lessons = reader.names(in: "lessons").compactMap(CourseReader.numbered)
    if let same = lessons.first(where: { $0.1 == id }) {
      throw .exists("lessons/\(Self.padded(same.0))-\(id)")
    }
    let last = lessons.max { $0.0 < $1.0 }
    let name = "\(Self.padded((last?.0 ?? 0) + 1))-\(id)"
    let text = Templates.lesson(title: title, id: id, after: last?.1)
    return try write(text, to: "lessons/\(name)/lesson.md")
  }

  /// Writes a quiz; returns its path.
  public func quiz(named title: String) throws(Problem) -> String {
    let id = try Self.id(of: title)
    let lessons = CourseReader(folder: folder).names(in: "lessons")
    let lesson = lessons.compactMap(CourseReader.numbered).first?.1 ?? id
    return try write(Templates.quiz(title: title, lesson: lesson), to: "quizzes/\(id).yaml")
  }

  private func write(_ text: String, to name: String) throws(Problem) -> String {
    let path = folder == "." ? name : "\(folder)/\(name)"
    guard !FileManager.default.fileExists(atPath: path) else { throw .exists(path) }
    let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    do {
      try FileManager.default.createDirectory(
        atPath: parent.joined(separator: "/"), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
    } catch {
      throw .cannotWrite(path)
    }
    return path
  }

  /// The name as a folder is called: lower case, words joined by hyphens.
  static func id(of title: String) throws(Problem) -> String {
    let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }
    guard !words.isEmpty else { throw .noName(title) }
    return words.joined(separator: "-")
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
