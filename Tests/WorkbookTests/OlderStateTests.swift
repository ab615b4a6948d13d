import FoundationEssentials
import Signing
import Testing

@testable import Workbook

/// What released versions have written, kept as they wrote it: every later program reads it.
@Suite("What older versions wrote") struct OlderStateTests {
  /// A folder of each version that was released.
  static let versions = ["0.1.0"]

  /// A copy, since a program that opens a file may lay it out anew.
  private func withState(of version: String, _ body: (String) throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.copyItem(
        atPath: "\(fixtures)/states/\(version)", toPath: "\(folder)/state")
      try body("\(folder)/state")
    }
  }

  @Test(arguments: versions) func `progress is there, and goes on`(version: String) async throws {
    try await withState(of: version) { folder in
      let store = ProgressStore(folder: folder)
      #expect(store.notice == nil)
      #expect(store.isPersistent)
      #expect(
        store.lesson("hello-stream")
          == LessonProgress(
            lesson: "hello-stream", page: "the-same-stream-in-your-shell", pageNumber: 1,
            tasks: ["ten-a-second": TaskProgress(state: .shown, hintsGiven: 0)]))
      #expect(Set(store.lessons().keys) == ["why-streams", "format", "hello-stream"])
      #expect(store.votes() == ["why-streams": true])
      let attempts = store.attempts(quiz: "junior")
      #expect(attempts.map(\.grade) == [.aPlus])
      #expect(attempts.first?.attempt.answers.count == 20)
      store.vote(false, for: "format")
      #expect(ProgressStore(folder: folder).votes() == ["why-streams": true, "format": false])
    }
  }

  @Test(arguments: versions)
  func `what was done in a lesson that was taken apart counts where its pages are now`(
    version: String
  ) async throws {
    try await withState(of: version) { folder in
      let course = try Course.load(at: repository)
      let attempts = ProgressStore(folder: folder).attempts().count
      // That version had the lesson, and its tasks under these ids.
      var done = LessonProgress(
        lesson: "in-the-wild", page: "six", pageNumber: 6,
        tasks: [
          "bad-gateway": TaskProgress(state: .solved, hintsGiven: 1),
          "let-strangers-in": TaskProgress(state: .shown),
        ], predictions: ["behind-the-collector": .right, "eight-streams": .wrong])
      ProgressStore(folder: folder).save(done, now: 1_796_044_200)
      ProgressStore(folder: folder).vote(true, for: "in-the-wild")

      let store = ProgressStore(folder: folder)
      store.adopt(course)
      #expect(store.lesson("in-the-wild") == nil)
      #expect(
        store.lesson("between-you-and-your-readers")
          == LessonProgress(
            lesson: "between-you-and-your-readers", page: "the-proxy-that-collects", pageNumber: 0,
            tasks: ["bad-gateway": TaskProgress(state: .solved, hintsGiven: 1)],
            predictions: ["behind-the-collector": .right]))
      let second = try #require(store.lesson("browsers-differ"))
      #expect(second.page == "six")
      #expect(second.tasks == ["let-strangers-in": TaskProgress(state: .shown)])
      #expect(second.predictions == ["eight-streams": .wrong])
      #expect(store.latestLesson == "browsers-differ")
      #expect(store.votes()["browsers-differ"] == true)
      #expect(store.attempts().count == attempts)

      // Whoever had finished it has finished both, and loses nothing that was done in them since.
      done.isFinished = true
      done.tasks = [:]
      store.save(done, now: 1_796_044_300)
      ProgressStore(folder: folder).adopt(course)
      let first = try #require(ProgressStore(folder: folder).lesson("between-you-and-your-readers"))
      #expect(first.isFinished)
      #expect(first.tasks["bad-gateway"]?.state == .solved)
      #expect(ProgressStore(folder: folder).lesson("browsers-differ")?.isFinished == true)
    }
  }

  @Test(arguments: versions) func `a diploma is still in order`(version: String) async throws {
    try await withState(of: version) { folder in
      let store = ProgressStore(folder: folder)
      let key = try IssuerKey(folder: folder)
      let own = try #require(try IssuerKey.publicKey(in: folder))
      #expect(store.diplomas().map(\.issuer) == [own])
      let page = try #require(FileManager.default.contents(atPath: "\(folder)/diploma.svg"))
      let verifier = DiplomaVerifier(store: store, own: own, now: testNow + 1_000_000)
      let rows = try verifier.verify(Array(page)).rows
      #expect(
        rows.first == "In order: signed by the key of this program here, and unchanged since.")
      let again = try key.issue(try #require(store.diplomas().first).diploma)
      #expect(again.issuer == own)
    }
  }

  @Test(arguments: versions) func `an export can be imported`(version: String) async throws {
    try await withState(of: version) { folder in
      let file = try #require(FileManager.default.contents(atPath: "\(folder)/progress.json"))
      let export = try ProgressExport(reading: Array(file))
      let store = ProgressStore(folder: nil)
      let result = store.merge(export, now: testNow)
      #expect(result.unreadable == 0)
      #expect((result.lessons, result.attempts, result.diplomas) == (3, 1, 1))
      #expect(export.hasKey)
    }
  }

  @Test(arguments: versions) func `trusted keys are known`(version: String) async throws {
    try await withState(of: version) { folder in
      let fingerprint = try #require(Fingerprint(typed: "TSV9-60P7-QTQJ-3XXY"))
      #expect(try TrustedKeys(folder: folder).label(of: fingerprint) == "Grace Hopper")
    }
  }
}
