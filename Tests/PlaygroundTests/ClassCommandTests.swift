import Foundation
import Observations
import Testing
import Workbook

@testable import Playground

/// A class without a network: results are signed, taken in, marked, and earn diplomas; and what a
/// teacher takes along, exports and handouts.
@Suite(.timeLimit(.minutes(1))) struct ClassCommandTests {
  private let course: TemporaryCourse

  init() throws { course = try TemporaryCourse(quiz: QuizTests.quiz) }

  private func session(_ who: String) -> Session {
    Session(
      world: World(
        environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""],
        stateDirectory: "\(course.folder)/\(who)", courseDirectory: course.folder))
  }

  /// Sits the quiz, rightly or not, and signs it into a file.
  private func sign(_ name: String, right: Bool, seed: Int) async throws -> String {
    let learner = session(name)
    await learner.run("quiz small --seed \(seed)")
    while let sitting = await learner.openQuiz?.sitting, !sitting.unanswered.isEmpty {
      let isColon = sitting.item.question.id == "colon"
      await learner.run(right || isColon ? (isColon ? "colon" : "hash") : "nothing of it")
    }
    await learner.run("hand in")
    // A line that answers the question for a name, which is not wanted here.
    await learner.run("help")
    let file = "\(course.folder)/\(name).result"
    await learner.run("quiz results --signed \(file) --name '\(name) Lovelace'")
    #expect(learner.refusals == [])
    await learner.finish()
    return file
  }

  @Test func `from signed results to marks, items and forgetting, without touching a file`()
    async throws
  {
    let files = [
      try await sign("ada", right: true, seed: 1), try await sign("bob", right: false, seed: 2),
    ]
    let teacher = session("teacher")
    await teacher.run("class results")
    #expect(
      teacher.said == ["no results are here yet: 'class add FILE' takes in signed ones"])
    let before = teacher.journal.last
    await teacher.run("class add \(files.joined(separator: " "))")
    await teacher.run("class add \(files[0])")
    #expect(
      teacher.answers(after: before) == [
        "\(files[0]): ada Lovelace, 'small': kept", "\(files[1]): bob Lovelace, 'small': kept",
        "\(files[0]): ada Lovelace, 'small': was here before, nothing changed",
      ])
    let results = teacher.journal.last
    await teacher.run("class results --csv")
    let rows = teacher.answers(after: results).map { $0.split(separator: ",").map(String.init) }
    #expect(rows.count == 3)
    #expect(
      Set(rows.dropFirst().map { "\($0[0]) \($0[3]) \($0[4])" }) == [
        "ada Lovelace 100.0 A+", "bob Lovelace 50.0 F",
      ])
    let items = teacher.journal.last
    await teacher.run("class items small --csv")
    #expect(
      teacher.answers(after: items) == [
        "question,topic,asked,facility,discrimination", "s01,first,2,100.0,", "s02,second,2,50.0,",
      ])
    await teacher.run("class forget class")
    #expect(teacher.said.last == "nothing is kept of class 'class' any more")
    await teacher.run("class items small")
    #expect(teacher.said.last == "no results are here yet: 'class add FILE' takes in signed ones")
    #expect(teacher.refusals == [])
    await teacher.finish()
  }

  @Test func `what is no signed result is refused with its file, and the others are taken in`()
    async throws
  {
    let good = try await sign("ada", right: true, seed: 1)
    let bad = course.folder + "/bad"
    try Data("nonsense".utf8).write(to: URL(filePath: bad))
    let teacher = session("teacher")
    #expect(await teacher.run("class add \(bad) \(good) \(bad)-gone") == 1)
    #expect(
      teacher.said == [
        "\(bad): Refused: it is no signed result, or was changed since it was signed.",
        "\(good): ada Lovelace, 'small': kept", "\(bad)-gone: it cannot be read: is it there?",
        "2 of 3 files were not taken in",
      ])
    await teacher.finish()
  }

  @Test func `nobody has a result to sign before a quiz is handed in, and a name goes with it`()
    async throws
  {
    let learner = session("ada")
    await learner.run("quiz results --signed \(course.folder)/x --name Ada")
    await learner.run("quiz results --signed \(course.folder)/x")
    #expect(
      learner.refusals.first == "no quiz has been handed in yet: 'quiz junior' begins one")
    #expect(learner.refusals.last?.hasPrefix("--signed FILE and --name NAME go together") == true)
    await learner.finish()
  }

  private static let canPrint = Self.has("rsvg-convert") && Self.has("pdfinfo")

  private static func has(_ program: String) -> Bool {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }

  private func pages(of pdf: String) throws -> Int? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["pdfinfo", pdf]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let line = text.split(separator: "\n").first { $0.hasPrefix("Pages:") }
    return line.flatMap { Int($0.filter(\.isNumber)) }
  }

  @Test(
    .enabled(
      if: canPrint, "rsvg-convert or pdfinfo is missing: apt-get install librsvg2-bin poppler-utils"
    ))
  func `all earned diplomas are one file, by the teacher's key, which others can trust`()
    async throws
  {
    var files: [String] = []
    for (number, name) in ["ada", "eve", "bob"].enumerated() {
      files.append(try await sign(name, right: name != "bob", seed: number + 1))
    }
    let teacher = session("teacher")
    await teacher.run("class add \(files.joined(separator: " "))")
    let pdf = course.folder + "/class.pdf"
    let line = "class diplomas --teacher 'Grace Hopper' --pdf \(pdf) --svg \(course.folder)/svg"
    await teacher.run(line)
    #expect(teacher.refusals == [])
    #expect(teacher.said.suffix(2).first == "\(pdf) is written, 2 pages")
    #expect(try pages(of: pdf) == 2)
    let names = try FileManager.default.contentsOfDirectory(atPath: course.folder + "/svg").sorted()
    #expect(names.count == 2)
    await teacher.run("class diplomas --teacher 'Grace Hopper' --pdf \(pdf).2 --svg \(pdf).svg")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: pdf + ".svg").sorted() == names)
    await teacher.run(line)
    #expect(teacher.refusals == ["\(pdf) exists already: give a name that is free"])
    let before = teacher.journal.last
    await teacher.run("diploma key --public")
    let pem = teacher.answers(after: before).joined(separator: "\n")
    await teacher.finish()

    // The learner, who has nothing of the teacher's but that key.
    let key = course.folder + "/key.pem"
    try Data(pem.utf8).write(to: URL(filePath: key))
    let learner = session("ada")
    await learner.run("diploma trust \(key) --as 'Mrs Hopper'")
    await learner.run("diploma verify \(course.folder)/svg/\(names[0])")
    let said = learner.said
    #expect(said.contains("In order: signed by a key that is trusted here, and unchanged since."))
    #expect(said.contains("issuer       Grace Hopper (as it says itself)"))
    await learner.finish()
  }

  @Test func `a quiz is exported into a new file, or a new folder, and never over another`()
    async throws
  {
    let teacher = session("teacher")
    let base = course.folder + "/small"
    for format in ["gift", "moodle-xml", "qti"] {
      await teacher.run("quiz export small --format \(format) --to \(base).\(format)")
      await teacher.run("quiz export small --format \(format) --to \(base).\(format)")
    }
    #expect(
      teacher.answers()
        == ["gift", "moodle-xml", "qti"].map {
          "2 questions of 'small' are in \(base).\($0), made up by seed 1"
        })
    #expect(
      teacher.refusals
        == ["gift", "moodle-xml", "qti"].map {
          "\(base).\($0) exists already: give a name that is free"
        })
    let items = try FileManager.default.contentsOfDirectory(atPath: base + ".qti/items").sorted()
    #expect(items == ["s01.xml", "s02.xml"])
    await teacher.run("quiz export smal --format gift --to \(base)")
    #expect(teacher.refusals.last == "there is no quiz 'smal': did you mean 'quiz small'?")
    await teacher.finish()
  }

  @Test func `a handout is a new file, and a lesson that is not there is named`() async throws {
    let teacher = session("teacher")
    let file = course.folder + "/first.html"
    await teacher.run("handout first --to \(file)")
    let html = try String(contentsOfFile: file, encoding: .utf8)
    #expect(html.hasPrefix("<!DOCTYPE html>\n") && html.contains("sse&gt; server start"))
    #expect(teacher.said.last?.hasPrefix("\(file) is written: ") == true)
    await teacher.run("handout first --to \(file)")
    await teacher.run("handout frst")
    #expect(
      teacher.refusals == [
        "\(file) exists already: give a name that is free",
        "there is no lesson 'frst': did you mean 'handout first'?",
      ])
    await teacher.finish()
  }

  @Test(.enabled(if: canPrint && has("chromium"), "chromium or pdfinfo is missing"))
  func `a handout is printed by Chromium as a PDF, with its answers on a sheet of their own`()
    async throws
  {
    let teacher = session("teacher")
    let pdf = course.folder + "/first.pdf"
    await teacher.run("handout first --pdf \(pdf)")
    #expect(teacher.refusals == [])
    #expect(teacher.said == ["\(pdf) is written"])
    #expect((try pages(of: pdf) ?? 0) >= 2)
    await teacher.finish()
  }
}
