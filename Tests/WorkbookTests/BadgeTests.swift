import Foundation
import Testing

@testable import Workbook

/// What others think of our credentials: a program that shares no line with ours, and the rules of
/// Open Badges 3.0 as docs/notes/open-badges.md lists them.
@Suite("Open Badges 3.0")
struct BadgeTests {
  private static let script = fixtures.replacing("/Fixtures", with: "/verify_badge.py")

  private static let hasPython: Bool = {
    (try? run("python3", ["-c", "import cryptography"]))?.status == 0
  }()

  private static let canPrint: Bool = {
    (try? run("rsvg-convert", ["--version"]))?.status == 0
      && (try? run("pdfinfo", ["-v"]))?.status == 0
  }()

  private static func run(
    _ program: String, _ arguments: [String]
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  @Test(arguments: [nil, "Grace Hopper"])
  func `an independent library accepts the badge baked into the page`(teacher: String?)
    async throws
  {
    try #require(
      Self.hasPython, "python3 or its library is missing: apt-get install python3-cryptography")
    let key = IssuerKey()
    let issued = try key.issue(await bakingDiploma("李小龙 & <b>", teacher: teacher))
    try await withTemporaryFolder { folder in
      let path = "\(folder)/diploma.svg"
      try write(try key.svg(of: issued, paper: .letter), to: path)
      let answer = try Self.run("python3", [Self.script, path])
      #expect(answer.output == "valid: 李小龙 & <b>, A+\n")
      #expect(answer.status == 0)
      try write(
        try key.svg(of: issued, paper: .letter).replacing(
          issued.credential.suffix(8), with: "AAAAAAAA"),
        to: path)
      #expect(try Self.run("python3", [Self.script, path]).status != 0)
    }
  }

  @Test(arguments: Paper.allCases)
  func `a printed page is one page of its paper, and is still a PDF with its credential in it`(
    paper: Paper
  ) async throws {
    try #require(
      Self.canPrint,
      "rsvg-convert or pdfinfo is missing: apt-get install librsvg2-bin poppler-utils")
    let key = IssuerKey()
    let issued = try key.issue(await bakingDiploma())
    try await withTemporaryFolder { folder in
      try write(try key.svg(of: issued, paper: paper), to: "\(folder)/d.svg")
      let (svg, pdf) = ("\(folder)/d.svg", "\(folder)/d.pdf")
      #expect(try Self.run("rsvg-convert", ["-f", "pdf", "-o", pdf, svg]).status == 0)
      let bytes = Array(try #require(FileManager.default.contents(atPath: pdf)))
      let sealed = try #require(try key.sealed(pdf: bytes, of: issued))
      try Data(sealed).write(to: URL(filePath: pdf))
      let info = try Self.run("pdfinfo", [pdf])
      #expect(info.status == 0)
      #expect(info.output.contains("Pages:           1"))
      #expect(info.output.contains(paper == .a4 ? "(A4)" : "(letter)"))
      #expect(!info.output.contains("Error"))
      let verifier = DiplomaVerifier(store: ProgressStore(folder: nil), now: testNow)
      #expect(try verifier.verify(sealed).name == "Ada Lovelace")
    }
  }

  @Test func `the header holds nothing but the algorithm and the public key`() async throws {
    let issued = try IssuerKey().issue(await bakingDiploma())
    let head = try #require(issued.credential.split(separator: ".").first)
    let json = try JSONSerialization.jsonObject(with: Data(try #require(Base64URL.bytes(head))))
    let header = try #require(json as? [String: Any])
    #expect(Set(header.keys) == ["alg", "jwk"])
    #expect(header["alg"] as? String == "ES256")
    #expect(Set(try #require(header["jwk"] as? [String: String]).keys) == ["crv", "kty", "x", "y"])
  }

  @Test func `the credential is baked in right after the root element, in its own namespace`()
    async throws
  {
    let key = IssuerKey()
    let page = try key.svg(of: key.issue(await bakingDiploma()), paper: .a4)
    let start = try #require(page.firstRange(of: "<openbadges:credential verify=\"eyJ"))
    #expect(page[..<start.lowerBound].filter { $0 == "<" }.count == 1)
    #expect(page.contains("xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\""))
  }
}
