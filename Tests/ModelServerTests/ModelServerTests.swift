import EventClient
import EventServer
import EventStream
import HTTPTypes
import ModelServer
import Synchronization
import Testing

/// A stand-in for a server of language models, over real sockets.
@Suite("The model server", .timeLimit(.minutes(1))) struct ModelServerTests {
  private static let question = #"{"messages":[{"role":"user","content":"Why?"}],"stream":true"#

  private func running(
    _ fault: AnswerFault? = nil, ragged: Bool = false, clock: any Clock<Duration> = AtOnce(),
    tap: (@Sendable (ModelServer.Happening) -> Void)? = nil
  ) async throws -> (ModelServer, url: String) {
    var configuration = ModelServer.Configuration()
    configuration.port = 0
    configuration.fault = fault
    configuration.isRagged = ragged
    configuration.clock = clock
    configuration.tap = tap
    let server = ModelServer(configuration)
    return (server, "http://127.0.0.1:\(try await server.start())")
  }

  /// Asks, and follows the answer to the end that the client sees.
  private func ask(
    _ url: String, _ style: AnswerStyle, more: String = "}", key: String? = nil
  ) async throws -> Heard {
    var configuration = EventSource.Configuration()
    configuration.method = "POST"
    configuration.body = Array((Self.question + more).utf8)
    configuration.headers[.contentType] = "application/json"
    if let key { configuration.headers[try #require(HTTPField.Name("Idempotency-Key"))] = key }
    configuration.proxies = ProxySettings()
    return try await Heard(url + style.path, configuration)
  }

  private func resume(_ url: String, after id: String) async throws -> Heard {
    var configuration = EventSource.Configuration()
    configuration.lastEventID = id
    configuration.reconnects = false
    configuration.proxies = ProxySettings()
    let answer = id.prefix { $0 != "-" }
    return try await Heard("\(url)\(ModelServer.answersPath)/\(answer)", configuration)
  }

  @Test func `chunks have no name, and end with a word that is no JSON`() async throws {
    let (server, url) = try await running()
    let heard = try await ask(url, .chunks)
    #expect(Set(heard.events.map(\.type)) == ["message"])
    #expect(heard.events.last?.data == "[DONE]")
    #expect(heard.events.dropLast().last?.data.contains(#""finish_reason":"stop""#) == true)
    #expect(heard.pieces("content").joined().hasPrefix("This text is canned: no model runs here."))
    #expect(heard.end == "the server ended the stream")
    await server.stop()
  }

  @Test func `named events say how the message is built`() async throws {
    let (server, url) = try await running()
    let heard = try await ask(url, .named)
    let types = heard.events.map(\.type)
    #expect(types.prefix(2) == ["message_start", "content_block_start"])
    #expect(types.suffix(3) == ["content_block_stop", "message_delta", "message_stop"])
    #expect(Set(types.dropFirst(2).dropLast(3)) == ["content_block_delta"])
    await server.stop()
  }

  @Test(arguments: AnswerStyle.allCases)
  func `pieces of seven bytes make the same events`(style: AnswerStyle) async throws {
    let (whole, url) = try await running()
    let (ragged, other) = try await running(ragged: true)
    let pieces = try await ask(url, style).pieces(style.pieceKey)
    #expect(pieces.joined().contains("naïve and 流れ and 🌊"))
    #expect(try await ask(other, style).pieces(style.pieceKey) == pieces)
    await whole.stop()
    await ragged.stop()
  }

  @Test(arguments: AnswerStyle.allCases)
  func `a tool's arguments are JSON only when all pieces are there`(
    style: AnswerStyle
  ) async throws {
    let (server, url) = try await running()
    let heard = try await ask(url, style, more: #","tools":[{"name":"weather"}]}"#)
    let pieces = heard.pieces(style == .chunks ? "arguments" : "partial_json")
    #expect(pieces.joined() == #"{"city": "Zürich", "days": 3}"#)
    #expect(pieces.count == 6)
    await server.stop()
  }

  @Test func `a cut answer ends like a whole one, but for its last words`() async throws {
    let (server, url) = try await running(.cut)
    let whole = try await ask(try await running().url, .chunks)
    let heard = try await ask(url, .chunks)
    #expect(heard.end == whole.end)
    #expect(heard.events.last?.data != "[DONE]")
    #expect(!heard.events.contains { $0.data.contains("stop") })
    await server.stop()
  }

  @Test func `a kept answer that was cut is read on from its last id, without a gap`() async throws
  {
    let (server, url) = try await running(.cut)
    let heard = try await ask(url, .chunks, more: #","keep":true}"#)
    let rest = try await resume(url, after: try #require(heard.events.last?.lastEventID))
    let numbers = (heard.events + rest.events).map {
      Int($0.lastEventID.drop { $0 != "-" }.dropFirst())
    }
    #expect(numbers == Array(1...numbers.count))
    #expect(rest.events.last?.data == "[DONE]")
    // Whoever has all of it is told to stop, as an EventSource understands it.
    let nothing = try await resume(url, after: try #require(rest.events.last?.lastEventID))
    #expect(nothing.events.isEmpty)
    #expect(nothing.status == 204)
    #expect(server.usage.answers == 1)
    await server.stop()
  }

  @Test func `a model that fails in the middle says so behind its 200`() async throws {
    let (server, url) = try await running(.error)
    for style in AnswerStyle.allCases {
      let heard = try await ask(url, style)
      #expect(heard.status == 200)
      #expect(heard.events.last?.data.contains("overloaded_error") == true)
      #expect(heard.events.last?.type == (style == .named ? "error" : "message"))
    }
    await server.stop()
  }

  @Test func `only named events beat while the model thinks`() async throws {
    let (server, url) = try await running(.slow)
    #expect(try await ask(url, .named).events.count { $0.type == "ping" } == 5)
    #expect(try await !ask(url, .chunks).events.contains { $0.data.contains("ping") })
    await server.stop()
  }

  @Test func `no more is made for a reader who has left`() async throws {
    let happenings = AsyncStream.makeStream(of: ModelServer.Happening.self)
    let (server, url) = try await running(clock: ContinuousClock()) {
      happenings.continuation.yield($0)
    }
    var configuration = EventSource.Configuration()
    configuration.method = "POST"
    configuration.body = Array((Self.question + "}").utf8)
    configuration.headers[.contentType] = "application/json"
    configuration.proxies = ProxySettings()
    let source = try EventSource(url + AnswerStyle.chunks.path, configuration: configuration)
    for await element in source {
      if case .message = element { break }
    }
    source.close()
    // Whether the reader is there shows when a token is handed down; all of them take 1.5 s.
    var over: (tokens: Int, whole: Int, end: AnswerEnd)?
    for await happening in happenings.stream {
      guard case .made(_, let tokens, let whole, let end) = happening else { continue }
      over = (tokens, whole, end)
      break
    }
    let (tokens, whole, end) = try #require(over)
    #expect(end == .abandoned)
    #expect(tokens < whole)
    #expect(server.usage.tokens == tokens)
    await server.stop()
  }

  @Test func `what goes out is told as of any stream, before its framing`() async throws {
    let told = Mutex<[UInt8]>([])
    let (server, url) = try await running(ragged: true) { happening in
      guard case .server(.wrote(_, let bytes)) = happening else { return }
      told.withLock { $0 += bytes }
    }
    let heard = try await ask(url, .chunks)
    var parser = EventStreamParser()
    let seen = try parser.consume(told.withLock(\.self)).compactMap { item in
      if case .event(let event) = item { event } else { nil }
    }
    #expect(seen == heard.events)
    await server.stop()
  }

  @Test func `a question that is sent again is answered, and paid, again`() async throws {
    let (server, url) = try await running()
    let first = try await ask(url, .chunks)
    _ = try await ask(url, .chunks)
    #expect(server.usage.answers == 2)
    // A key makes it one.
    let once = try await ask(url, .chunks, key: "k1")
    let again = try await ask(url, .chunks, key: "k1")
    #expect(once.events == again.events)
    #expect(once.events != first.events)
    #expect(server.usage.answers == 3)
    #expect(server.usage.tokens == 3 * first.pieces("content").count(where: { !$0.isEmpty }))
    await server.stop()
  }

  @Test(
    arguments: [
      ("{", 400, "the body is not a JSON object like"),
      (#"{"stream":false}"#, 400, "this stand-in only streams: leave"),
      (#"{"keep":1}"#, 400, "'keep' must be true or false"),
      (#"{"tools":{}}"#, 400, "'tools' must be a list of objects"),
    ])
  func `a question that is none is refused in a sentence`(
    body: String, status: Int, sentence: String
  ) async throws {
    let (server, url) = try await running()
    var configuration = EventSource.Configuration()
    configuration.method = "POST"
    configuration.body = Array(body.utf8)
    configuration.headers[.contentType] = "application/json"
    configuration.proxies = ProxySettings()
    let heard = try await Heard(url + AnswerStyle.chunks.path, configuration)
    #expect(heard.status == status)
    #expect(heard.end?.contains(sentence) == true, "\(heard.end ?? "")")
    await server.stop()
  }

  @Test func `an EventSource asks by GET, and is told that this will not do`() async throws {
    let (server, url) = try await running()
    var configuration = EventSource.Configuration()
    configuration.proxies = ProxySettings()
    let heard = try await Heard(url + AnswerStyle.chunks.path, configuration)
    #expect(heard.status == 405)
    #expect(heard.end?.contains("/v1/chat/completions does not take GET; it takes POST") == true)
    let unknown = try await resume(url, after: "none-3")
    #expect(unknown.status == 404)
    await server.stop()
  }
}

extension AnswerStyle {
  fileprivate var pieceKey: String { self == .chunks ? "content" : "text" }
}

/// What a client heard of one request, to its end.
private struct Heard {
  var events: [MessageEvent] = []
  var status: Int?
  var end: String?

  init(_ url: String, _ configuration: EventSource.Configuration) async throws {
    for await element in try EventSource(url, configuration: configuration) {
      switch element {
      case .open(let head): status = head.status
      case .message(let event): events.append(event)
      case .failed(let problem):
        status = problem.status ?? status
        end = problem.description
      default: break
      }
    }
  }

  /// The values of this member, wherever it stands.
  func pieces(_ member: String) -> [String] {
    events.compactMap { event in
      let parts = event.data.split(separator: "\"\(member)\":\"", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      var text = ""
      var rest = parts[1]
      while let character = rest.popFirst(), character != "\"" {
        text.append(character == "\\" ? rest.popFirst() ?? character : character)
      }
      return text
    }
  }
}

/// A clock on which nothing takes time.
private struct AtOnce: Clock {
  typealias Instant = ContinuousClock.Instant
  var now: Instant { ContinuousClock.now }
  var minimumResolution: Duration { .zero }
  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    await Task.yield()
  }
}
