import FoundationEssentials
import GRDB
import Testing

@testable import Workbook

@Suite("Progress")
struct ProgressStoreTests {
  private var halfway: LessonProgress {
    LessonProgress(
      lesson: "dough", page: "shaping", pageNumber: 1,
      tasks: ["rest": TaskProgress(state: .shown, hintsGiven: 2)])
  }

  @Test func `what was written is there when the file is opened again`() async throws {
    try await withTemporaryFolder { folder in
      let store = ProgressStore(folder: "\(folder)/state")
      #expect(store.notice == nil)
      #expect(store.isPersistent)
      store.save(halfway, now: 10)
      store.save(LessonProgress(lesson: "oven", page: "heat", pageNumber: 0), now: 11)
      store.vote(true, for: "dough")
      store.vote(false, for: "dough")
      let again = ProgressStore(folder: "\(folder)/state")
      #expect(again.lesson("dough") == halfway)
      #expect(again.latestLesson == "oven")
      #expect(again.votes() == ["dough": false])
      #expect(again.lesson("nothing") == nil)
    }
  }

  @Test func `a lesson can be forgotten, and so can everything`() async throws {
    let store = ProgressStore(folder: nil)
    store.save(halfway, now: 1)
    store.save(LessonProgress(lesson: "oven", page: "heat", pageNumber: 0), now: 2)
    store.forget(lesson: "dough")
    #expect(Array(store.lessons().keys) == ["oven"])
    store.forgetAll()
    #expect(store.lessons().isEmpty)
    #expect(store.latestLesson == nil)
  }

  @Test func `an attempt is kept with its answers, and the open one is found again`() async throws {
    let pool = try #require(bakingCourse().quiz("baker"))
    try await withTemporaryFolder { folder in
      var sitting = Sitting(pool, seed: 5, id: "a", now: 100)
      try sitting.answer(sitting.item.key)
      _ = sitting.next()
      ProgressStore(folder: folder).save(sitting.attempt)
      let store = ProgressStore(folder: folder)
      let open = try #require(store.openAttempt(quiz: "baker"))
      #expect(open == sitting.attempt)
      var resumed = try Sitting(resuming: open, in: pool)
      #expect(resumed.position == 1)
      #expect(resumed.answered == 1)
      let result = await resumed.handIn(now: 200, lab: nil)
      store.save(result)
      #expect(store.openAttempt(quiz: "baker") == nil)
      #expect(store.attempts().map(\.grade) == [.f])
      #expect(store.attempts(quiz: "other").isEmpty)
    }
  }

  @Test func `two programs may write at once, and nothing of either is lost`() async throws {
    try await withTemporaryFolder { folder in
      await withTaskGroup(of: Void.self) { group in
        for program in 1...2 {
          group.addTask {
            let store = ProgressStore(folder: folder)
            for number in 1...20 {
              let lesson = LessonProgress(
                lesson: "\(program)-\(number)", page: "p", pageNumber: 0)
              store.save(lesson, now: number)
            }
          }
        }
      }
      #expect(ProgressStore(folder: folder).lessons().count == 40)
    }
  }

  @Test func `a file of a newer program is left alone`() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/\(ProgressStore.fileName)"
      try await DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
      let before = FileManager.default.contents(atPath: path)
      let store = ProgressStore(folder: folder)
      #expect(
        store.notice
          == "\(path) was written by a newer sse; it is left as it is, and nothing is remembered"
          + " from now on.")
      store.save(halfway, now: 1)
      #expect(store.lesson("dough") == halfway)
      #expect(FileManager.default.contents(atPath: path) == before)
    }
  }

  @Test func `a damaged file is left alone`() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/\(ProgressStore.fileName)"
      try write(String(repeating: "no database at all. ", count: 100), to: path)
      let before = FileManager.default.contents(atPath: path)
      let store = ProgressStore(folder: folder)
      #expect(
        store.notice
          == "\(path) is damaged; it is left as it is, and nothing is remembered from now on:"
          + " 'progress repair' saves what can be read.")
      store.save(halfway, now: 1)
      #expect(store.lesson("dough") == halfway)
      #expect(FileManager.default.contents(atPath: path) == before)
    }
  }

  @Test func `a folder that cannot be made costs one sentence and nothing else`() async throws {
    try await withTemporaryFolder { folder in
      try write("a file", to: "\(folder)/state")
      let store = ProgressStore(folder: "\(folder)/state/deeper")
      #expect(
        store.notice
          == "\(folder)/state/deeper/\(ProgressStore.fileName) cannot be written; it is left as it"
          + " is, and nothing is remembered from now on.")
      store.save(halfway, now: 1)
      #expect(store.lesson("dough") == halfway)
    }
  }

  @Test func `what can only be read is shown all the same`() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/\(ProgressStore.fileName)"
      ProgressStore(folder: folder).save(halfway, now: 1)
      let copy = ProgressStore.copy(of: path)
      #expect(
        try await copy.read { try String.fetchOne($0, sql: "SELECT id FROM lesson") } == "dough")
      try await copy.write { try $0.execute(sql: "DELETE FROM lesson") }
      #expect(ProgressStore(folder: folder).lesson("dough") == halfway)
    }
  }

  @Test func `a disk that fills up loses nothing of what was there`() async throws {
    try await withTemporaryFolder { folder in
      let store = ProgressStore(folder: folder)
      store.save(halfway, now: 1)
      // A database that may not grow refuses as a full disk does.
      store.write { database in
        let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        try database.execute(sql: "PRAGMA max_page_count = \(pages)")
      }
      let long = String(repeating: "x", count: 100_000)
      store.save(LessonProgress(lesson: "oven", page: long, pageNumber: 0), now: 2)
      #expect(
        store.notice
          == "\(folder)/\(ProgressStore.fileName) cannot grow: the disk is full; it is left as it"
          + " is, and nothing is remembered from now on.")
      #expect(!store.isPersistent)
      #expect(store.lesson("dough") == halfway)
      #expect(store.lesson("oven")?.page == long)
      #expect(ProgressStore(folder: folder).lesson("dough") == halfway)
    }
  }

  @Test func `the export says everything, the same way each time`() async throws {
    let store = ProgressStore(folder: nil)
    store.save(halfway, now: 1)
    store.vote(true, for: "dough")
    let json = store.export().json
    #expect(json == store.export().json)
    let decoded = try JSONDecoder().decode(ProgressExport.self, from: Data(json.utf8))
    #expect(decoded.lessons == [halfway])
    #expect(decoded.votes == ["dough": true])
  }

  @Test func `a diploma is issued once for an attempt and a name`() async throws {
    let course = try bakingCourse()
    let pool = try #require(course.quiz("baker"))
    let store = ProgressStore(folder: nil)
    let issuer = DiplomaIssuer(store: store, course: course, lab: nil)
    await #expect(throws: DiplomaIssuer.Problem.noAttempt(quiz: "baker")) {
      try await issuer.earned(in: pool)
    }
    store.save(await perfect(pool))
    let result = try await issuer.earned(in: pool)
    let key = IssuerKey()
    let one = try issuer.diploma(for: result, name: DiplomaName("Ada"), key: key)
    #expect(try issuer.diploma(for: result, name: DiplomaName("Ada"), key: key) == one)
    #expect(try issuer.diploma(for: result, name: DiplomaName("Eve"), key: key) != one)
    #expect(store.diplomas().count == 2)
  }

  @Test func `a state that was edited to say A+ earns nothing`() async throws {
    let course = try bakingCourse()
    let pool = try #require(course.quiz("baker"))
    let store = ProgressStore(folder: nil)
    var sitting = Sitting(pool, seed: 1, id: "a", now: 0)
    store.save(await sitting.handIn(now: 1, lab: nil))
    store.write { try $0.execute(sql: "UPDATE attempt SET percent = 100, grade = 'A+'") }
    #expect(store.attempts().map(\.grade) == [.aPlus])
    let issuer = DiplomaIssuer(store: store, course: course, lab: nil)
    await #expect(throws: DiplomaIssuer.Problem.refused(.grade(.f, lesson: "oven"))) {
      try await issuer.earned(in: pool)
    }
  }

  @Test func `an attempt whose questions were exchanged for easy ones is refused`() async throws {
    let pool = try #require(bakingCourse().quiz("baker"))
    let honest = await perfect(pool).attempt
    let id = honest.questions[0]
    let forged = Attempt(
      id: "a", quiz: "baker", seed: honest.seed, questions: [id, id, id, id],
      poolFingerprint: pool.fingerprint, startedAt: 0)
    #expect(throws: AttemptProblem.notTheDraw) { try forged.items(from: pool) }
    let fewer = Attempt(
      id: "a", quiz: "baker", seed: honest.seed, questions: [id], poolFingerprint: "old",
      startedAt: 0)
    #expect(throws: AttemptProblem.notTheDraw) { try fewer.items(from: pool) }
    let gone = Attempt(
      id: "a", quiz: "baker", seed: 1, questions: ["rise", "flour", "steps", "gone"],
      poolFingerprint: "old", startedAt: 0)
    #expect(throws: AttemptProblem.questionGone("gone")) { try gone.items(from: pool) }
  }
}
