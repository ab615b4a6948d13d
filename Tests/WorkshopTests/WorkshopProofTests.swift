import Conformance
import Foundation
import Synchronization
import Testing
import Workbook

@testable import Workshop

/// A course of two steps, with programs that do as they should, or do not.
@Suite struct WorkshopProofTests {
  @Test func `programs that do as they should are told of by their number alone`() async throws {
    let (complaints, finding) = try await SmallCourse().proved()
    #expect(complaints.isEmpty)
    #expect((finding.programs, finding.count, finding.complaints) == (4, 4, 0))
  }

  @Test func `what does not as it should is said at once, each in a sentence`() async throws {
    let course = try SmallCourse(
      starter: SmallCourse.second, first: SmallCourse.second, second: SmallCourse.first,
      miss: ("strip()", "strip( )"))
    let (complaints, finding) = try await course.proved()
    #expect(
      complaints == [
        "parser/lf/one does not find the near miss of step 1 (a bug)",
        "step 1 passes all that step 2 is the first to ask for: parser/one-space/two",
        "step 2 does not pass parser/one-space/two: event 1 is another: its data",
        "the starter passes parser/lf/one of step 1 already",
      ])
    #expect((finding.programs, finding.complaints) == (4, 4))
  }

  @Test func `a near miss may be an exception, but of a program that runs`() async throws {
    let raises = ("if line == \"\"", "if line.index(\"tea\") or line == \"\"")
    let (complaints, _) = try await SmallCourse(miss: raises, missOfStep: 2).proved()
    #expect(complaints.count == 1)
    #expect(complaints.first?.contains("the near miss (a bug) crashes") == true)
    let late = (
      "print(json.dumps({\"event\"", "data == \" a\" and 1 / 0; print(json.dumps({\"event\""
    )
    #expect(
      try await SmallCourse(miss: late, missOfStep: 2, fails: "parser/one-space/two").proved()
        .complaints.isEmpty)
  }

  @Test func `only programs of a name are proved where one is asked for`() async throws {
    let (_, finding) = try await SmallCourse().proved(only: "solution of step 2")
    #expect(finding.durations.map(\.name) == ["python/parser solution of step 2"])
  }

  @Test func `the checks of a step stand in the order of its page`() throws {
    let small = try SmallCourse(checks: ["parser/trailing-space/token", "parser/lf/*"])
    let plan = try #require(
      WorkshopPlan("parser", of: try small.course(), suite: try ProgramFolder.suite()))
    let ids = plan.steps[0].checks.map(\.id)
    #expect(ids.first == "parser/trailing-space/token")
    #expect(ids.dropFirst().allSatisfy { $0.hasPrefix("parser/lf/") })
    #expect(ids.count > 2)
  }
}

private final class SmallCourse: Sendable {
  private let folder: String

  init(
    starter: String = "pass", first: String = SmallCourse.first,
    second: String = SmallCourse.second, miss: (String, String) = ("strip()", "strip() + '!'"),
    missOfStep: Int = 1, fails: String = "parser/lf/one", checks: [String] = ["parser/lf/one"]
  ) throws {
    folder = NSTemporaryDirectory() + "sse-workshop-course-" + UUID().uuidString
    try write("lessons/course.yaml", "format: 1\ntitle: A course\n")
    let kit = "workshop/python/parser"
    try write("lessons/01-parser/lesson.md", Self.lesson(checks))
    try write("\(kit)/path.yaml", "needs: [python3]\n")
    try write("\(kit)/starter/parser.py", Self.program(starter))
    try write(
      "\(kit)/starter/workshop.yaml",
      "path: parser\nlanguage: python\nstart: python3 parser.py --batch\nbatch: true\n")
    try write("\(kit)/solutions/01/parser.py", Self.program(first))
    try write("\(kit)/solutions/02/parser.py", Self.program(second))
    let texts = [miss.0, miss.1].map { "'" + $0.replacing("'", with: "''") + "'" }
    try write(
      "\(kit)/misses.yaml",
      "- step: \(missOfStep)\n  file: parser.py\n  replace: \(texts[0])\n  with: \(texts[1])\n"
        + "  fails: \(fails)\n  because: a bug\n")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func course() throws -> Course { try Course.load(at: folder) }

  /// The complaints in the order of their text, and what came of it.
  func proved(
    only: String? = nil
  ) async throws -> (complaints: [String], finding: WorkshopProof.Finding) {
    let complaints = Mutex<[String]>([])
    let proof = WorkshopProof(try course(), suite: try ProgramFolder.suite(), only: only) { news in
      guard case .complaint(let diagnostic) = news else { return }
      complaints.withLock { $0.append(diagnostic.message) }
    }
    let finding = await proof.finding()
    return (complaints.withLock { $0.sorted() }, finding)
  }

  private func write(_ name: String, _ text: String) throws {
    let path = "\(folder)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// Takes all space away, so that it passes step 1 and fails step 2.
  static let first = reading("line[5:].strip()")
  static let second = reading("line[5:].removeprefix(' ') if 1 else ''.strip()")

  private static func reading(_ value: String) -> String {
    """
    for line in text.split("\\n")[:-1]:
            if line == "":
                give(data)
            elif line.startswith("data:"):
                data = \(value)
    """
  }

  private static func program(_ body: String) -> String {
    """
    import base64, json, sys

    def give(data):
        print(json.dumps({"event": "message", "data": data, "id": ""}))

    for question in sys.stdin:
        text = b"".join(map(base64.b64decode, json.loads(question)["pieces"])).decode()
        \(body)
        print('{"end": true}', flush=True)

    """
  }

  private static func lesson(_ checks: [String]) -> String {
    """
    ---
    title: A parser
    minutes: 5
    builds: parser
    ---

    # A parser

    Two steps.

    ## One

    ```yaml build
    subject: parser
    checks: [\(checks.map { "\"\($0)\"" }.joined(separator: ", "))]
    hints: [a, b]
    ```

    ## Two

    ```yaml build
    subject: parser
    checks: [parser/one-space/two]
    hints: [a, b]
    ```

    """
  }
}
