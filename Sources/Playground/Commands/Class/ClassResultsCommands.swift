import ArgumentParser
import Workbook

/// What becomes of a class's results, without a network or with one.
extension ClassCommand {
  /// `class add`.
  struct Add: PlaygroundCommand, TeachersCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take in results that learners have signed ('quiz results --signed').",
      discussion: "Example: sse class add ada.result grace.result")

    @Argument(help: "The files.")
    var files: [String]

    @Option(name: .customLong("class"), help: "The class; the newest one unless named.")
    var name: String?

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { files.map(Touch.readsFile) + [.writesFile("the state folder")] }

    func run(in session: isolated Session) async throws {
      let results = try session.classResults(name)
      var refused = 0
      for file in files {
        do {
          guard let bytes = try LimitedFile.read(file, limit: SignedResult.sizeLimit) else {
            throw CommandFailure.failed("it cannot be read: is it there?")
          }
          let signed = try SignedResult(String(decoding: bytes, as: UTF8.self))
          session.say("\(file): \(try results.add(signed).words(signed))")
        } catch {
          refused += 1
          session.say("\(file): \(CommandFailure(error).sentence)")
        }
      }
      guard refused == 0 else {
        throw CommandFailure.failed("\(refused) of \(files.count) files were not taken in")
      }
    }
  }

  /// `class results`.
  struct Results: PlaygroundCommand, TeachersCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the class's results, marked here from their answers.",
      discussion: """
        What was done with live processes counts as the learner's own program judged it; no command of \
        an answer is run here.
        Example: sse class results --csv
        """)

    @Flag(help: "Print them as CSV.")
    var csv = false

    @Option(name: .customLong("class"), help: "The class; the newest one unless named.")
    var name: String?

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let marks = try await session.classMarks(name)
      if csv { return session.say(lines(marks.csv)) }
      session.say(marks.rows.isEmpty ? [Session.noResults] : marks.lines)
    }
  }

  /// `class items`.
  struct Items: PlaygroundCommand, TeachersCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say how each question did: how easy it was, and whether it tells who knows more.",
      discussion: """
        Each learner's first attempt counts. Facility is the mean of the marks; discrimination is how a \
        question's mark goes with the rest of the attempt, from -1 to 1.
        Example: sse class items junior --csv
        """)

    @Argument(help: "junior or master.")
    var quiz: String

    @Flag(help: "Print them as CSV.")
    var csv = false

    @Option(name: .customLong("class"), help: "The class; the newest one unless named.")
    var name: String?

    var shellUse: ShellUse { .alone }

    var touches: [Touch] { [] }

    func run(in session: isolated Session) async throws {
      let statistics = try await session.classMarks(name).items(of: session.pool(quiz))
      if csv { return session.say(lines(statistics.csv)) }
      guard statistics.learners > 0 else { return session.say(Session.noResults) }
      session.say(["first attempts of \(statistics.learners) learners"] + statistics.rows)
    }
  }

  /// `class diplomas`.
  struct Diplomas: PlaygroundCommand, TeachersCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print all diplomas that the class has earned, in one file.",
      discussion: """
        An A+ among the class's results earns one, signed with the key of this state folder; with \
        --teacher it says "issued by" that name. Of a class without results those drawn here are \
        printed. For learners, --svg writes each as a file of its own, which can be verified; a print is \
        verified by the code on it.
        Example: sse class diplomas --teacher 'Grace Hopper' --pdf class.pdf
        """)

    @Option(help: "The PDF; takes rsvg-convert.")
    var pdf: String

    @Option(help: "The teacher who vouches for them with the key of this --state.")
    var teacher: String?

    @Option(help: "Also write each as an SVG into this folder.")
    var svg: String?

    @Option(help: "a4 or letter.")
    var paper: Paper = .a4

    @Option(name: .customLong("class"), help: "The class; the newest one unless named.")
    var name: String?

    var shellUse: ShellUse { .alone }

    var touches: [Touch] {
      [.writesFile(pdf), .starts("rsvg-convert")] + (svg.map { [.writesFile($0)] } ?? [])
    }

    func run(in session: isolated Session) async throws {
      try [pdf, svg].compactMap(\.self).forEach(DiplomaFiles.requireFree)
      let key = try session.issuerKey()
      let issued = try await session.classDiplomas(of: name, by: teacher, with: key)
      guard !issued.isEmpty else {
        throw CommandFailure.failed("no diploma has been earned yet: it takes an A+")
      }
      // From words and not from outlines: a PDF carries its fonts, and its words can be searched.
      let pages = try issued.map { try key.page(of: $0, paper: paper, outlines: nil) }
      let bytes = try await DiplomaFiles.pdf(from: pages, insteadOf: "an SVG of each ('--svg')")
      try NewFile.write(bytes, to: pdf)
      session.say("\(pdf) is written, \(issued.count) \(issued.count == 1 ? "page" : "pages")")
      guard let svg else { return }
      try NewFile.makeFolder(svg)
      for issued in issued {
        let (outlines, _) = await DiplomaFiles.outlines(of: issued, on: paper)
        let page = try key.page(of: issued, paper: paper, outlines: outlines)
        try NewFile.write(Array(page.utf8), to: "\(svg)/\(issued.code).svg")
      }
      session.say("\(svg) has each of them, by its code")
    }
  }
}

extension ClassResults.Addition {
  /// What is said of a result that came.
  fileprivate func words(_ signed: SignedResult) -> String {
    switch self {
    case .kept: "\(signed.name.text), '\(signed.attempt.quiz)': kept"
    case .known: "\(signed.name.text), '\(signed.attempt.quiz)': was here before, nothing changed"
    case .full: "\(ClassResults.limit) results are kept, which is the most: 'class forget' first"
    }
  }
}

/// The lines of a table whose lines end with CRLF.
private func lines(_ csv: String) -> [String] {
  csv.split(separator: "\r\n").map(String.init)
}
