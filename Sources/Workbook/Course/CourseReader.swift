import FoundationEssentials

extension Course {
  /// Reads the course in a folder that holds `lessons` and `quizzes`.
  ///
  /// Files that are broken do not stop it: they are left out as far as they cannot be understood,
  /// and ``problems`` says why.
  public static func load(at folder: String) throws(CourseError) -> Course {
    try CourseReader(folder: folder).course()
  }
}

/// Reads all files of a course.
struct CourseReader {
  static let keys = ["format", "title", "greeting", "farewell", "limits", "moved"]
  static let courseFile = "lessons/course.yaml"
  static let glossaryFile = "lessons/glossary.yaml"

  let folder: String
  let diagnostics = Diagnostics()

  func course() throws(CourseError) -> Course {
    guard let source = read(Self.courseFile) else { throw CourseError.notFound(folder: folder) }
    let part = SourcePart(source: source)
    let fields = FieldReader(part, named: "the course", diagnostics)
    if let format = fields?.integer("format", in: 0...Int.max), format > Course.format {
      throw CourseError.newerFormat(format, path: source.path)
    }
    fields?.allow(Self.keys)
    if fields?.has("format") == false { fields?.complainMissing("format") }
    let lessons = lessons()
    let course = Course(
      title: fields?.need("title") ?? "", greeting: fields?.need("greeting") ?? "",
      farewell: fields?.need("farewell") ?? "", lessons: lessons, quizzes: quizzes(),
      glossary: glossary(), moved: moved(fields), limits: limits(fields), problems: [],
      folder: folder)
    return course.with(problems: diagnostics.all.sorted())
  }

  private func limits(_ fields: FieldReader?) -> ActivityLimits {
    guard let fields, let node = fields.node("limits"),
      let inner = FieldReader(node, named: "'limits'", in: fields.part, diagnostics)
    else { return ActivityLimits() }
    return ActivityLimits(inner)
  }

  private func moved(_ fields: FieldReader?) -> [MovedLesson] {
    guard let fields, let node = fields.node("moved"),
      let inner = FieldReader(node, named: "'moved'", in: fields.part, diagnostics)
    else { return [] }
    return inner.keys.map { MovedLesson(id: $0, into: inner.texts($0)) }
  }

  private func lessons() -> [Lesson] {
    names(in: "lessons").compactMap { name -> Lesson? in
      guard let (number, id) = Self.numbered(name) else { return nil }
      guard let source = read("lessons/\(name)/lesson.md") else {
        let path = shown("lessons/\(name)/lesson.md")
        diagnostics.add(Diagnostic(.unreadable, path: path, message: "the lesson is missing"))
        return nil
      }
      return LessonReader(source: source, diagnostics: diagnostics).lesson(id: id, number: number)
    }.sorted { ($0.number, $0.id) < ($1.number, $1.id) }
  }

  private func quizzes() -> [QuizPool] {
    names(in: "quizzes").filter { $0.hasSuffix(".yaml") }.compactMap { name in
      read("quizzes/\(name)").flatMap { source in
        QuizPoolReader(source: source, diagnostics: diagnostics).pool(id: String(name.dropLast(5)))
      }
    }
  }

  private func glossary() -> Glossary {
    guard let source = read(Self.glossaryFile) else { return Glossary() }
    return GlossaryReader(source: source, diagnostics: diagnostics).glossary()
  }

  /// Splits `03-format` into 3 and `format`; nil for a name of another shape.
  static func numbered(_ name: String) -> (Int, String)? {
    let digits = name.prefix { $0.isASCII && $0.isNumber }
    let rest = name.dropFirst(digits.count)
    guard let number = Int(digits), rest.first == "-", rest.count > 1 else { return nil }
    return (number, String(rest.dropFirst()))
  }
}

extension CourseReader {
  /// A file's text; nil when it is not there, and, with a complaint, when it is not UTF-8.
  func read(_ name: String) -> SourceText? {
    guard let data = FileManager.default.contents(atPath: path(name)) else { return nil }
    guard let text = String(validating: data, as: UTF8.self) else {
      diagnostics.add(
        Diagnostic(.unreadable, path: shown(name), message: "this file is not UTF-8 text"))
      return nil
    }
    return SourceText(path: shown(name), text: text)
  }

  func names(in subfolder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path(subfolder))) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }

  private func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// The name as diagnostics show it: from the working directory when the course lies there.
  func shown(_ name: String) -> String { folder == "." ? name : "\(folder)/\(name)" }
}

extension Course {
  func with(problems: [Diagnostic]) -> Course {
    Course(
      title: title, greeting: greeting, farewell: farewell, lessons: lessons, quizzes: quizzes,
      glossary: glossary, moved: moved, limits: limits, problems: problems, folder: folder)
  }
}
