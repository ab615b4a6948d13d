import Foundation
import Signing
import Testing

@testable import Workbook

@Suite("Verifying diplomas")
struct VerifierTests {
  let key = IssuerKey()
  let verifier = DiplomaVerifier(store: ProgressStore(folder: nil), now: testNow)

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
        "Unchanged since it was signed by a key that is not known here.",
        "says         Ada Lovelace has an A+ in Bread · Baker, 2026-11-22",
        "issuer       sse-workbook, self-issued (as it says itself)",
        "key          \(key.publicKey.fingerprint)",
        "code         \(verified.code)",
        "checked      the signature, and that the page shows what was signed",
        "not checked  who has signed it: anybody can make a key and give it any",
        "             name. Compare the key with what the issuer tells you; 'diploma",
        "             trust \(key.publicKey.fingerprint)' makes it known. Nor whether the",
        "             learner sat the quiz alone",
      ])
  }

  @Test func `a key that is known is in order, one's own as well as a teacher's`() async throws {
    let page = Array(try await page().utf8)
    let store = ProgressStore(folder: nil)
    let own = DiplomaVerifier(store: store, own: key.publicKey, now: testNow)
    #expect(
      try own.verify(page).rows.first
        == "In order: signed by the key of this program here, and unchanged since.")
    var trusted = TrustedKeys()
    try trusted.trust(key.publicKey.fingerprint, as: DiplomaName("Grace Hopper"))
    let other = DiplomaVerifier(
      store: store, own: IssuerKey().publicKey, trusted: trusted, now: testNow)
    let rows = try other.verify(page).rows
    #expect(
      rows.first == "In order: signed by a key that is trusted here, and unchanged since.")
    #expect(
      rows.suffix(3) == [
        "checked      the signature, and that the page shows what was signed; the",
        "             key is trusted here as Grace Hopper",
        "not checked  whether the learner sat the quiz alone",
      ])
    trusted.forget(key.publicKey.fingerprint)
    #expect(
      try DiplomaVerifier(store: store, trusted: trusted, now: testNow).verify(page).signer
        == .unknown)
  }

  @Test func `no name can draw a line of the answer`() async throws {
    let padded = String(repeating: "x", count: 61) + " Key NH81-4K2M-9TQX"
    for name in [padded, String(repeating: "x", count: 80)] {
      let issued = try key.issue(await bakingDiploma(name))
      let rows = try verifier.verify(text: issued.credential).rows
      let labels = ["says", "issuer", "key", "code", "checked", "not checked"]
      #expect(rows.allSatisfy { TextWidth.of($0) <= 79 })
      let labelled = rows[1...].filter { !$0.hasPrefix(" ") }
      #expect(labelled.map { String($0.prefix(13).trimming { $0 == " " }) } == labels)
    }
  }

  @Test func `trusted keys are kept, and whatever else the file holds is refused`() async throws {
    try await withTemporaryFolder { folder in
      var keys = try TrustedKeys(folder: folder)
      #expect(keys.entries.isEmpty)
      try keys.trust(key.publicKey.fingerprint, as: DiplomaName("Grace"))
      try keys.trust(key.publicKey.fingerprint, as: DiplomaName("Grace Hopper"))
      try keys.save(in: folder)
      let again = try TrustedKeys(folder: folder)
      #expect(again == keys)
      #expect(again.label(of: key.publicKey.fingerprint) == "Grace Hopper")
      for text in ["", "{}", "[1]", #"[{"fingerprint":"x","label":"y"}]"#] {
        try write(text, to: "\(folder)/\(TrustedKeys.fileName)")
        #expect(throws: StoreProblem.self) { try TrustedKeys(folder: folder) }
      }
    }
  }

  @Test func `a fingerprint and an identifier are read as somebody types them`() throws {
    let print = key.publicKey.fingerprint
    let sloppy = print.description.lowercased().replacing("-", with: "").replacing("0", with: "o")
    #expect(Fingerprint(typed: sloppy) == print)
    #expect(Fingerprint(typed: "\(print)0") == nil)
    #expect(Fingerprint(typed: "ädafsd") == nil)
    #expect(PublicKey(did: key.publicKey.did) == key.publicKey)
    #expect(PublicKey(did: "did:jwk:e30") == nil)
    #expect(PublicKey(did: "hello") == nil)
  }

  @Test func `a teacher's diploma names the teacher`() async throws {
    let issued = try key.issue(await bakingDiploma(teacher: "Grace Hopper"))
    #expect(try verifier.verify(text: issued.credential).issuer == "Grace Hopper")
    #expect(
      issued.diploma.statement
        == "Issued by Grace Hopper, if the key is theirs; not certified by anybody else.")
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
    let token = try SignedToken(Array("{}".utf8), with: SigningKey())
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
    let own = SigningKey()
    let right = Credential(diploma, key: PublicKey(own.publicKey), id: "i", subject: "s")
    func dated(_ seconds: Int) -> String {
      let old = (right.nbf, Timestamp(right.nbf).text)
      return text.replacing("\"nbf\":\(old.0)", with: "\"nbf\":\(seconds)")
        .replacing(old.1, with: Timestamp(seconds).text)
    }
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
    for seconds in [Int.min, -1, 0] {
      #expect(
        try refusal { _ in dated(seconds) } == .content("its date lies before sse-workbook"))
    }
    for seconds in [Int.max, testNow + 100_000] {
      #expect(try refusal { _ in dated(seconds) } == .content("its date lies in the future"))
    }
    #expect(try refusal { _ in dated(testNow + 3600) } == nil)
    for percent in ["3", "96.9", "nan", "1e309", "", "101"] {
      #expect(
        try refusal { $0.replacing("\"value\":\"100\"", with: "\"value\":\"\(percent)\"") }
          == .content("its percentage is not that of an A+"))
    }
    #expect(
      try refusal { $0.replacing("\"Ada Lovelace\"", with: "\"\"") }
        == .content("the learner's name in it is empty"))
    #expect(
      try refusal {
        $0.replacing("\"Ada Lovelace\"", with: "\"\(String(repeating: "a", count: 81))\"")
      } == .content("the learner's name in it is longer than 80 characters"))
    #expect(
      try refusal { $0.replacing("sse-workbook, self-issued", with: "A\\nKey: B") }
        == .content("the issuer's name in it cannot be printed"))
    #expect(
      try refusal {
        $0.replacing("\"validFrom\"", with: "\"validUntil\":\"2000-01-01T00:00:00Z\",\"validFrom\"")
      } == .content("it says more than a diploma of sse-workbook does"))
    #expect(
      try refusal { _ in "{}" } == .content("it is not a credential of Open Badges 3.0"))
  }

  @Test func `the code finds a diploma that was issued here, however it is typed`() async throws {
    let store = ProgressStore(folder: nil)
    let issued = try key.issue(await bakingDiploma())
    store.save(issued, quiz: "baker", attempt: "attempt-1")
    let verifier = DiplomaVerifier(store: store, now: testNow)
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

  @Test func `of many that make the first key at once, all have the same`() async throws {
    for round in 1...20 {
      try await withTemporaryFolder { folder in
        let state = "\(folder)/state-\(round)"
        let keys = try await withThrowingTaskGroup(of: PublicKey.self) { group in
          for _ in 1...6 { group.addTask { try IssuerKey(folder: state).publicKey } }
          return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(keys.count == 1)
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: state) == [IssuerKey.fileName])
      }
    }
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
