import EventStream
import Observations
import Terminal
import Testing

@testable import StreamViews

@Suite struct WireTests {
  static let request = Array("GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n".utf8)
  static let response = Array(
    "HTTP/1.1 200 OK\r\nserver: sse-workbook\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)

  @Test func `raw lines stand beside each other, what never arrived beside nothing`() {
    var story = Story()
    story.tell(.client, .connecting(url: "http://127.0.0.1:8080/", lastEventID: ""))
    story.tell(.client, .sent(Self.request))
    story.tell(.server, .accepted(peer: "127.0.0.1:50000"))
    story.tell(.server, .received(Self.request))
    story.tell(.server, .response(status: 200, headers: []))
    story.tell(.server, .sent(Self.response))
    story.tell(.client, .received(Self.response))
    story.tell(.client, .open(status: 200, headers: []))
    story.write("id: 1\ndata: x\n\n")
    story.tell(.server, .sent(Array("f\r\nid: 1\ndata: x\n\n\r\n".utf8)))
    story.tell(.client, .received(Array("f\r\nid: 1\ndata: x\n\n\r\n".utf8)))
    story.tell(.client, .event(MessageEvent(data: "x", lastEventID: "1")))
    story.tell(.server, .sent(Array("2f\r\nid: 2\ndata: ha".utf8)))
    story.tell(.server, .ended(reason: "dropped"))
    #expect(
      PanesLayout.screen(story, rows: 38, wire: true) == """
        ── server sends · 0 open · 1 ──────────┬── client receives · 1 OPEN · 1 ────────
                                               │ connecting  http://127.0.0.1:8080/
        < GET / HTTP/1.1␍␊                     │ > GET / HTTP/1.1␍␊
        < Host: 127.0.0.1:8080␍␊               │ > Host: 127.0.0.1:8080␍␊
        < ␍␊                                   │ > ␍␊
        > HTTP/1.1 200 OK␍␊                    │ < HTTP/1.1 200 OK␍␊
        > server: sse-workbook␍␊               │ < server: sse-workbook␍␊
        > Transfer-Encoding: chunked␍␊         │ < Transfer-Encoding: chunked␍␊
        > ␍␊                                   │ < ␍␊
                                               │ open  200  readyState 1
        > f␍␊  a chunk of 15 bytes             │ < f␍␊  a chunk of 15 bytes
        > id: 1␊                               │ < id: 1␊
        > data: x␊                             │ < data: x␊
        > ␊                                    │ < ␊
        > ␍␊                                   │ < ␍␊
                                               │ event  message  id 1
                                               │        x
        > 2f␍␊  a chunk of 47 bytes            │
        > id: 2␊                               │
        > data: ha…                            │
        ended  dropped                         │
        ───────────────────────────────────────┴────────────────────────────────────────
        """)
  }

  /// A head as browsers and servers send it, longer than a pane.
  static func head(_ first: String, fields: Int) -> [UInt8] {
    Array((first + (1...fields).map { "\r\nx-\($0): y" }.joined() + "\r\n\r\n").utf8)
  }

  @Test func `the first lines of a head stay in view until events need the room`() {
    var story = Story()
    func rows() -> [String] {
      let screen = PanesLayout.screen(story, wire: true) ?? ""
      return screen.split(separator: "\n").dropFirst().dropLast().map { String($0.prefix(39)) }
        .map { Row($0.replacing(/[│ ]+$/, with: "")).text }
    }
    story.tell(.client, .connecting(url: "http://127.0.0.1:8080/", lastEventID: ""))
    story.tell(.server, .accepted(peer: "127.0.0.1:50000"))
    story.tell(.server, .received(Self.head("GET / HTTP/1.1", fields: 4)))
    #expect(
      rows() == ["", "< GET / HTTP/1.1␍␊"] + (1...4).map { "< x-\($0): y␍␊" } + ["< ␍␊"]
        + Array(repeating: "", count: 5))
    let top = ["", "< GET / HTTP/1.1␍␊", "… and 5 lines more", "> HTTP/1.1 200 OK␍␊"]
    story.tell(.server, .sent(Self.head("HTTP/1.1 200 OK", fields: 9)))
    #expect(rows() == top + (1...7).map { "> x-\($0): y␍␊" } + ["… and 3 lines more"])
    story.tell(.server, .sent(Array("id: 1\n\n".utf8)))
    #expect(
      rows() == top + (1...5).map { "> x-\($0): y␍␊" }
        + ["… and 5 lines more", "> id: 1␊", "> ␊"])
    for _ in 1...3 { story.tell(.server, .sent(Array("id: 1\n\n".utf8))) }
    #expect(
      rows() == Array(top[1...]) + ["… and 10 lines more"]
        + (1...4).flatMap { _ in ["> id: 1␊", "> ␊"] })
  }

  static let exchange = Array(
    """
    HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\n: hi\n\n\r\n3;x=y\r\n\u{FF}\n\r\n\
    0\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nsorryHTTP/1.1 204 No Content\r\n\r\n
    """.utf8)

  @Test(arguments: [1, 2, 3, 7, 1000])
  func `the rows are the same however the bytes are cut`(size: Int) {
    var reader = WireReader(mark: "<")
    var rows: [String] = []
    for start in stride(from: 0, to: Self.exchange.count, by: size) {
      let end = min(start + size, Self.exchange.count)
      rows += reader.append(Array(Self.exchange[start..<end])).map(\.row.text)
    }
    #expect(
      rows == [
        "< HTTP/1.1 200 OK␍␊", "< transfer-encoding: chunked␍␊", "< ␍␊",
        "< 6␍␊  a chunk of 6 bytes", "< : hi␊", "< ␊", "< ␍␊",
        "< 3;x=y␍␊  a chunk of 3 bytes", "< ÿ␊", "< ␍␊", "< 0␍␊  the last chunk", "< ␍␊",
        "< HTTP/1.1 404 Not Found␍␊", "< Content-Length: 5␍␊", "< ␍␊", "< sorry",
        "< HTTP/1.1 204 No Content␍␊", "< ␍␊",
      ])
    #expect(reader.finish() == [])
  }

  @Test func `bytes that are no text are shown as they are`() {
    #expect(RawText.of([0x61, 0xFF, 0x00, 0x1B, 0x5B, 0xE2, 0x82]) == "a\\xff␀␛[\\xe2\\x82")
  }

  @Test func `what is no HTTP at all is shown as lines`() {
    var reader = WireReader(mark: "<")
    let lines = reader.append(Array("SSH-2.0-x\r\nid: 1\nhalf".utf8)) + reader.finish()
    #expect(lines.map(\.row.text) == ["< SSH-2.0-x␍␊", "< id: 1␊", "< half…"])
  }

  @Test func `a line without end is shown in pieces`() {
    var reader = WireReader(mark: "<")
    let rows = reader.append([UInt8](repeating: 65, count: 3 * WireReader.lengthLimit))
    #expect(rows.count == 3)
  }
}
