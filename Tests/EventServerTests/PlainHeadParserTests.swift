import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import EventServer

/// The light parser of heads, held against NIO's: what it reads, NIO reads the same.
@Suite struct PlainHeadParserTests {
  /// A head in one spelling for both parsers.
  private struct Spelled: Equatable, CustomStringConvertible {
    var description: String
    init(_ method: String, _ target: String, _ minor: Int, _ headers: [(String, String)]) {
      description = "\(method) \(target) 1.\(minor)"
      for (name, value) in headers { description += " | \(name): \(value)" }
    }
  }

  private func ours(_ text: [UInt8]) -> Spelled? {
    text.withUnsafeBytes { PlainHeadParser.parse($0) }.map { head in
      Spelled(
        head.method, head.target, head.minorVersion, head.headers.map { ($0.name, $0.value) })
    }
  }

  /// What NIO's decoder makes of the bytes: a head and the end of a request without a body, or nil.
  private func nios(_ text: [UInt8]) throws -> Spelled? {
    let channel = EmbeddedChannel(
      handler: ByteToMessageHandler(
        HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop))
    )
    defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
    do { try channel.writeInbound(ByteBuffer(bytes: text)) } catch { return nil }
    guard case .head(let head)? = try channel.readInbound(as: HTTPServerRequestPart.self),
      case .end? = try channel.readInbound(as: HTTPServerRequestPart.self)
    else { return nil }
    return Spelled(
      head.method.rawValue, head.uri, head.version.minor,
      head.headers.map { ($0.name, Self.value($0.value, of: $0.name)) })
  }

  /// A value as it comes to the gate: NIO's decoder leaves the white space behind it, and HTTPTypes
  /// takes that away (RFC 9110, 5.5).
  private static func value(_ value: String, of name: String) -> String {
    HTTPField.Name(name).map { HTTPField(name: $0, value: value).value } ?? value
  }

  /// Heads of all kinds: plain ones, and ones that are odd in one place or in several.
  private struct Generator {
    var random: SplitMix

    /// One of the usual spellings, or now and then one of the odd ones.
    mutating func pick(_ usual: [String], odd: [String]) -> String {
      let choices = Int.random(in: 0..<16, using: &random) == 0 ? odd : usual
      return choices.randomElement(using: &random) ?? ""
    }

    mutating func head() -> [UInt8] {
      let space = { (me: inout Generator) in me.pick([" "], odd: ["  ", "\t", ""]) }
      var text = pick(
        ["GET", "HEAD", "POST", "OPTIONS", "DELETE", "M-SEARCH"], odd: ["get", "G T", "", "BREW"])
      text += space(&self)
      text += pick(
        ["/", "/events", "/a?b=c&d", "/%41~!$&'()*+,;=:@"],
        odd: ["*", "http://a/b", "/a#b", "/ä", "/\u{1}", "", "/a b"])
      text += space(&self)
      text += pick(
        ["HTTP/1.1", "HTTP/1.0"], odd: ["HTTP/2.0", "HTTP/1.2", "http/1.1", "HTTP/1.1 ", "HTTP/1"])
      text += end()
      for _ in 0..<Int.random(in: 0...5, using: &random) {
        text += pick(
          [
            "Host", "Accept", "accept", "Last-Event-ID", "X-A", "X_B", "!#$%&'*+-.^`|~",
            "Connection",
          ],
          odd: ["Content-Length", "Transfer-Encoding", "X A", "", "Ü", "TE", "Expect"])
        text += pick([":", ": ", ":\t "], odd: [" :", "", "::"])
        text += pick(
          [
            "localhost", "text/event-stream", "e-7", "", " ", "a b", "a\tb", " trailing \t", "ü",
            "0",
            "close", "\"quoted, list\"",
          ], odd: ["\u{0}", "\u{7F}", "\u{1B}[2J", "chunked", "5"])
        text += end()
        if Int.random(in: 0..<40, using: &random) == 0 { text += " folded" + end() }
      }
      return Array((text + end()).utf8)
    }

    private mutating func end() -> String { pick(["\r\n"], odd: ["\n", "\r", "\r\r\n", "\r\n"]) }
  }

  @Test(arguments: [1, 2, 3, 2026])
  func `whatever it reads of generated heads, NIO reads the same`(seed: UInt64) throws {
    var generator = Generator(random: SplitMix(state: seed))
    var (plain, refused) = (0, 0)
    for _ in 0..<1_000 {
      let text = generator.head()
      let theirs = try nios(text)
      if theirs == nil { refused += 1 }
      guard let read = ours(text) else { continue }
      plain += 1
      // The gate refuses a method that NIO's parser does not know, before NIO sees it.
      if case .RAW = HTTPMethod(rawValue: String(read.description.prefix { $0 != " " })) {
        continue
      }
      #expect(read == theirs, "\(String(decoding: text, as: UTF8.self).debugDescription)")
    }
    // Else nothing was compared, or nothing was odd.
    #expect(plain > 100)
    #expect(refused > 100)
  }

  @Test(arguments: [
    "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET / HTTP/1.0\r\n\r\n",
    "GET /a HTTP/1.1\r\nhost:localhost\r\nLast-Event-ID: \t8f-12 \t\r\nX:\r\n\r\n",
    "GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
  ])
  func `a plain head is read, and as NIO reads it`(text: String) throws {
    let bytes = Array(text.utf8)
    #expect(bytes.withUnsafeBytes { PlainHeadParser.scan($0) } == .complete(bytes.count))
    let read = try #require(ours(bytes))
    #expect(read == (try nios(bytes)))
  }

  @Test(arguments: [
    ("a body", "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n"),
    ("a coding", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"),
    ("an expectation", "GET / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n"),
    ("another protocol", "GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n"),
    ("a folded line", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"),
    ("a space before the colon", "GET / HTTP/1.1\r\nA : b\r\n\r\n"),
    ("a bare line feed", "GET / HTTP/1.1\nA: b\n\n"),
    ("an absolute target", "GET http://a/ HTTP/1.1\r\n\r\n"),
    ("another version", "GET / HTTP/2.0\r\n\r\n"),
    ("a control character", "GET / HTTP/1.1\r\nA: \u{1}\r\n\r\n"),
    ("an empty name", "GET / HTTP/1.1\r\n: b\r\n\r\n"),
  ])
  func `the rest is left to NIO`(what: String, text: String) {
    #expect(ours(Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    ("", PlainHeadParser.Scan.incomplete), ("GET / HTTP/1.1\r\n", .incomplete),
    ("GET / HTTP/1.1\r\nA: b\r\n\r", .incomplete), ("\r\n", .odd), (" GET", .odd), ("GET\n", .odd),
    ("GET / HTTP/1.1\r\n\r\nmore", .complete(18)),
  ])
  func `the end of a head is found, or what is none`(text: String, scan: PlainHeadParser.Scan) {
    #expect(Array(text.utf8).withUnsafeBytes { PlainHeadParser.scan($0) } == scan)
  }
}

/// Numbers that a seed decides (SplitMix64), so that a failure can be seen again.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
