import Foundation
import Testing

@testable import Workbook

@Suite("Taking progress along")
struct ProgressExportTests {
  private func lesson(_ page: Int, _ state: TaskProgress.State) -> LessonProgress {
    LessonProgress(
      lesson: "dough", page: "page-\(page)", pageNumber: page,
      tasks: ["rest": TaskProgress(state: state, hintsGiven: page)])
  }

  @Test func `what one machine knows is known on another, with attempts and diplomas`() async throws
  {
    let pool = try #require(bakingCourse().quiz("baker"))
    let key = IssuerKey()
    let here = ProgressStore(folder: nil)
    here.save(lesson(2, .solved), now: 5)
    here.save(LessonProgress(lesson: "oven", page: "heat", pageNumber: 0), now: 9)
    here.vote(false, for: "dough")
    let result = await perfect(pool)
    here.save(result)
    let issued = try key.issue(await bakingDiploma())
    here.save(issued, quiz: "baker", attempt: result.attempt.id)
    try await withTemporaryFolder { folder in
      let file = "\(folder)/progress.json"
      try here.export(key: key).write(to: file)
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      let bytes = [UInt8](try #require(FileManager.default.contents(atPath: file)))
      let there = ProgressStore(folder: "\(folder)/state")
      let read = try ProgressExport(reading: bytes)
      #expect(
        there.merge(read, now: 20)
          == ProgressImport(lessons: 2, attempts: 1, diplomas: 1, unreadable: 0))
      #expect(there.lessons() == here.lessons())
      #expect(there.latestLesson == "oven")
      #expect(there.attempts() == here.attempts())
      #expect(there.diplomas() == here.diplomas())
      #expect(there.votes() == here.votes())
      #expect(there.merge(read, now: 21) == ProgressImport())
      #expect(try IssuerKey.adopt(from: read, folder: "\(folder)/state"))
      #expect(try IssuerKey(folder: "\(folder)/state").publicKey == key.publicKey)
      let other = try IssuerKey(folder: "\(folder)/other")
      #expect(try !IssuerKey.adopt(from: read, folder: "\(folder)/other"))
      #expect(try IssuerKey(folder: "\(folder)/other").publicKey == other.publicKey)
      #expect(throws: StoreProblem("\(file) exists already: give a name that is free")) {
        try here.export().write(to: file)
      }
    }
  }

  @Test func `nothing that is known here gets less by an import`() throws {
    let store = ProgressStore(folder: nil)
    store.save(lesson(3, .solved), now: 1)
    store.vote(true, for: "dough")
    let older = ProgressStore(folder: nil)
    older.save(lesson(1, .shown), now: 1)
    older.vote(false, for: "dough")
    #expect(store.merge(older.export(), now: 2) == ProgressImport())
    #expect(store.lesson("dough") == lesson(3, .solved))
    #expect(store.votes() == ["dough": true])
  }

  @Test func `an attempt that was handed in takes the place of the open one`() async throws {
    let pool = try #require(bakingCourse().quiz("baker"))
    let result = await perfect(pool)
    var open = result.attempt
    open.handedInAt = nil
    let (one, other) = (ProgressStore(folder: nil), ProgressStore(folder: nil))
    one.save(open)
    other.save(result)
    #expect(one.merge(other.export(), now: 1).attempts == 1)
    #expect(one.attempts() == other.attempts())
    let behind = ProgressStore(folder: nil)
    behind.save(open)
    #expect(one.merge(behind.export(), now: 1).attempts == 0)
  }

  @Test func `the key is taken along only when it is handed in`() {
    let store = ProgressStore(folder: nil)
    #expect(!store.export().json.contains("PRIVATE"))
    #expect(store.export(key: IssuerKey()).json.contains("PRIVATE"))
  }

  @Test func `an export of the first version is read`() throws {
    let old = #"{"attempts":[],"lessons":[],"version":1,"votes":{"dough":true}}"#
    let store = ProgressStore(folder: nil)
    _ = store.merge(try ProgressExport(reading: Array(old.utf8)), now: 1)
    #expect(store.votes() == ["dough": true])
  }

  @Test(arguments: ["", "{}", "[]", "hello", #"{"version":1}"#])
  func `what is no export is refused in one sentence`(text: String) {
    let problem = StoreProblem(
      "holds no progress: 'progress export FILE' writes what can be read here")
    #expect(throws: problem) { try ProgressExport(reading: Array(text.utf8)) }
  }

  @Test func `an export of a newer program is refused, and odd entries are left out`() throws {
    let newer = #"{"attempts":[],"lessons":[],"version":99,"votes":{}}"#
    #expect(throws: StoreProblem("was written by a newer sse: read it with that one")) {
      try ProgressExport(reading: Array(newer.utf8))
    }
    let odd = """
      {"attempts":[],"votes":{},"version":2,"lessons":[{"lesson":"dough","page":"p",
      "pageNumber":-1,"tasks":{},"predictions":{},"isFinished":false}],"diplomas":[{"quiz":"q",
      "attempt":"a","credential":"x.y.z","diploma":{"name":"Ada","quiz":"q","course":"c",
      "mastered":[],"percent":100,"time":1}}]}
      """
    let store = ProgressStore(folder: nil)
    let result = store.merge(try ProgressExport(reading: Array(odd.utf8)), now: 1)
    #expect(result == ProgressImport(unreadable: 2))
    #expect(store.lessons().isEmpty)
  }
}
