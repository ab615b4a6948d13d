import Foundation
import Testing

/// `sse workshop report` as a teacher runs it over the folders of a class.
@Suite(.timeLimit(.minutes(2))) struct WorkshopReportTests {
  private let course = #filePath.split(separator: "/").dropLast(3)
    .reduce("") { "\($0)/\($1)" }

  @Test func `what passes is counted, and what forks is ended, in whatever confines them here`()
    async throws
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in [("ada", try solution("11")), ("bob", try solution("03")), ("eve", forks)] {
      let place = folder.appending(path: name).path
      let made = try await Program.run(
        "workshop", "new", "parser", "--in", "python", place, "--course", course)
      #expect(made.status == 0, "\(made.error)")
      try text.write(toFile: "\(place)/parser.py", atomically: true, encoding: .utf8)
    }
    let table = folder.appending(path: "grades.csv").path
    let outcome = try await Program.run(
      "workshop", "report", folder.path, "--csv", table, "--course", course)
    #expect(outcome.status == 0, "\(outcome.error)")
    let rows = try String(contentsOfFile: table, encoding: .utf8).split(whereSeparator: \.isNewline)
    #expect(
      rows.dropFirst().prefix(2).map { $0.split(separator: ",").prefix(5).joined(separator: ",") }
        == ["ada,parser,python,11,11", "bob,parser,python,3,11"])
    let sentence = "the program started more than 128 processes and was ended, with all of them"
    #expect(rows.last?.contains("eve,,,,,,,,\"\(sentence)\"") == true, "\(rows)")
  }

  private func solution(_ step: String) throws -> String {
    try String(
      contentsOfFile: "\(course)/workshop/python/parser/solutions/\(step)/parser.py",
      encoding: .utf8)
  }

  /// Some 300 processes that wait, and no more.
  private let forks = """
    import os, time
    for _ in range(300):
        if os.fork() == 0:
            time.sleep(600)
    time.sleep(600)
    """
}
