import Crypto
import Foundation
import Testing

@testable import Workbook

@Suite("Verifying diplomas")
struct VerifierTests {
  let key = IssuerKey()
  let verifier = DiplomaVerifier(store: ProgressStore(folder: nil))

  private func page(_ name: String = "Ada Lovelace") async throws -> String {
    try key.svg(of: key.issue(await bakingDiploma(name)), paper: .a4)
  }

  private func refusal(_ text: String) throws(Never) -> VerificationProblem? {
    do {
      _ = try verifier.verify(Array(text.utf8))
      return nil
    } catch {
      return error
    }
  }

  @Test func `a page that nobody has touched is in order`() async throws {
    let verified = try verifier.verify(Array(try await page().utf8))
    #expect(verified.name == "Ada Lovelace")
    #expect(
      verified.rows == [
        "In order: Ada Lovelace has an A+ in Bread · Baker, 2026-11-22.",
        "Issuer:   sse-workbook, self-issued",
        "Key:      \(key.publicKey.fingerprint)",
        "Code:     \(verified.code)",
      ])
  }

  @Test func `a teacher's diploma names the teacher`() async throws {
    let issued = try key.issue(await bakingDiploma(teacher: "Grace Hopper"))
    #expect(try verifier.verify(text: issued.credential).issuer == "Grace Hopper")
    #expect(issued.diploma.statement == "Issued by Grace Hopper; not certified by anybody else.")
  }

  @Test func `another name on the page is refused`() async throws {
    let forged = try await page().replacing(">Ada Lovelace<", with: ">Eve Mallory<")
    #expect(refusal(forged) == .changed)
    #expect(
      VerificationProblem.changed.description
        == "Refused: what it shows was changed after it was issued.")
  }

  @Test func `any single changed character of the page is refused`() async throws {
    let page = Array(try await page().utf8)
    for place in stride(from: 0, to: page.count, by: 397) {
      var forged = page
      forged[place] = forged[place] == UInt8(ascii: "a") ? UInt8(ascii: "b") : UInt8(ascii: "a")
      #expect(throws: VerificationProblem.self) { try verifier.verify(forged) }
    }
  }

  @Test func `a page without its seal is refused`() async throws {
    let page = try await page()
    let start = try #require(page.firstRange(of: SealedFile.sealStart))
    #expect(refusal(page[..<start.lowerBound] + "</svg>\n") == .noSeal)
  }

  @Test func `another key cannot take over a credential`() async throws {
    let issued = try key.issue(await bakingDiploma())
    let forged = try IssuerKey().svg(of: issued, paper: .a4)
    #expect(refusal(forged) == .issuer)
  }

  @Test func `the seal of one diploma does not fit another`() async throws {
    let (one, other) = (try await page("Ada"), try await page("Eve"))
    let seal = try #require(SealedFile(svg: one)?.seal)
    let own = try #require(SealedFile(svg: other)?.seal)
    #expect(refusal(other.replacing(own, with: seal)) == .changed)
  }

  @Test func `a changed credential is refused`() async throws {
    let credential = try key.issue(await bakingDiploma()).credential
    let parts = credential.split(separator: ".").map(String.init)
    let payload = String(decoding: try #require(Base64URL.bytes(parts[1])), as: UTF8.self)
    let forged = Base64URL.text(Array(payload.replacing("Ada", with: "Eve").utf8))
    #expect(refusal("\(parts[0]).\(forged).\(parts[2])") == .signature)
    #expect(refusal("\(parts[0]).\(parts[1])") == .noCredential)
    #expect(refusal("\(parts[0]).\(parts[1]).!") == .damaged)
    #expect(refusal("hello") == .noCredential)
    #expect(throws: VerificationProblem.noCredential) { try verifier.verify([0xFF, 0xD8]) }
  }

  @Test func `headers with anything else in them are refused`() async throws {
    let token = try SignedToken(Array("{}".utf8), with: P256.Signing.PrivateKey())
    let rest = token.text.split(separator: ".").dropFirst().joined(separator: ".")
    for header in [
      #"{"alg":"none"}"#, #"{"alg":"ES256","kid":"x"}"#,
      #"{"alg":"HS256","jwk":{"crv":"P-256","kty":"EC","x":"AA","y":"AA"}}"#,
    ] {
      #expect(refusal("\(Base64URL.text(Array(header.utf8))).\(rest)") == .header)
    }
  }

  @Test func `a credential that its own key has signed must still be a diploma`() async throws {
    let diploma = try await bakingDiploma()
    let own = P256.Signing.PrivateKey()
    let right = Credential(diploma, key: PublicKey(own.publicKey), id: "i", subject: "s")
    let text = String(decoding: try JSONEncoder.sorted.encode(right), as: UTF8.self)
    func refusal(_ change: (String) -> String) throws -> VerificationProblem? {
      self.refusal(try SignedToken(Array(change(text).utf8), with: own).text)
    }
    #expect(try refusal { $0 } == nil)
    #expect(
      try refusal { $0.replacing("\"A+\"", with: "\"C\"") } == .content("its grade is not an A+"))
    #expect(
      try refusal { $0.replacing("\"jti\":\"urn:uuid:i\"", with: "\"jti\":\"x\"") }
        == .content("'jti' is not its id"))
    #expect(try refusal { $0.replacing(right.iss, with: "did:jwk:e30") } == .issuer)
    #expect(
      try refusal { _ in "{}" } == .content("it is not a credential of Open Badges 3.0"))
  }

  @Test func `the code finds a diploma that was issued here, however it is typed`() async throws {
    let store = ProgressStore(folder: nil)
    let issued = try key.issue(await bakingDiploma())
    store.save(issued, quiz: "baker", attempt: "attempt-1")
    let verifier = DiplomaVerifier(store: store)
    let code = issued.code.description
    #expect(try verifier.verify(text: code).name == "Ada Lovelace")
    let sloppy = code.lowercased().replacing("-", with: " ").replacing("0", with: "o")
    #expect(try verifier.verify(text: sloppy).name == "Ada Lovelace")
    let unknown = "0000-0000-0000-0000-0000"
    #expect(throws: VerificationProblem.unknownCode(unknown)) { try verifier.verify(text: unknown) }
  }

  @Test func `a PDF carries its credential, and any change to it is refused`() async throws {
    let issued = try key.issue(await bakingDiploma())
    let pdf = Array("%PDF-1.5\n1 0 obj\n<<>>\nendobj\nxref\n0 1\nstartxref\n9\n%%EOF\n".utf8)
    let sealed = try #require(try key.sealed(pdf: pdf, of: issued))
    #expect(try verifier.verify(sealed).name == "Ada Lovelace")
    #expect(sealed.suffix(18) == pdf.suffix(18))
    var forged = sealed
    forged[12] = UInt8(ascii: "2")
    #expect(throws: VerificationProblem.changed) { try verifier.verify(forged) }
    #expect(throws: VerificationProblem.noCredential) { try verifier.verify(pdf) }
    #expect(try key.sealed(pdf: Array("hello".utf8), of: issued) == nil)
  }

  @Test func `a key is made once, for its owner alone, and is loaded again`() async throws {
    try await withTemporaryFolder { folder in
      let one = try IssuerKey(folder: "\(folder)/state")
      let again = try IssuerKey(folder: "\(folder)/state")
      #expect(one.publicKey == again.publicKey)
      let path = "\(folder)/state/\(IssuerKey.fileName)"
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      try write("not a key", to: path)
      let problem = StoreProblem("\(path) holds no key: move it away, and a new key is made.")
      #expect(throws: problem) { try IssuerKey(folder: "\(folder)/state") }
    }
  }
}
