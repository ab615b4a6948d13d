import Foundation
import Testing

@testable import Workbook

/// Signed results, what a teacher makes of them, and how the questions did.
@Suite("A class") struct ClassTests {
  private func attempt(id: String = "a", handedIn: Int? = 60, isPractice: Bool = false)
    async throws -> Attempt
  {
    let pool = try #require(bakingCourse().quiz("baker"))
    var sitting = Sitting(pool, seed: 1, id: id, isPractice: isPractice, now: 0)
    for index in sitting.items.indices {
      _ = sitting.go(to: index)
      try sitting.answer(sitting.item.key)
    }
    guard let handedIn else { return sitting.attempt }
    return await sitting.handIn(now: handedIn, lab: nil).attempt
  }

  private func signed(
    _ name: String = "Ada", id: String = "a", key: IssuerKey = IssuerKey()
  ) async throws -> SignedResult {
    try SignedResult(
      await attempt(id: id), name: DiplomaName(name), course: "Baking", key: key)
  }

  // MARK: Signed results

  @Test func `a signed result says whose it is and what was answered, and holds no grade`()
    async throws
  {
    let key = IssuerKey()
    let signed = try await signed("李小龙 & <b>", key: key)
    let read = try SignedResult(signed.text + "\n")
    #expect(read == signed)
    #expect(read.key == key.publicKey)
    #expect(read.attempt == (try await attempt()))
    let body = try #require(Base64URL.bytes(signed.text.split(separator: ".")[1]))
    let text = String(decoding: body, as: UTF8.self)
    #expect(!text.contains("percent") && !text.contains("grade"))
  }

  @Test func `one that was changed, is too long or is no token is refused`() async throws {
    let signed = try await signed()
    let parts = signed.text.split(separator: ".").map(String.init)
    let other = try await self.signed("Grace").text.split(separator: ".").map(String.init)
    for text in [
      "", "a.b.c", [parts[0], other[1], parts[2]].joined(separator: "."),
      signed.text + String(repeating: "A", count: SignedResult.sizeLimit),
    ] {
      #expect(throws: SignedResult.Problem.damaged) { try SignedResult(text) }
    }
  }

  @Test func `a diploma is signed, and is no result`() async throws {
    let issued = try IssuerKey().issue(await bakingDiploma())
    #expect(throws: SignedResult.Problem.other) { try SignedResult(issued.credential) }
  }

  @Test func `practice, and what was not handed in, is refused`() async throws {
    for attempt in [
      try await attempt(isPractice: true), try await attempt(handedIn: nil),
    ] {
      let text = try SignedResult(
        attempt, name: DiplomaName("Ada"), course: "Baking", key: IssuerKey()
      ).text
      #expect(throws: SignedResult.Problem.notHandedIn) { try SignedResult(text) }
    }
  }

  // MARK: Results of a class

  @Test func `an attempt is kept once, whatever it is handed in with`()
    async throws
  {
    try await withTemporaryFolder { folder in
      let results = try ClassResults(of: "7b", stateFolder: folder)
      #expect(results.all() == [])
      let key = IssuerKey()
      let first = try await signed("Ada", key: key)
      #expect(try results.add(first) == .kept)
      #expect(try results.add(await signed("Grace", key: key)) == .known)
      #expect(try results.add(await signed("Grace")) == .kept)
      #expect(try results.add(await signed("Ada", id: "../b", key: key)) == .kept)
      #expect(results.all().map(\.name.text).sorted() == ["Ada", "Ada", "Grace"])
      let files = try FileManager.default.contentsOfDirectory(
        atPath: folder + "/classes/7b/results")
      #expect(files.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9_-]{43}\.jws/) != nil })
      try write("nonsense", to: folder + "/classes/7b/results/x.jws")
      #expect(results.all().count == 3)
    }
  }

  @Test(arguments: ["", "../7b", "a/b", ".", "7 b", String(repeating: "x", count: 41)])
  func `what cannot be a name of a class is refused`(name: String) {
    #expect(
      throws: StoreProblem(
        "'\(name)' is no name for a class: use up to 40 letters, digits, - and _")
    ) { try ClassResults(of: name, stateFolder: "/nowhere") }
  }

  @Test func `the newest class is the one of which something was kept last`() async throws {
    try await withTemporaryFolder { folder in
      #expect(ClassResults.newest(in: folder) == nil)
      for (name, time) in [("old", 10.0), ("new", 30.0), ("older", 20.0)] {
        _ = try ClassResults(of: name, stateFolder: folder).add(await signed())
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: time)],
          ofItemAtPath: "\(folder)/classes/\(name)")
      }
      #expect(ClassResults.newest(in: folder) == "new")
    }
  }

  @Test func `results are marked by the teacher's pool, and a formula is text in CSV`()
    async throws
  {
    let results = [try await signed("=cmd()"), try await signed("Li, \"Lee\"", id: "b")]
    let marks = await ClassMarks(results, in: try bakingCourse())
    #expect(marks.rows.map { $0.result?.percent } == [100, 100])
    let lines = marks.csv.split(separator: "\r\n").map(String.init)
    #expect(lines[0] == "name,quiz,handedIn,percent,grade,right,questions,key")
    #expect(
      lines[1].hasPrefix("\"'=cmd()\",baker,1970-01-01T00:01:00Z,100.0,A+,4,4,"), "\(lines[1])")
    #expect(lines[2].hasPrefix("\"Li, \"\"Lee\"\"\",baker,"))
    #expect(marks.lines[0] == "1970-01-01T00:01:00Z  baker  A+  100 %  =cmd()")
  }

  @Test func `a result of a quiz that this course has not is listed without a grade`() async throws
  {
    var attempt = Attempt(
      id: "a", quiz: "other", seed: 1, questions: [], poolFingerprint: "", startedAt: 0)
    attempt.handedInAt = 5
    let signed = try SignedResult(
      attempt, name: DiplomaName("Ada"), course: "?", key: IssuerKey())
    let marks = await ClassMarks([signed], in: try bakingCourse())
    #expect(marks.lines == ["1970-01-01T00:00:05Z  other  not marked  Ada"])
  }

  // MARK: Items

  private func statistics(_ attempts: [(String, Int, [String: Double])]) throws -> ItemStatistics {
    let pool = QuizPool(
      id: "q", title: "Q", mastered: [], drawSize: 20,
      questions: ["q1", "q2", "q3"].map {
        Question(
          id: $0, topic: "t", lesson: "l", ask: "?", kind: .type(accepted: ["a"], exact: false))
      }, fingerprint: "", path: "")
    return ItemStatistics(
      attempts.map { ItemStatistics.Attempt(learner: $0.0, time: $0.1, marks: $0.2) }, of: pool)
  }

  @Test func `facility is the mean mark, discrimination its correlation with the rest`() throws {
    let found = try statistics([
      ("a", 1, ["q1": 1, "q2": 1, "q3": 0]), ("b", 1, ["q1": 1, "q2": 1, "q3": 0]),
      ("c", 1, ["q1": 0, "q2": 0, "q3": 1]), ("d", 1, ["q1": 0.5, "q2": 0, "q3": 1]),
    ])
    #expect(found.learners == 4)
    #expect(found.items.map(\.code) == ["q1", "q2", "q3"])
    #expect(found.items.map(\.facility) == [62.5, 50, 50])
    #expect(found.items.map(\.count) == [4, 4, 4])
    // The rest of q1 is the same in every attempt; q3 falls as the others rise.
    #expect(found.items[0].discrimination == nil)
    #expect(abs((found.items[1].discrimination ?? 0) + 0.57735) < 0.0001)
    #expect(abs((found.items[2].discrimination ?? 0) + 0.98020) < 0.0001)
    #expect(found.items.map(\.isSuspect) == [false, true, true])
    #expect(
      found.csv == "question,topic,asked,facility,discrimination\r\n"
        + "q1,t,4,62.5,\r\nq2,t,4,50.0,-0.58\r\nq3,t,4,50.0,-0.98\r\n")
    #expect(
      found.rows.last
        == "      q3      4      50 %           -0.98  t  look at it: who knows more did worse")
  }

  @Test func `only the first attempt of a learner counts, in whatever order they come`() throws {
    let found = try statistics([
      ("a", 9, ["q1": 1]), ("a", 3, ["q1": 0]), ("b", 4, ["q1": 1]), ("a", 5, ["q1": 1]),
    ])
    #expect(found.learners == 2)
    #expect(found.items.map(\.facility) == [50])
    #expect(found.items.map(\.count) == [2])
  }

  @Test func `of one attempt, or of equal ones, nothing is said of who knows more`() throws {
    #expect(try statistics([("a", 1, ["q1": 1])]).items.map(\.discrimination) == [nil])
    #expect(
      try statistics([("a", 1, ["q1": 1, "q2": 0]), ("b", 1, ["q1": 1, "q2": 0])])
        .items.map(\.discrimination) == [nil, nil])
    #expect(try statistics([]).items == [])
  }

  // MARK: Spreadsheets

  @Test(arguments: [
    ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""), ("@a", "\"'@a\""),
    ("\t=1", "\"'\t=1\""), ("＝1", "\"'＝1\""), ("a=1", "a=1"), ("a,b", "\"a,b\""),
    ("a\r\nb", "\"a\r\nb\""), ("\"", "\"\"\"\""), ("O'Hara", "\"O'Hara\""), ("", ""),
  ])
  func `a text in CSV is one value and never a formula`(text: String, cell: String) {
    #expect(CSV.table(["a"], [[.text(text)]]) == "a\r\n\(cell)\r\n")
  }

  @Test func `a number in CSV is a number, also below nothing`() {
    #expect(CSV.rounded(-0.984, 2) == "-0.98")
    #expect(CSV.rounded(-0.001, 2) == "0.00")
    #expect(CSV.rounded(0.05, 1) == "0.1")
    #expect(CSV.rounded(62.5, 0) == "63")
    #expect(CSV.table(["a", "b"], [[.number(nil), .number(7)]]) == "a,b\r\n,7\r\n")
  }

  // MARK: Keys

  @Test func `the public half is read back from its PEM, and the private file is none`() throws {
    let key = IssuerKey()
    let pem = key.publicKey.pem
    #expect(pem.hasPrefix("-----BEGIN PUBLIC KEY-----\nMFkw"))
    #expect(PublicKey(pem: "# mine\n" + pem) == key.publicKey)
    #expect(PublicKey(pem: pem.replacing("MFkw", with: "MFkx")) == nil)
    #expect(PublicKey(pem: key.pem) == nil)
    #expect(!pem.contains("PRIVATE"))
  }

  @Test func `a diploma is dated five minutes back, so that no clock refuses it`() async throws {
    let issued = try IssuerKey().issue(await bakingDiploma())
    let body = try #require(Base64URL.bytes(issued.credential.split(separator: ".")[1]))
    let credential = try JSONDecoder().decode(Credential.self, from: Data(body))
    #expect(credential.nbf == 1_795_348_800 - 300)
    #expect(credential.validFrom == Timestamp(credential.nbf).text)
  }

  // MARK: The board

  @Test func `a board is a table without formulas, its times in UTC`() {
    let board = ClassBoard([
      ClassBoard.Row(
        name: "=Ada, B", lesson: "format", page: 3, pages: 7, task: "stuck", since: 60, heard: 3_661
      )
    ])
    #expect(
      board.csv == """
        name,lesson,page,pages,task,since,heard\r
        "'=Ada, B",format,3,7,stuck,1970-01-01T00:01:00Z,1970-01-01T01:01:01Z\r

        """)
  }

  @Test
  func `a folder keeps the quizzes of classes until they are forgotten, and no more than fit`()
    async throws
  {
    let root = FileManager.default.temporaryDirectory.path + "/desk-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: root) }
    let folder = DeskFolder(stateFolder: root)
    #expect(folder.card == nil && folder.sittings == [])
    let card = DeskCard(
      number: "0", url: "http://a/", className: "monday", name: "Ada", code: nil)
    try folder.keep(card)
    #expect(folder.card == card)
    var sitting = ClassSitting(
      round: "baker-1", url: "http://a/", name: "Ada", attempt: try await attempt(id: "one"))
    let signed = try await signed(id: "one")
    try folder.keep(sitting)
    let path = try folder.keep(signed, of: sitting)
    #expect(try SignedResult(String(contentsOfFile: path, encoding: .utf8)) == signed)
    #expect(folder.sittings == [sitting])
    #expect(folder.result(of: sitting) == signed.text)
    // What the teacher has not got stays, also when it is marked.
    folder.forget(sitting)
    #expect(folder.sittings == [] && folder.result(of: sitting) == signed.text)
    sitting.isTaken = true
    try folder.keep(sitting)
    folder.forget(sitting)
    #expect(folder.result(of: sitting) == nil)
    for number in 1...DeskFolder.limit {
      let kept = Attempt(
        id: "kept-\(number)", quiz: "baker", seed: 1, questions: [], poolFingerprint: "",
        startedAt: 0)
      try folder.keep(
        ClassSitting(round: "r", url: "u", name: "n", attempt: kept))
    }
    #expect(throws: StoreProblem.self) { try folder.keep(sitting) }
    // An id from elsewhere leads nowhere else.
    let odd = ClassSitting(
      round: "r", url: "u", name: "n", attempt: try await attempt(id: "../card"))
    #expect(throws: StoreProblem.self) { try folder.keep(odd) }
    try folder.keep(nil as DeskCard?)
    #expect(folder.card == nil)
  }

  @Test func `a result is held with the same answers alone`() async throws {
    let root = FileManager.default.temporaryDirectory.path + "/results-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: root) }
    let results = try ClassResults(of: "monday", stateFolder: root)
    let key = IssuerKey()
    let signed = try await signed(key: key)
    #expect(!results.holds(signed))
    _ = try results.add(signed)
    #expect(results.holds(signed))
    var other = try await attempt()
    other.answers = [:]
    let changed = try SignedResult(
      other, name: DiplomaName("Ada"), course: "Baking", key: key)
    #expect(!results.holds(changed))
  }
}
