import EventServer
import EventStream
import NIOCore
import Testing
import WireDriver
import WorkbookServer

/// Several requests in a row, without waiting for the answers (RFC 9112, 9.3.2).
@Suite(.timeLimit(.minutes(4))) struct PipeliningTests {
  /// A request, and what was promised to whoever sends it.
  private struct Request {
    var text: String
    var status: Int
    var closes = false
    var isHead = false
    /// What it publishes.
    var data: String?

    static func get(_ path: String, _ lines: String = "", version: String = "1.1") -> Request {
      Request(
        text: "GET \(path) HTTP/\(version)\r\nHost: localhost\r\n\(lines)\r\n", status: 200)
    }

    static func post(_ data: String, _ lines: String = "", isChunked: Bool = false) -> Request {
      let body = "data=\(data)"
      let half = body.count / 2
      let chunks =
        "\(String(half, radix: 16));a=b\r\n\(body.prefix(half))\r\n"
        + "\(String(body.count - half, radix: 16))\r\n\(body.dropFirst(half))\r\n0\r\nX: y\r\n\r\n"
      return Request(
        text: "POST /events HTTP/1.1\r\nHost: localhost\r\n"
          + "Content-Type: application/x-www-form-urlencoded\r\n\(lines)"
          + (isChunked
            ? "Transfer-Encoding: chunked\r\n\r\n\(chunks)"
            : "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"),
        status: 201, data: data)
    }

    func answered(_ status: Int, closes: Bool = false) -> Request {
      var request = self
      request.status = status
      request.closes = closes
      return request
    }
  }

  /// Sends requests and compares the answers with what was promised.
  private func check(
    _ requests: [Request], cutAt cuts: [Int] = [], _ server: StreamServer, _ port: Int,
    _ note: Comment? = nil
  ) async throws {
    let channel = try #require(server.channel())
    let before = channel.status.history
    let promised = requests.prefix(1 + (requests.firstIndex(where: \.closes) ?? requests.count))
    let client = try await WireClient(port: port)
    let text = requests.map(\.text).joined()
    var start = text.startIndex
    for cut in cuts.sorted() {
      let end = text.index(text.startIndex, offsetBy: min(cut, text.count))
      try? await client.send(String(text[start..<end]))
      start = end
    }
    // What comes behind the last answer may find the connection closed.
    try? await client.send(String(text[start...]))
    let answers = Answers(try await client.textToEnd()) { index in
      index < promised.count && promised[index].isHead
    }
    await client.close()
    #expect(answers.all.map(\.status) == promised.map(\.status), note)
    #expect(answers.rest == "", note)
    let closing = answers.all.map { $0.lines.contains("connection: close") }
    #expect(closing == promised.map(\.closes), note)
    let published = promised.compactMap(\.data)
    #expect(channel.status.history - before == published.count, note)
    let ids = answers.all.filter { $0.status == 201 }.map(\.body)
    let expected = published.indices.map {
      "{\"id\":\"e-\(before + $0 + 1)\",\"streams\":\(channel.subscriberCount)}\n"
    }
    #expect(ids == expected, note)
  }

  @Test func `each of several requests is answered, in order`() async throws {
    let close = "Connection: close\r\n"
    let old = Request.get("/status", version: "1.0").answered(200, closes: true)
    let hostless = Request(text: "GET /status HTTP/1.1\r\n\r\n", status: 400)
    let pipelines: [[Request]] = [
      [.get("/status"), .get("/status", close).answered(200, closes: true)],
      [.get("/status"), .get("/status"), .get("/status", close).answered(200, closes: true)],
      [.post("a"), .post("b", close).answered(201, closes: true)],
      [hostless, old],
      [.post("a"), .get("/status", close).answered(200, closes: true), .post("b")],
      [old, .post("b")],
    ]
    try await withServer { server, port in
      for pipeline in pipelines { try await check(pipeline, server, port) }
    }
  }

  @Test func `a thousand random pipelines, cut anywhere, get what they were promised`()
    async throws
  {
    var configuration = StreamServer.Configuration()
    configuration.historyLimit = 100_000
    try await withServer(configuration) { server, port in
      for seed in 1...1_000 {
        var generator = Dice(seed: UInt64(seed))
        let requests = Self.pipeline(&generator)
        let count = requests.map(\.text.count).reduce(0, +)
        let cuts = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
          Int.random(in: 0..<count, using: &generator)
        }
        try await check(requests, cutAt: cuts, server, port, "seed \(seed)")
      }
      // Nothing was executed later than it was answered.
      let channel = try #require(server.channel())
      #expect(channel.newestID == "e-\(channel.status.history)")
    }
  }

  /// 1 to 20 requests of which the last one closes, if none before it does.
  private static func pipeline(_ dice: inout Dice) -> [Request] {
    let count = Int.random(in: 1...20, using: &dice)
    var requests = (1..<max(count, 2)).map { request(number: $0, &dice) }
    requests.append(.get("/status", "Connection: close\r\n").answered(200, closes: true))
    return requests
  }

  private static func request(number: Int, _ dice: inout Dice) -> Request {
    let data = "\(number)"
    switch Int.random(in: 0..<40, using: &dice) {
    case 0..<12: return .post(data, isChunked: Bool.random(using: &dice))
    case 12..<20: return .get("/status")
    case 20, 21: return .get("/nope").answered(404)
    case 22, 23: return .get("/status", "Accept: a/b\r\n")
    case 24: return Request(text: "GET /status HTTP/1.1\r\n\r\n", status: 400)
    case 25: return Request(text: "DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n", status: 405)
    case 26: return .get("/events?from=later").answered(400)
    case 27:
      var request = Request.get("/status")
      request.text.replace("GET", with: "HEAD")
      request.isHead = true
      return request
    case 28: return .post(data, "Expect: 100-continue\r\n")
    case 29:
      var request = Request.post(data).answered(415)
      request.text.replace("application/x-www-form-urlencoded", with: "text/plain")
      request.data = nil
      return request
    case 30: return .get("/status", "Connection: keep-alive\r\n", version: "1.0")
    default: return lastRequest(data, &dice)
    }
  }

  /// One after which nothing more is read, whatever comes.
  private static func lastRequest(_ data: String, _ dice: inout Dice) -> Request {
    switch Int.random(in: 0..<16, using: &dice) {
    case 0: return .get("/status", version: "1.0").answered(200, closes: true)
    case 1: return .post(data, "Connection: close\r\n").answered(201, closes: true)
    case 2: return .get("/status", "Connection: x, Close\r\n").answered(200, closes: true)
    case 3:
      var request = Request.post(data, "Expect: tea\r\n").answered(417, closes: true)
      request.data = nil
      return request
    case 4:
      return .get("/status", "Content-Length: 9223372036854775807\r\n").answered(413, closes: true)
    case 5:
      return .get("/status", "Connection: upgrade\r\nUpgrade: h2c\r\n").answered(200, closes: true)
    case 6:
      return Request(text: "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", status: 400, closes: true)
    case 7:
      var request = Request.post(data, isChunked: true).answered(201, closes: true)
      request.text.replace("HTTP/1.1", with: "HTTP/1.0")
      return request
    case 8:
      var request = Request.get("/events").answered(200, closes: true)
      request.text.replace("GET", with: "HEAD")
      request.isHead = true
      return request
    default: return .get("/status")
    }
  }

  @Test func `a stream takes over the connection, and what follows it is not executed`()
    async throws
  {
    try await withServer { server, port in
      let text =
        Request.post("a").text + Request.get("/events?from=earliest").text + Request.post("b").text
      let client = try await WireClient(port: port, text)
      try await client.text(upTo: "id: e-1\ndata: a\n\n")
      try server.channel()?.publish(ServerSentEvent(data: "c"))
      let all = try await client.text(upTo: "data: c\n\n")
      #expect(all.contains("id: e-2\ndata: c\n\n"))
      await client.close()
    }
  }
}

/// A generator of numbers that can be thrown again (SplitMix64).
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
