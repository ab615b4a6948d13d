import NIOCore
import Testing

@testable import EventServer

/// The first head of a connection, however its bytes are cut.
@Suite struct HeadReaderTests {
  private func step(_ pieces: String...) -> String {
    let reader = HeadReader()
    var last = ""
    for piece in pieces {
      switch reader.take(ByteBuffer(string: piece)) {
      case .incomplete: last = "incomplete"
      case .plain(let head, let bytes): last = "plain \(head.target) of \(bytes.readableBytes)"
      case .odd(let bytes): last = "odd \(bytes.readableBytes)"
      case .refused(let answer): last = "\(answer.status) \(answer.sentence)"
      }
    }
    return last
  }

  private static let head = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"

  @Test func `a head may come in any two pieces`() {
    for cut in 1..<Self.head.utf8.count {
      let index = Self.head.utf8.index(Self.head.startIndex, offsetBy: cut)
      let (one, other) = (String(Self.head[..<index]), String(Self.head[index...]))
      #expect(step(one) == "incomplete")
      #expect(step(one, other) == "plain /events of \(Self.head.utf8.count)")
    }
  }

  @Test func `what came behind it stays with it`() {
    #expect(step(Self.head + "more") == "plain /events of \(Self.head.utf8.count + 4)")
  }

  @Test func `what is no plain head is handed on whole`() {
    #expect(step("POST /events HTTP/1.1\r\nContent-Le", "ngth: 1\r\n\r\na") == "odd 45")
    #expect(step("\u{16}\u{3}\u{1}") == "odd 3")
  }

  @Test func `a method that nobody knows is refused at once`() {
    #expect(
      step("get / HTTP/1.1\r\n\r\n")
        == "501 this server does not know the method; GET, HEAD and POST are written in capitals")
  }

  @Test func `a head has a limit, whether its end is there or not`() {
    let most = HeadReader.limit - 40
    let line = { String(repeating: "a", count: $0) }
    #expect(
      step("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + line(most) + "\r\n\r\n")
        == "plain / of \(HeadReader.limit)")
    #expect(
      step("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + line(most + 1) + "\r\n\r\n")
        == "431 the request head is larger than 16 KiB")
    #expect(step(line(HeadReader.limit)) == "incomplete")
    #expect(step(line(HeadReader.limit), "a") == "431 the request head is larger than 16 KiB")
  }

  @Test func `before the first byte it is empty`() {
    let reader = HeadReader()
    #expect(reader.isEmpty)
    _ = reader.take(ByteBuffer(string: "G"))
    #expect(!reader.isEmpty)
  }
}
