import FoundationEssentials

/// Where the lessons and quizzes are.
///
/// What the learner names comes first, then the folder they are in, then what lies beside the
/// program: in its checkout, or where it was installed.
enum CourseFolder {
  /// The first folder that holds `lessons` beside `quizzes`.
  static func find(in world: World) throws(CommandFailure) -> String {
    if let named = world.courseDirectory {
      guard holdsCourse(named) else {
        throw .failed("\(named) holds no course: it needs a folder 'lessons' beside 'quizzes'")
      }
      return named
    }
    if holdsCourse(".") { return "." }
    guard let beside = besideProgram(world.programPath) else {
      throw .failed("no lessons are here: name their folder with --course, or by SSE_COURSE")
    }
    return beside
  }

  private static func holdsCourse(_ folder: String) -> Bool {
    let manager = FileManager.default
    return ["lessons", "quizzes"].allSatisfy { manager.fileExists(atPath: "\(folder)/\($0)") }
  }

  /// Upwards from the program: `.build/debug/sse` lies in its checkout, `bin/sse` beside `share`.
  static func besideProgram(_ path: String) -> String? {
    var folder = URL(filePath: resolved(path)).deletingLastPathComponent()
    for _ in 0..<6 {
      for candidate in [folder, folder.appending(path: "share/sse-workbook")]
      where holdsCourse(candidate.path) {
        return candidate.path
      }
      folder = folder.deletingLastPathComponent()
    }
    return nil
  }

  /// The program itself, not the link by which it was started.
  private static func resolved(_ path: String) -> String {
    let running = "/proc/self/exe"
    return (try? FileManager.default.destinationOfSymbolicLink(atPath: running)) ?? path
  }
}
