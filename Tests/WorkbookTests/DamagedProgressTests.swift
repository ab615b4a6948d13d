import Foundation
import GRDB
import Testing

@testable import Workbook

@Suite("Damaged progress")
struct DamagedProgressTests {
  private static let pageSize = 4096

  /// A file with lessons, tasks, votes, attempts and a diploma, on some ten pages.
  private func fill(_ folder: String) async throws -> [UInt8] {
    let pool = try #require(bakingCourse().quiz("baker"))
    let store = ProgressStore(folder: folder)
    for number in 1...60 {
      store.save(
        LessonProgress(
          lesson: "lesson-\(number)", page: String(repeating: "p", count: 200), pageNumber: 1,
          tasks: ["rest": TaskProgress(state: .solved)]),
        now: number)
    }
    store.save(await perfect(pool))
    let issued = try IssuerKey().issue(await bakingDiploma())
    store.save(issued, quiz: "baker", attempt: "attempt-1")
    let path = "\(folder)/\(ProgressStore.fileName)"
    return [UInt8](try #require(FileManager.default.contents(atPath: path)))
  }

  private func notice(_ path: String, _ reason: String) -> String {
    "\(path) \(reason); it is left as it is, and nothing is remembered from now on: 'progress"
      + " repair' saves what can be read."
  }

  @Test func `whatever page of the file is zeroed, it is noticed, and the file is left as it is`()
    async throws
  {
    try await withTemporaryFolder { folder in
      let whole = try await fill(folder)
      let path = "\(folder)/\(ProgressStore.fileName)"
      #expect(ProgressStore(folder: folder).notice == nil)
      for page in 1..<(whole.count / Self.pageSize) {
        var damaged = whole
        let start = page * Self.pageSize
        damaged.replaceSubrange(
          start..<start + Self.pageSize, with: repeatElement(0, count: Self.pageSize))
        try Data(damaged).write(to: URL(filePath: path))
        let store = ProgressStore(folder: folder)
        #expect(store.notice == notice(path, "is damaged"))
        #expect(!store.isPersistent)
        store.vote(true, for: "lesson-1")
        #expect(FileManager.default.contents(atPath: path) == Data(damaged))
      }
    }
  }

  @Test(arguments: [
    "UPDATE attempt SET percent = 'much'", "UPDATE attempt SET percent = 1e300",
    "UPDATE attempt SET percent = x'00'", "UPDATE attempt SET grade = 'Z'",
    "UPDATE attempt SET record = '{}'", "UPDATE attempt SET record = x'ff00'",
    "UPDATE diploma SET record = '[]'", "UPDATE diploma SET credential = x'ff'",
    "UPDATE lesson SET pageNumber = -5", "UPDATE lesson SET pageNumber = 9223372036854775807",
    "UPDATE lesson SET isFinished = x'01'", "UPDATE task SET state = 'sung'",
    "UPDATE task SET hintsGiven = -1", "UPDATE task SET hintsGiven = x'aa'",
    "INSERT INTO vote VALUES (NULL, 1)",
    "UPDATE attempt SET record = replace(record, '\"startedAt\":', '\"startedAt\":99999')",
  ])
  func `a row that nobody can understand is noticed, and the others are read`(statement: String)
    async throws
  {
    try await withTemporaryFolder { folder in
      _ = try await fill(folder)
      let path = "\(folder)/\(ProgressStore.fileName)"
      try await DatabaseQueue(path: path).write { try $0.execute(sql: statement) }
      let before = FileManager.default.contents(atPath: path)
      let store = ProgressStore(folder: folder)
      #expect(store.notice == notice(path, "holds rows that cannot be read"))
      _ = (store.lessons(), store.attempts(), store.votes(), store.diplomas(), store.export().json)
      #expect(FileManager.default.contents(atPath: path) == before)
    }
  }

  @Test func `a repair saves what can be read, and keeps the damaged file`() async throws {
    try await withTemporaryFolder { folder in
      let whole = try await fill(folder)
      let path = "\(folder)/\(ProgressStore.fileName)"
      var incomplete = 0
      for page in 1..<(whole.count / Self.pageSize) {
        var damaged = whole
        let start = page * Self.pageSize
        damaged.replaceSubrange(
          start..<start + Self.pageSize, with: repeatElement(0, count: Self.pageSize))
        try Data(damaged).write(to: URL(filePath: path))
        let repair = try ProgressStore.repair(folder: folder)
        // An index that is gone costs no row, a page of a table does.
        incomplete += repair.isIncomplete ? 1 : 0
        #expect(repair.kept == "\(folder)/progress-damaged-\(page).sqlite")
        #expect(FileManager.default.contents(atPath: repair.kept) == Data(damaged))
        let store = ProgressStore(folder: folder)
        #expect(store.notice == nil)
        #expect(store.isPersistent)
        #expect(repair.saved.values.reduce(0, +) >= 60)
      }
      #expect(incomplete > 2)
      #expect(throws: StoreProblem("there is nothing to repair: \(path) is in order")) {
        try ProgressStore.repair(folder: folder)
      }
    }
  }

  @Test func `a repair of one bad row loses that row alone`() async throws {
    try await withTemporaryFolder { folder in
      _ = try await fill(folder)
      let path = "\(folder)/\(ProgressStore.fileName)"
      try await DatabaseQueue(path: path).write {
        try $0.execute(sql: "UPDATE lesson SET pageNumber = -1 WHERE id = 'lesson-7'")
      }
      let repair = try ProgressStore.repair(folder: folder)
      #expect(repair.isIncomplete)
      let store = ProgressStore(folder: folder)
      #expect(store.lessons().count == 59)
      #expect(store.lesson("lesson-8")?.tasks["rest"]?.state == .solved)
      #expect(store.attempts().count == 1)
      #expect(store.diplomas().count == 1)
    }
  }

  @Test func `there is nothing to repair where there is nothing`() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/\(ProgressStore.fileName)"
      #expect(throws: StoreProblem("there is nothing to repair: \(path) is not there")) {
        try ProgressStore.repair(folder: folder)
      }
    }
  }

  @Test func `a code is not called unknown when nothing could be looked up`() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/\(ProgressStore.fileName)"
      try write(String(repeating: "no database at all. ", count: 100), to: path)
      let store = ProgressStore(folder: folder)
      let notice = notice(path, "is damaged")
      #expect(throws: VerificationProblem.unreadableStore(notice)) {
        try DiplomaVerifier(store: store, now: testNow).verify(text: "0000-0000-0000-0000-0000")
      }
      let issuer = DiplomaIssuer(store: store, course: try bakingCourse(), lab: nil)
      let pool = try #require(bakingCourse().quiz("baker"))
      await #expect(throws: DiplomaIssuer.Problem.unreadable(quiz: "baker", notice: notice)) {
        try await issuer.earned(in: pool)
      }
    }
  }
}
