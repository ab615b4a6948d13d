import FoundationEssentials
import Workbook

import Glibc

/// Which courses the learner trusts to run commands of their own.
///
/// The one that came with the program is trusted by itself, any other by `--trust` or by a yes that
/// is remembered. What is remembered is the folder and a digest of all that lies in it: a course
/// that has changed is another course.
struct CourseTrust: Sendable {
  /// The file in the state folder: a line for each answer, `yes DIGEST PATH`.
  static let fileName = "trusted-courses"

  let world: World
  /// The folder of the course.
  let folder: String

  /// Whether it may run commands of its own.
  var isTrusted: Bool { world.trustsCourse || isOurs || answer == true }

  /// Whether to ask: somebody put it where the program was started, and nobody has been asked yet.
  var isToBeAsked: Bool {
    world.courseDirectory == nil && !world.trustsCourse && !isOurs && answer == nil
  }

  /// What was answered before; nil when nobody was asked.
  var answer: Bool? {
    guard let file, let text = try? String(contentsOfFile: file, encoding: .utf8), let key else {
      return nil
    }
    let lines = text.split(separator: "\n").reversed()
    return lines.first { $0.hasSuffix(" " + key) }.map { $0.hasPrefix("yes ") }
  }

  /// Keeps an answer; where nothing can be kept, it is asked again next time.
  func remember(_ answer: Bool) {
    guard let file, let folder = world.stateDirectory, let key else { return }
    let manager = FileManager.default
    try? manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let before = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    try? Data("\(before)\(answer ? "yes" : "no") \(key)\n".utf8)
      .write(to: URL(filePath: file), options: .atomic)
  }

  private var file: String? { world.stateDirectory.map { "\($0)/\(Self.fileName)" } }

  private var key: String? {
    Course.digest(at: folder).map { "\($0) \(Self.resolved(folder))" }
  }

  private var isOurs: Bool {
    CourseFolder.besideProgram(world.programPath).map(Self.resolved) == Self.resolved(folder)
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}

extension Session {
  /// Whether the course may run commands of its own.
  var isCourseTrusted: Bool {
    if let trust { return trust }
    let isTrusted = courseTrust?.isTrusted ?? false
    trust = isTrusted
    return isTrusted
  }

  private var courseTrust: CourseTrust? {
    (try? CourseFolder.find(in: world)).map { CourseTrust(world: world, folder: $0) }
  }

  /// Asks once about a course that did not come with the program; true when the next line answers.
  func askAboutCourse() -> Bool {
    guard let courseTrust, courseTrust.isToBeAsked else { return false }
    say(
      "The course in this folder did not come with sse: its pages write no files and",
      "reach no other machine. Do you trust it to run commands of its own as well?",
      "'yes' or 'no'; you are asked once.")
    question = { session, line in
      guard let answer = ["yes": true, "y": true, "no": false, "n": false][line.lowercased()] else {
        return session.say("taken for no, for now")
      }
      courseTrust.remember(answer)
      session.trust = answer
      session.say(answer ? "it is trusted" : "it stays confined")
    }
    return true
  }
}
