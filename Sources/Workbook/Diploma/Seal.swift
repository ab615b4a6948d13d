import FoundationEssentials
import Signing

/// Binds what can be seen to its credential: a second token, by the same key, over a hash of all
/// other bytes of the file.
///
/// A credential alone would still be in order when another name was painted on the page.
struct Seal: Codable, Sendable, Hashable {
  /// The code of the credential that belongs to it.
  let code: String
  /// The hash of the file without its seal, in hexadecimal digits.
  let sha256: String

  init(of bytes: [UInt8], code: DiplomaCode) {
    self.code = code.description
    sha256 = hexadecimal(SHA256.hash(bytes))
  }

  var payload: [UInt8] { (try? JSONEncoder.sorted.encode(self)).map(Array.init) ?? [] }
}

/// A file that shows a diploma, taken apart: what can be seen, the credential and the seal.
struct SealedFile {
  /// Open Badges 3.0, 5.3.2.1: the value of `verify` is the compact JWS itself.
  static let credentialStart = "<openbadges:credential verify=\""
  static let credentialEnd = "\"></openbadges:credential>"
  static let sealStart = "<metadata id=\"seal\">"
  static let sealEnd = "</metadata>"
  /// Begins the comment line of a PDF, which stands where it moves no offset: before `startxref`.
  static let comment = "%sse-workbook-diploma "
  static let crossReference = "startxref"

  let credential: String
  let seal: String
  /// Everything but the seal; in a PDF, everything but the comment line.
  let rest: [UInt8]

  /// Takes an SVG apart; nil when it holds no credential.
  init?(svg text: String) {
    guard let start = text.firstRange(of: Self.credentialStart),
      let end = text[start.upperBound...].firstRange(of: Self.credentialEnd)
    else { return nil }
    credential = String(text[start.upperBound..<end.lowerBound])
    guard let sealStart = text[end.upperBound...].firstRange(of: Self.sealStart),
      let sealEnd = text[sealStart.upperBound...].firstRange(of: Self.sealEnd)
    else {
      seal = ""
      rest = Array(text.utf8)
      return
    }
    seal = String(text[sealStart.upperBound..<sealEnd.lowerBound])
    rest = Array((text[..<sealStart.upperBound] + text[sealEnd.lowerBound...]).utf8)
  }

  /// Takes a PDF apart; nil when it holds no credential.
  init?(pdf bytes: [UInt8]) {
    guard let start = bytes.lastRange(of: Array(Self.comment.utf8)),
      let end = bytes[start.upperBound...].firstIndex(of: UInt8(ascii: "\n"))
    else { return nil }
    let words = String(decoding: bytes[start.upperBound..<end], as: UTF8.self).split(separator: " ")
    guard words.count == 2 else { return nil }
    credential = String(words[0])
    seal = String(words[1])
    rest = Array(bytes[..<start.lowerBound] + bytes[(end + 1)...])
  }
}

extension IssuerKey {
  /// The page as an SVG that is the badge itself: the credential is baked into it.
  ///
  /// `outlines` are its words as paths; without them they are text, for a reader's fonts.
  public func svg(
    of issued: IssuedDiploma, paper: Paper, outlines: DiplomaOutlines? = nil
  ) throws(StoreProblem) -> String {
    let page = DiplomaPage(issued, paper: paper, outlines: outlines).text
    let seal = try sign(Seal(of: Array(page.utf8), code: issued.code).payload)
    let empty = SealedFile.sealStart + SealedFile.sealEnd
    return page.replacing(empty, with: SealedFile.sealStart + seal.text + SealedFile.sealEnd)
  }

  /// Puts the credential into a PDF that was made from the page; nil when it is no PDF.
  public func sealed(pdf bytes: [UInt8], of issued: IssuedDiploma) throws(StoreProblem) -> [UInt8]?
  {
    guard let place = bytes.lastRange(of: Array(SealedFile.crossReference.utf8)) else { return nil }
    let seal = try sign(Seal(of: bytes, code: issued.code).payload)
    let line = "\(SealedFile.comment)\(issued.credential) \(seal.text)\n"
    return Array(bytes[..<place.lowerBound]) + line.utf8 + bytes[place.lowerBound...]
  }
}

extension Collection<UInt8> where Index == Int {
  /// Where these bytes stand last.
  func lastRange(of bytes: [UInt8]) -> Range<Int>? {
    guard count >= bytes.count, let first = bytes.first else { return nil }
    var start = endIndex - bytes.count
    while start >= startIndex {
      if self[start] == first, self[start..<start + bytes.count].elementsEqual(bytes) {
        return start..<start + bytes.count
      }
      start -= 1
    }
    return nil
  }
}
