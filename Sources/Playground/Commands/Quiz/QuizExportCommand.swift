public import ArgumentParser
import FoundationEssentials
public import Workbook

extension QuizCommand {
  /// `quiz export`: a pool for a school's own system.
  struct Export: PlaygroundCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write all questions of a quiz for a school's own system.",
      discussion: """
        gift and moodle-xml are files for Moodle, qti is a folder with a QTI 2.1 package. What is made \
        up anew in each sitting is made up once, by the seed. With the keys: this is for teachers.
        Example: sse quiz export junior --format moodle-xml --to junior.xml
        """)

    @Argument(help: "junior or master.")
    var quiz: String

    @Option(help: "gift, moodle-xml or qti.")
    var format: QuizExport.Format

    @Option(help: "The seed of what is made up; the same seed writes the same file.")
    var seed: UInt64 = 1

    @Option(help: "The file, for qti the folder; it must not exist yet.")
    var to: String?

    var shellUse: ShellUse { .alone }

    /// Where it goes unless told otherwise.
    private var path: String { to ?? "\(quiz).\(format.suffix)" }

    var touches: [Touch] { [.writesFile(path)] }

    func run(in session: isolated Session) async throws {
      let export = QuizExport(try session.pool(quiz), as: format, seed: seed)
      if export.files.count == 1, let file = export.files.first {
        try NewFile.write(Array(file.text.utf8), to: path)
      } else {
        try NewFile.makeFolder(path)
        for file in export.files {
          if let folder = file.folder { try NewFile.makeFolder("\(path)/\(folder)", isNew: false) }
          try NewFile.write(Array(file.text.utf8), to: "\(path)/\(file.path)")
        }
      }
      session.say(
        ["\(export.count) questions of '\(quiz)' are in \(path), made up by seed \(seed)"]
          + export.remarks)
    }
  }
}

extension QuizExport.Format: ExpressibleByArgument {
  /// What a name ends in, behind the quiz's.
  fileprivate var suffix: String {
    switch self {
    case .gift: "gift"
    case .moodleXML: "xml"
    case .qti: "qti"
    }
  }
}

extension QuizExport.File {
  /// The folder within the export in which it lies; nil when it lies in none.
  fileprivate var folder: String? {
    path.contains("/") ? String(path.prefix { $0 != "/" }) : nil
  }
}
