import FoundationEssentials
import Testing

@testable import Workbook

/// A kind of question is one file of the folder Kinds and one line of the list.
@Suite struct QuestionKindTests {
  @Test func `each file of a kind has its line in the list, and each line its file`() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: repository + "/Sources/Workbook/Quiz/Kinds")
    let types = Question.Kind.all.map { "\($0).swift" }
    #expect(names.sorted() == types.sorted())
    #expect(types == Question.Kind.all.map { "\($0.key.capitalized)Question.swift" })
  }

  @Test(arguments: Question.Kind.all.map { "\($0)" })
  func `a kind is named in its own file and in the list, and nowhere else`(name: String) throws {
    let places = Self.sources.filter { file in
      file.text.split { !$0.isLetter }.contains { $0 == name }
    }
    #expect(places.map(\.name).sorted() == ["\(name).swift", "QuestionKind.swift"].sorted())
  }

  @Test func `no two kinds share a key, nor is one a key of every question`() {
    let deciding = Question.Kind.all.map { $0.key }
    #expect(Set(deciding).count == deciding.count)
    let taken = Set(QuestionReader.common + deciding)
    for kind in Question.Kind.all {
      #expect(Set(kind.others).isDisjoint(with: taken), "\(kind)")
    }
  }

  @Test(arguments: Question.Kind.all.map { $0.key })
  func `a kind is told of to authors, with each of its keys`(key: String) throws {
    let kind = try #require(Question.Kind.all.first { $0.key == key })
    let file = FileManager.default.contents(atPath: repository + "/quizzes/README.md")
    let table = String(decoding: try #require(file), as: UTF8.self)
    let row = table.split(separator: "\n").filter { $0.hasPrefix("| `\(key)`") }
    #expect(row.count == 1)
    for key in kind.others { #expect(row.first?.contains("`\(key)") == true, "\(key)") }
  }

  /// So its right answer and its near misses are marked in 1,000 draws, or played by `sse lint`.
  @Test(arguments: Question.Kind.all.map { $0.key })
  func `a question of each kind is in a pool`(key: String) throws {
    let course = try Course.load(at: repository)
    let questions = ["junior", "master"].compactMap(course.quiz).flatMap(\.questions)
    #expect(questions.contains { type(of: $0.kind.own).key == key })
  }

  /// One question of each kind that a draw may hold, as an author writes it.
  private static let samples: [(kind: Question.Kind, wrong: Answer)] = [
    (
      .choose([.init("Rye", isRight: true), .init("Soap", isRight: false)], several: false),
      .text("Soap")
    ),
    (
      .choose([.init("Rye", isRight: true), .init("Soap", isRight: false)], several: true),
      .list(["Rye", "Soap"])
    ),
    (.type(accepted: ["crust"], exact: false), .text("?")),
    (.stream(StreamReading("data: a\n\n", asking: .events)), .list(["a", "?"])),
    (.order(["mix", "rest", "bake"]), .list(["bake", "rest", "mix"])),
    (
      .match([.init(left: "knife", right: "cut"), .init(left: "peel", right: "shove")], extra: []),
      .pairs(["knife": "shove", "peel": "shove"])
    ),
    (.number(NumberKey(220)), .text("221.0")),
  ]

  @Test(arguments: samples.indices) func `a near miss is one, and the key is full marks`(
    index: Int
  ) throws {
    let (kind, wrong) = Self.samples[index]
    #expect(kind.own.nearMisses.contains(wrong), "\(kind.own.nearMisses)")
    let drawn = item(kind)
    #expect(drawn.mark(drawn.key).isFull)
    for miss in drawn.nearMisses { #expect(!drawn.mark(miss).isFull, "\(miss)") }
  }

  @Test func `kinds are the same when their keys are`() {
    #expect(Question.Kind.order(["a", "b"]) == .order(["a", "b"]))
    #expect(Question.Kind.order(["a", "b"]) != .order(["b", "a"]))
    #expect(Question.Kind.type(accepted: ["1"], exact: true) != .number(NumberKey(1)))
    #expect(QuizItem.Form.one(["a", "b"]) != .order(["a", "b"]))
    #expect(Set([QuizItem.Form.text, .number(unit: nil), .number(unit: "s"), .text]).count == 3)
  }

  private static let sources: [(name: String, text: String)] = {
    let folder = repository + "/Sources"
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return paths.filter { $0.hasSuffix(".swift") }.map { path in
      let data = FileManager.default.contents(atPath: "\(folder)/\(path)") ?? Data()
      return (String(path.split(separator: "/").last ?? ""), String(decoding: data, as: UTF8.self))
    }
  }()
}
