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
