import ArgumentParser
import Browser
import FoundationEssentials
import OutsideServers
import Workbook

/// `handout`: a lesson on paper.
struct HandoutCommand: ReadingCommand, ListedCommand {
  static let overview = OverviewPlace.beside("lessons")

  static func offers(of course: Course) -> [String] { course.lessons.map(\.id) }

  static let configuration = CommandConfiguration(
    commandName: "handout",
    abstract: "Write a lesson as a handout, its answers at the end.",
    discussion: """
      One page of HTML that needs nothing else; with --pdf as well what Chromium prints of it.
      Example: sse handout format --to format.html --pdf format.pdf
      """)

  @Argument(help: "The lesson's id or number.")
  var lesson: String

  @Option(help: "The HTML file; it must not exist yet.")
  var to: String?

  @Option(help: "Also print it as a PDF there; takes Chromium.")
  var pdf: String?

  var shellUse: ShellUse { .alone }

  /// Where the page goes unless told otherwise; with a PDF it need not be kept.
  private var path: String? { to ?? (pdf == nil ? "\(lesson).html" : nil) }

  var touches: [Touch] {
    [path, pdf].compactMap { $0.map(Touch.writesFile) }
      + (pdf == nil ? [] : [.starts(OutsideProgram.chromium.name)])
  }

  func run(in session: isolated Session) async throws {
    let course = try session.loadedCourse()
    guard let found = course.lesson(lesson) else {
      let near = course.suggestion(forLesson: lesson)
      throw CommandFailure.usage(
        "there is no lesson '\(lesson)': "
          + (near.map { "did you mean 'handout \($0)'?" } ?? "'lessons' lists them"))
    }
    let handout = Handout(found, of: course)
    if let path {
      try NewFile.write(Array(handout.html.utf8), to: path)
      session.say("\(path) is written: \(found.title), with \(handout.answerCount) answers")
    }
    if let pdf { try await print(handout, to: pdf, in: session) }
  }

  private func print(
    _ handout: Handout, to pdf: String, in session: isolated Session
  ) async throws {
    guard let program = session.world.path(of: .chromium) else {
      let sentence = OutsideProgram.missing([OutsideProgram.chromium.name])
      throw CommandFailure.failed("\(sentence.withQuotes): print the HTML from a browser instead")
    }
    try DiplomaFiles.requireFree(pdf)
    let bytes: [UInt8]
    do {
      bytes = try await session.inRealTime {
        try await Page.withPage(in: Chromium(program: program)) { page in
          try await page.show(handout.html, at: "http://localhost/handout")
          return try await page.printed()
        }
      }
    } catch let error as BrowserError {
      throw CommandFailure.failed(error.description)
    }
    try NewFile.write(bytes, to: pdf)
    session.say("\(pdf) is written")
  }
}
