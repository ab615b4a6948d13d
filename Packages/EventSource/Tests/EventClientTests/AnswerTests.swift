import Adversary
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import EventClient

/// What odd servers answer: `Samples/answers.txt`, and the same in other cuts.
@Suite(.timeLimit(.minutes(2))) struct AnswerTests {
  @Test(arguments: AnswerRow.table)
  func `an odd answer is read, or refused with its sentence`(row: AnswerRow) async throws {
    let server = TestServer { peer in
      peer.readRequest()
      peer.send(row.answer)
    }
    defer { server.stop() }
    let lines = try await transcript(of: server.url) { configuration in
      configuration.reconnects = false
      configuration.eventSizeLimit = 10_000
    }
    #expect(Array(lines.dropFirst()) == row.told, "\(row.sentence)")
  }

  @Test func `the table is there`() { #expect(AnswerRow.table.count > 100) }

  /// Only as far as both are short enough to be cut everywhere.
  @Test(arguments: AnswerRow.table.filter { $0.answer.count < 1000 })
  func `an answer is cut anywhere without any difference`(row: AnswerRow) throws {
    let whole = try Self.parts(of: [row.answer], ResponseDecoder())
    for size in [1, 2, 3, 7] {
      let pieces = stride(from: 0, to: row.answer.count, by: size).map {
        Array(row.answer[$0..<min($0 + size, row.answer.count)])
      }
      #expect(try Self.parts(of: pieces, ResponseDecoder()) == whole)
    }
  }

  /// What every server sends, put together at random: our decoder and SwiftNIO's agree.
  @Test func `ordinary answers are read as SwiftNIO reads them`() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let answer = OrdinaryAnswer.random(&random)
      var pieces: [[UInt8]] = []
      var rest = answer[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...max(1, rest.count / 3), using: &random)
        pieces.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      let ours = try Self.parts(of: pieces, ResponseDecoder())
      let theirs = try Self.parts(
        of: pieces, HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes))
      #expect(ours == theirs, "\(String(decoding: answer, as: UTF8.self))")
    }
  }

  /// The head, the body and how it ended, as lines.
  private static func parts(
    of pieces: [[UInt8]], _ decoder: some ByteToMessageDecoder
  ) throws -> [String] {
    let channel = EmbeddedChannel(handler: ByteToMessageHandler(decoder))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    // SwiftNIO's decoder has to know which request it is an answer to.
    channel.pipeline.write(
      HTTPClientRequestPart.head(HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")),
      promise: nil)
    var lines: [String] = []
    var body: [UInt8] = []
    do {
      for piece in pieces { try channel.writeInbound(ByteBuffer(bytes: piece)) }
      _ = try channel.finish()
    } catch {
      lines.append("error")
    }
    while let part = try channel.readInbound(as: HTTPClientResponsePart.self) {
      switch part {
      case .head(let head):
        // SwiftNIO shows interim responses, too.
        if head.status.code / 100 == 1, head.status.code != 101 { continue }
        // It gives the usual reason to every status.
        lines.append("\(head.status.code)")
        lines += head.headers.map { "\($0.name): \($0.value)" }
      case .body(let bytes): body += bytes.readableBytesView
      case .end: lines.append("end")
      }
    }
    return lines + [String(decoding: body, as: UTF8.self)]
  }
}

/// A response that breaks no rule.
private enum OrdinaryAnswer {
  static func random(_ random: inout SystemRandomNumberGenerator) -> [UInt8] {
    func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &random)] }
    var text = pick(["", "", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"])
    let status = pick(["200 OK", "200", "404 Not Found", "204 No Content", "500 Oh no"])
    text += pick(["HTTP/1.1 ", "HTTP/1.0 "]) + status + "\r\n"
    for _ in 0..<Int.random(in: 0..<5, using: &random) {
      text += pick(["A", "x-b", "Set-Cookie", "Content-Type"]) + pick([": ", ":", ":\t"])
      text += pick(["", "text/event-stream", "a, b; c=\"d\"", "é"]) + "\r\n"
    }
    let body = String(repeating: "data: x\n\n", count: Int.random(in: 0..<4, using: &random))
    switch Int.random(in: 0..<3, using: &random) {
    case _ where status.hasPrefix("204"): text += "\r\n"
    case 0: text += "\r\n" + body
    case 1: text += "Content-Length: \(body.utf8.count)\r\n\r\n" + body
    default:
      text += "Transfer-Encoding: chunked\r\n\r\n"
      for line in body.split(separator: "\n", omittingEmptySubsequences: false).map({ $0 + "\n" }) {
        text += String(line.utf8.count, radix: 16) + pick(["", ";a=b"]) + "\r\n" + line + "\r\n"
      }
      text += "0\r\n" + pick(["", "Trailer: 1\r\n"]) + "\r\n"
    }
    return Array(text.utf8)
  }
}
