import Foundation
import Testing

@testable import Workbook

@Suite("What was built in the workshop")
struct BuiltProgramTests {
  private static let server = BuiltProgram(
    path: "server", language: "python", checks: 80, digest: String(repeating: "ab", count: 32))

  private static func issued(_ built: [BuiltProgram], key: IssuerKey) async throws -> IssuedDiploma
  {
    let course = try bakingCourse()
    let pool = try #require(course.quiz("baker"))
    return try key.issue(
      Diploma(
        for: await perfect(pool), name: DiplomaName("Ada Lovelace"), pool: pool,
        course: course.title, built: built))
  }

  @Test func `it stands on the card and in the drawing`() async throws {
    let key = IssuerKey()
    let issued = try await Self.issued([Self.server], key: key)
    let words = "built a server that passes 80 checks, in Python"
    #expect(issued.rows.contains { $0.contains(words) })
    #expect(issued.rows.allSatisfy { TextWidth.of($0) == IssuedDiploma.boxWidth })
    #expect(try key.svg(of: issued, paper: .a4).contains("in Python"))
  }

  @Test func `it is a result of its own in the credential, with the digest of its report`()
    async throws
  {
    let issued = try await Self.issued([Self.server], key: IssuerKey())
    let parts = issued.credential.split(separator: ".")
    let bytes = try #require(parts.count == 3 ? Base64URL.bytes(parts[1]) : nil)
    let credential = try JSONDecoder().decode(Credential.self, from: Data(bytes))
    #expect(
      credential.built == [
        "built a server that passes 80 checks, in Python; report sha256 "
          + String(repeating: "ab", count: 32)
      ])
    let described = credential.credentialSubject.achievement.resultDescription
    #expect(described.map(\.name).suffix(1) == ["Workshop: server"])
    #expect(
      described.map(\.id) == credential.credentialSubject.result.map(\.resultDescription))
  }

  @Test func `a diploma with it is verified, and one whose count was changed is not`() async throws
  {
    let key = IssuerKey()
    let page = try key.svg(of: await Self.issued([Self.server], key: key), paper: .a4)
    let verifier = DiplomaVerifier(store: ProgressStore(folder: nil), now: testNow)
    let verified = try verifier.verify(Array(page.utf8))
    #expect(verified.name == "Ada Lovelace")
    #expect(verified.built == [Self.server.value])
    let changed = page.replacing("80 checks", with: "99 checks")
    #expect(changed != page)
    #expect(throws: (any Error).self) { try verifier.verify(Array(changed.utf8)) }
  }

  @Test func `of each path the language with the most checks counts, and nothing unsubmitted`() {
    func build(_ path: String, _ language: String, checks: Int?) -> BuildProgress {
      var build = BuildProgress(path: path, language: language)
      build.submission = checks.map {
        BuildProgress.Submission(checks: $0, digest: "00", time: 1)
      }
      return build
    }
    let built = BuiltProgram.all(in: [
      build("server", "go", checks: 70), build("server", "python", checks: 80),
      build("parser", "javascript", checks: 41), build("client", "python", checks: nil),
    ])
    #expect(
      built.map(\.text) == [
        "built a parser that passes 41 checks, in JavaScript",
        "built a server that passes 80 checks, in Python",
      ])
  }
}
