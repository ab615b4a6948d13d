import Foundation
import FoundationXML
import Testing

@testable import Workbook

/// Pools as files for a school's system, by the rules of what real readers do with them.
@Suite struct QuizExportTests {
  private static let formats = QuizExport.Format.allCases

  /// Read once: all of these tests look at it, and none changes it.
  private static let course = Result { try Course.load(at: repository) }

  private static func pool(_ id: String) throws -> QuizPool {
    try #require(course.get().quiz(id))
  }

  /// A pool of made-up questions.
  private static func pool(_ questions: Question...) -> QuizPool {
    QuizPool(
      id: "small", title: "Small", mastered: [], drawSize: 20, questions: questions,
      fingerprint: "", path: "small.yaml")
  }

  private static func question(
    _ kind: Question.Kind, ask: String = "What?", because: String? = nil
  ) -> Question {
    Question(
      id: "one", code: "s01", topic: "t", lesson: "l", ask: ask, because: because, kind: kind)
  }

  private static func text(
    _ format: QuizExport.Format, _ kind: Question.Kind, ask: String = "What?",
    because: String? = nil
  ) -> String {
    let export = QuizExport(
      pool(question(kind, ask: ask, because: because)), as: format, seed: 1)
    return export.files.last?.text ?? ""
  }

  // MARK: The pools

  @Test(arguments: ["junior", "master"], formats)
  func `each question of a pool is in it, or its code says that it is not`(
    id: String, format: QuizExport.Format
  ) throws {
    let pool = try Self.pool(id)
    let export = QuizExport(pool, as: format, seed: 1)
    let out = export.remarks.filter { $0.contains("is left out: ") }
    #expect(export.count + out.count == pool.questions.count)
    #expect(export.count > 60)
    let done = pool.questions.filter { $0.kind.exercise != nil }.map(\.code)
    #expect(out.map { String($0.prefix { $0 != " " }) } == done)
    let codes = Set(pool.questions.map(\.code))
    for remark in export.remarks {
      #expect(codes.contains(String(remark.prefix { $0 != ":" && $0 != " " })), "\(remark)")
    }
  }

  @Test(arguments: ["junior", "master"], formats)
  func `the same seed writes the same files, and another one makes up other questions`(
    id: String, format: QuizExport.Format
  ) throws {
    let pool = try Self.pool(id)
    let one = QuizExport(pool, as: format, seed: 7)
    #expect(one.files == QuizExport(pool, as: format, seed: 7).files)
    let other = QuizExport(pool, as: format, seed: 8)
    #expect(one.files != other.files)
    #expect(one.files.map(\.path) == other.files.map(\.path))
  }

  @Test(arguments: ["junior", "master"])
  func `in GIFT a blank line stands between questions and nowhere else`(id: String) throws {
    let export = QuizExport(try Self.pool(id), as: .gift, seed: 3)
    let text = try #require(export.files.first?.text)
    #expect(!text.contains("\r"))
    let blocks = text.components(separatedBy: "\n\n")
    let questions = blocks.filter { $0.hasPrefix("::") }
    #expect(questions.count == export.count)
    #expect(blocks.allSatisfy { $0.hasPrefix("::") || $0.hasPrefix("$CATEGORY: ") })
    for question in questions {
      #expect(question.contains("::[html]<p>") && question.contains("</p>"), "\(question)")
      #expect(question.hasSuffix("}") || question.hasSuffix("}\n"), "\(question)")
      #expect(question.filter { $0 == "{" }.count == 1, "\(question)")
      #expect(question.filter { $0 == "}" }.count == 1, "\(question)")
    }
  }

  @Test(arguments: ["junior", "master"])
  func `no reader can take a number or a checksum off the head of a question`(id: String) throws {
    let text = try #require(
      QuizExport(try Self.pool(id), as: .moodleXML, seed: 3).files.first?.text)
    let document = try XMLDocument(xmlString: text)
    let questions = try document.nodes(forXPath: "//questiontext/text").compactMap(\.stringValue)
    #expect(questions.count > 60)
    for question in questions {
      #expect(
        question.prefixMatch(of: /(\d{1,3}\.\s*)?(<p>)?[a-f0-9_]{4,}/) == nil, "\(question)")
      #expect(question.prefixMatch(of: /<p>[A-Z]/) != nil, "\(question)")
    }
  }

  @Test(arguments: ["junior", "master"])
  func `in Moodle's XML weights add up to 100, and shuffling and ticking are written out`(
    id: String
  ) throws {
    let text = try #require(
      QuizExport(try Self.pool(id), as: .moodleXML, seed: 3).files.first?.text)
    let document = try XMLDocument(xmlString: text)
    let choices = try document.nodes(forXPath: "//question[@type='multichoice']")
    #expect(choices.count > 20)
    for question in choices {
      let weights = try question.nodes(forXPath: "answer/@fraction").compactMap {
        $0.stringValue.flatMap(Double.init)
      }
      #expect(abs(weights.filter { $0 > 0 }.reduce(0, +) - 100) < 0.0001, "\(weights)")
      let single = try question.nodes(forXPath: "single").map(\.stringValue)
      #expect(single == [weights.contains(100) ? "true" : "false"])
      #expect(try question.nodes(forXPath: "shuffleanswers").map(\.stringValue) == ["true"])
      #expect(try question.nodes(forXPath: "correctfeedback").count == 1)
    }
    #expect(!text.contains("CDATA"))
  }

  @Test(arguments: ["junior", "master"])
  func `every QTI item parses, is in manifest and test, and sets its score`(id: String) throws {
    let export = QuizExport(try Self.pool(id), as: .qti, seed: 3)
    let documents = try Dictionary(
      uniqueKeysWithValues: export.files.map { ($0.path, try XMLDocument(xmlString: $0.text)) })
    let manifest = try #require(documents["imsmanifest.xml"])
    let listed = try manifest.nodes(forXPath: "//*[local-name()='file']/@href")
      .compactMap(\.stringValue)
    #expect(Set(listed) == Set(documents.keys).subtracting(["imsmanifest.xml"]))
    let test = try #require(documents["test.xml"])
    let used = try test.nodes(forXPath: "//*[local-name()='assessmentItemRef']/@href")
      .compactMap(\.stringValue)
    #expect(Set(used) == Set(listed).subtracting(["test.xml"]))
    #expect(used.count == export.count)
    for path in used {
      let item = try #require(documents[path])
      let set = try item.nodes(
        forXPath: "//*[local-name()='setOutcomeValue'][@identifier='SCORE']")
      #expect(!set.isEmpty, "\(path)")
      let most = try item.nodes(forXPath: "//*[local-name()='choiceInteraction']/@maxChoices")
        .compactMap(\.stringValue)
      #expect(most.isEmpty || most == ["0"] || most == ["1"], "\(path)")
    }
  }

  @Test(arguments: ["junior", "master"])
  func `options are shuffled, so that the place of the right one says nothing`(id: String) throws {
    let text = try #require(QuizExport(try Self.pool(id), as: .gift, seed: 3).files.first?.text)
    let single = text.components(separatedBy: "\n\n").filter {
      $0.contains("\n=") && $0.contains("\n~")
    }
    let first = single.count { $0.split(separator: "\n")[1].hasPrefix("=") }
    #expect(single.count > 20)
    #expect(first > 0 && first * 2 < single.count, "\(first) of \(single.count)")
  }

  // MARK: Single questions

  @Test func `signs of GIFT in a text are references, and the markup stays`() {
    let text = Self.text(
      .gift,
      .choose(
        [
          .init("`{\"a\": 1}`", isRight: true), .init("`x=1~2#3`", isRight: false, because: "50%"),
          .init("`a\\b` ::", isRight: false),
        ], several: false),
      ask: "Read `data: {}`:\n\n```\nid: 1\n\ndata: a=b\n```")
    let lines = text.split(separator: "\n").map(String.init)
    #expect(
      lines.dropFirst().first
        == "::s01::[html]<p>Read <code>data: &\\#123;&\\#125;</code>:</p>"
        + "<pre><code>id: 1<br />" + "<br />data: a&\\#61;b</code></pre> {")
    #expect(
      Set(lines[2...4]) == [
        "=<code>&\\#123;&quot;a&quot;: 1&\\#125;</code>",
        "~<code>x&\\#61;1&\\#126;2&\\#35;3</code>#50&\\#37;",
        "~<code>a&\\#92;b</code> :&\\#58;",
      ])
    #expect(lines.last == "}")
  }

  @Test func `a typed answer has backslashes before the signs of GIFT, and a star stays a star`() {
    let text = Self.text(.gift, .type(accepted: ["a: *", "{x}"], exact: false))
    #expect(text.contains("\n=a\\: \\\\*\n=\\{x\\}\n"))
    let moodle = Self.text(.moodleXML, .type(accepted: ["<*>"], exact: true))
    #expect(moodle.contains("<text>&lt;\\*&gt;</text>") && moodle.contains("<usecase>1</usecase>"))
  }

  @Test(arguments: [
    (1, "100"), (2, "50"), (3, "33.33333"), (4, "25"), (5, "20"), (6, "16.66667"), (7, "14.28571"),
    (8, "12.5"), (9, "11.11111"), (10, "10"),
  ])
  func `weights are those that Moodle knows`(count: Int, weight: String) {
    let options = (1...count).map { Question.Option("Right \($0)", isRight: true) }
    let text = Self.text(
      .gift, .choose(options + [.init("Wrong", isRight: false)], several: true))
    #expect(text.components(separatedBy: "\n~%\(weight)%Right ").count == count + 1)
    #expect(text.contains("\n~%-\(weight)%Wrong\n"))
  }

  @Test func `shares of a QTI item are whole numbers, divided once, so that all of them are 1`() {
    let options = ["a", "b", "c"].map { Question.Option($0, isRight: true) }
    let text = Self.text(
      .qti, .choose(options + [.init("d", isRight: false)], several: true))
    #expect(text.components(separatedBy: "mappedValue=\"1\"").count == 4)
    #expect(text.components(separatedBy: "mappedValue=\"-1\"").count == 2)
    #expect(text.contains("<mapping lowerBound=\"0\" upperBound=\"3\" defaultValue=\"0\">"))
    #expect(
      text.contains(
        "<setOutcomeValue identifier=\"SCORE\"><divide><mapResponse identifier=\"RESPONSE\"/>"
          + "<baseValue baseType=\"float\">3</baseValue></divide></setOutcomeValue>"))
  }

  @Test func `a stream asks for its events in one line, and its sample has no blank line`() throws {
    let kind = Question.Kind.stream(
      StreamReading("data: a\n\ndata: b\ndata: c\n\n", asking: .events))
    let text = Self.text(.gift, kind)
    #expect(
      text.contains("<pre><code>data: a⏎<br />⏎<br />data: b⏎<br />data: c⏎<br />⏎</code></pre>"))
    #expect(text.contains("\n=a | b\\\\nc\n=a|b\\\\nc\n"))
    let item = QuizItem(Self.question(kind), seed: 1)
    #expect(item.mark(try item.read(typed: "a | b\\nc")).isFull)
  }

  @Test(arguments: formats) func `a hostile text stays text`(format: QuizExport.Format) throws {
    let hostile = "`]]>` <script>alert(1)</script> & `\u{1}`"
    let kind = Question.Kind.choose(
      [.init(hostile, isRight: true), .init("`<!--`", isRight: false, because: hostile)],
      several: false)
    let text = Self.text(format, kind, ask: hostile, because: hostile)
    #expect(!text.contains("<script") && !text.contains("<!--") && !text.contains("\u{1}"))
    if format != .gift { _ = try XMLDocument(xmlString: text) }
  }

  @Test func `a question that begins with code or a number is given a word to begin with`() {
    for ask in ["`onerror` runs.", "3000 ms later?", "deadlines?"] {
      #expect(ExportText.question(ask).hasPrefix("<p>Question: "))
    }
    #expect(ExportText.question("```\na\n```") == "<p>Question:</p><pre><code>a</code></pre>")
    #expect(ExportText.question("What *is* it?") == "<p>What <em>is</em> it?</p>")
  }

  @Test func `an option is read as it stands behind its letter`() {
    #expect(ExportText.inline("# 2") == "# 2")
    #expect(ExportText.inline("1. a") == "1. a")
    #expect(ExportText.inline("`# 2`") == "<code># 2</code>")
    #expect(ExportText.plain("A `503`, *always*") == "A 503, always")
  }

  @Test func `what a format cannot say is said with the question's code`() {
    func remarks(_ format: QuizExport.Format, _ kind: Question.Kind) -> [String] {
      QuizExport(Self.pool(Self.question(kind)), as: format, seed: 1).remarks
    }
    let pairs = [Question.Pair(left: "a", right: "b"), .init(left: "c", right: "d")]
    #expect(
      remarks(.gift, .match(pairs, extra: ["e"])) == ["s01: loses what belongs to no side: e"])
    #expect(remarks(.moodleXML, .match(pairs, extra: ["e"])) == [])
    #expect(
      remarks(.moodleXML, .order(["a", "b", "c"]))
        == ["s01: becomes a match of steps with their places, each with its share"])
    #expect(remarks(.qti, .order(["a", "b", "c"])) == [])
    #expect(
      remarks(.qti, .number(NumberKey(3, unit: "s")))
        == ["s01: takes a bare number of s, and no other unit"])
    #expect(
      remarks(.gift, .type(accepted: ["{"], exact: true)) == [
        "s01: capitals count here, and not there",
        "s01: has a brace in its answer, where some readers end",
      ])
  }
}
