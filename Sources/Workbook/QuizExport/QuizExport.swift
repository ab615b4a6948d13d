/// A pool as files for a school's own system.
///
/// All questions are in it, not a draw; what is made up anew for each draw is made up once, by the
/// seed. What a format cannot hold is said, question by question, in ``remarks``.
public struct QuizExport: Sendable {
  /// The formats.
  public enum Format: String, Sendable, Hashable, CaseIterable {
    /// Moodle's text format.
    case gift
    /// Moodle's XML.
    case moodleXML = "moodle-xml"
    /// IMS QTI 2.1: a package as a folder.
    case qti
  }

  /// A file, with its path within the export.
  public struct File: Sendable, Hashable {
    /// Its path; a single file's name is its format's.
    public let path: String
    /// Its text, with LF at the end of each line.
    public let text: String
  }

  /// A question as it goes out.
  struct Entry: Sendable {
    let question: Question
    let form: ExportedForm
    /// Its text as XHTML, with what it asks about and how to answer.
    let text: String

    /// What it is called: its code, which says nothing of the answer.
    var name: String { question.code }

    init(_ question: Question, seed: UInt64) {
      let item = QuizItem(question, seed: seed)
      // Another order than that of the draw with this seed.
      var generator = SeededGenerator(seed: seed, name: question.id + "/export")
      let kind = item.question.kind.own
      form = kind.exported(using: &generator)
      self.question = item.question
      var parts = [item.question.ask] + item.form.own.subject
      switch form {
      case .text, .number: parts.append(item.form.instruction)
      case .choice, .order, .match, .none: break
      }
      text = ExportText.question(parts.joined(separator: "\n\n"))
    }
  }

  /// The format.
  public let format: Format
  /// What is written.
  public let files: [File]
  /// How many questions are in it.
  public let count: Int
  /// What it does not hold as it was written, a sentence a question, with the question's code.
  public let remarks: [String]

  /// Writes a pool.
  public init(_ pool: QuizPool, as format: Format, seed: UInt64) {
    self.format = format
    let all = pool.questions.map { Entry($0, seed: seed) }
    var entries: [Entry] = []
    var remarks: [String] = []
    let writer: any QuizFormat =
      switch format {
      case .gift: GIFTFormat()
      case .moodleXML: MoodleXMLFormat()
      case .qti: QTIFormat()
      }
    for entry in all {
      if case .none(let reason) = entry.form {
        remarks.append("\(entry.name) is left out: \(reason)")
      } else {
        entries.append(entry)
        remarks += writer.remarks(on: entry.form).map { "\(entry.name): \($0)" }
      }
    }
    count = entries.count
    self.remarks = remarks
    files = writer.files(of: entries, in: pool)
  }
}

/// A format that a pool is written in.
protocol QuizFormat {
  /// Its files.
  func files(of entries: [QuizExport.Entry], in pool: QuizPool) -> [QuizExport.File]
  /// What it cannot say of a question of this form, a sentence each.
  func remarks(on form: ExportedForm) -> [String]
}

extension QuizFormat {
  /// What a number's unit loses everywhere: systems take bare numbers.
  static func unitRemark(_ form: ExportedForm) -> [String] {
    guard case .number(let key) = form, let unit = key.unit else { return [] }
    return ["takes a bare number of \(unit), and no other unit"]
  }

  /// The weights of several right options, in hundredths: Moodle knows a hundred's parts with five
  /// digits, and no others.
  static func weight(of count: Int) -> String {
    let hundredThousandths = (10_000_000 + count / 2) / max(count, 1)
    let (whole, rest) = hundredThousandths.quotientAndRemainder(dividingBy: 100_000)
    guard rest > 0 else { return String(whole) }
    var digits = String(String(rest + 100_000).dropFirst())
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)"
  }
}
