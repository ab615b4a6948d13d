import EventServer
import EventStream
import NIOCore
import Testing
import WireDriver
import WorkbookServer

@Suite(.timeLimit(.minutes(2))) struct PublishingTests {
  private func post(
    _ body: String, as type: String?, to path: String = "/events", port: Int, _ lines: String = ""
  ) async throws -> String {
    let type = type.map { "Content-Type: \($0)\r\n" } ?? ""
    let client = try await WireClient(
      port: port,
      "POST \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n\(type)\(lines)"
        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    return try await client.textToEnd()
  }

  @Test func `JSON is published, and the answer has the id`() async throws {
    try await withServer { _, port in
      let reader = try await WireClient.get("/events", port: port)
      try await reader.text(upTo: "\r\n\r\n")
      let answer = try await post(
        #"{"data":"a\nb","event":"news","retry":1500}"#, as: "application/json", port: port)
      #expect(answer.hasPrefix("HTTP/1.1 201 Created\r\n"))
      #expect(answer.hasSuffix("\r\n\r\n{\"id\":\"e-1\",\"streams\":1}\n"))
      let text = try await reader.text(upTo: "data: b\n\n")
      #expect(text.contains("event: news\nid: e-1\nretry: 1500\ndata: a\ndata: b\n\n"))
    }
  }

  @Test func `a form is published`() async throws {
    try await withServer { _, port in
      let reader = try await WireClient.get("/events", port: port)
      try await reader.text(upTo: "\r\n\r\n")
      let answer = try await post(
        "data=caf%C3%A9+%26+tea&id=x%2By", as: "application/x-www-form-urlencoded", port: port)
      #expect(answer.hasSuffix("{\"id\":\"x+y\",\"streams\":1}\n"))
      try await reader.text(upTo: "id: x+y\ndata: café & tea\n\n")
    }
  }

  @Test(arguments: [
    ("{", "application/json", 400, #"the body is not a JSON object like {\"data\":\"…\"}"#),
    ("", "application/json", 400, #"the body is not a JSON object like {\"data\":\"…\"}"#),
    ("[1]", "application/json", 400, #"the body is not a JSON object like {\"data\":\"…\"}"#),
    ("{}", "application/json", 400, #"'data' is missing; send {\"data\":\"…\"}"#),
    (#"{"data":1}"#, "application/json", 400, "'data' must be a text in quotes"),
    (#"{"data":null}"#, "application/json", 400, "'data' must be a text in quotes"),
    (#"{"data":"a","id":7}"#, "application/json", 400, "'id' must be a text in quotes"),
    (
      #"{"data":"a","id":""}"#, "application/json", 400,
      "'id' is empty; leave it out and the event takes the next number"
    ),
    (
      #"{"data":"a","retry":"x"}"#, "application/json", 400,
      "'retry' must be a whole number of milliseconds"
    ),
    (
      #"{"data":"a","retry":1.5}"#, "application/json", 400,
      "'retry' must be a whole number of milliseconds"
    ),
    (
      #"{"data":"a","retry":-1}"#, "application/json", 400,
      "'retry' is -1; it takes a number of milliseconds from 0 up"
    ),
    (
      #"{"data":"a","event":"x\ndata: forged"}"#, "application/json", 400,
      "'event' contains a CR, an LF or a NUL, which would break the stream; remove it"
    ),
    (
      #"{"data":"a","id":"x\r"}"#, "application/json", 400,
      "'id' contains a CR, an LF or a NUL, which would break the stream; remove it"
    ),
    (
      #"{"data":"a","id":" "}"#, "application/json", 400,
      "'id' is empty; leave it out and the event takes the next number"
    ),
    (
      #"{"data":"a","id":"x\u0001"}"#, "application/json", 400,
      "'id' holds a control character, which no Last-Event-ID can bring back; remove it"
    ),
    ("event=a", "application/x-www-form-urlencoded", 400, "'data' is missing; send data=…"),
    (
      "data=%+1", "application/x-www-form-urlencoded", 400,
      "the form holds bytes that are no UTF-8, or a broken %"
    ),
    (
      "data=%4", "application/x-www-form-urlencoded", 400,
      "the form holds bytes that are no UTF-8, or a broken %"
    ),
    (
      "data=%zz", "application/x-www-form-urlencoded", 400,
      "the form holds bytes that are no UTF-8, or a broken %"
    ),
    (
      "data=%ff", "application/x-www-form-urlencoded", 400,
      "the form holds bytes that are no UTF-8, or a broken %"
    ),
    (
      "data=a&retry=x", "application/x-www-form-urlencoded", 400,
      "'retry' must be a whole number of milliseconds"
    ),
    (
      "a", "text/plain", 415,
      "the body must be application/json or application/x-www-form-urlencoded, not text/plain"
    ),
  ])
  func `a bad body is refused in one sentence, and nothing is published`(
    body: String, type: String, status: Int, sentence: String
  ) async throws {
    try await withServer { server, port in
      let answer = try await post(body, as: type, port: port)
      #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
      #expect(answer.hasSuffix("\r\n\r\n{\"error\":\"\(sentence)\"}\n"))
      #expect(server.channel()?.newestID == nil)
    }
  }

  @Test(arguments: [
    ("e-5", "e-6"), ("e-0", "e-1"), ("e-007", "e-1"), ("e-+7", "e-1"), ("f-5", "e-1"), ("5", "e-1"),
    ("e-9007199254740991", "e-9007199254740992"), ("e-9007199254740992", "e-1"),
    ("e-9223372036854775807", "e-1"), ("e-99999999999999999999", "e-1"),
  ])
  func `a number of its own is counted on from, and nothing else, however large`(
    id: String, next: String
  ) throws {
    let channel = EventChannel(path: "/events", epoch: try #require(Epoch("e")))
    try channel.publish(ServerSentEvent(id: id, data: "a"))
    #expect(try channel.publish(ServerSentEvent(data: "b")) == next)
  }

  @Test func `a body that is announced as too large gets 413 before it comes`() async throws {
    try await withServer { _, port in
      let client = try await WireClient(
        port: port,
        "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9223372036854775807\r\n"
          + "Content-Type: application/json\r\nExpect: 100-continue\r\n\r\n")
      let answer = try await client.textToEnd()
      #expect(answer.hasPrefix("HTTP/1.1 413 "))
      #expect(answer.lowercased().contains("\r\nconnection: close\r\n"))
    }
  }

  @Test func `a body larger than 1 MiB gets 413`() async throws {
    try await withServer { _, port in
      let body = "data=" + String(repeating: "a", count: RoutedServer.bodyLimit)
      let answer = try await post(body, as: "application/x-www-form-urlencoded", port: port)
      #expect(answer.hasPrefix("HTTP/1.1 413 "))
      #expect(
        answer.hasSuffix(
          "{\"error\":\"the body is larger than the limit of 1048576 bytes; send less at a "
            + "time\"}\n"))
    }
  }

  @Test func `a POST whose client has left is not executed`() async throws {
    try await withServer { server, port in
      let client = try await WireClient(port: port)
      try await client.send(
        "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
          + "application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\ndata=")
      // The rest of the body and the end of the connection come in one go.
      client.channel.write(ByteBuffer(string: "later"), promise: nil)
      await client.close()
      // A request of somebody else goes through after it.
      let other = try await post(
        "data=b", as: "application/x-www-form-urlencoded", port: port)
      #expect(other.hasPrefix("HTTP/1.1 201 "))
      #expect(server.status().channels.first?.history == 1)
    }
  }
}
