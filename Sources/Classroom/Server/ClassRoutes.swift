import EventServer
import EventStream
import HTTPTypes
import Hummingbird
import NIOCore
import VisibleText

/// The requests of a class that are no streams: these paths are open, and no others.
struct ClassRoutes: Sendable {
  typealias Context = RoutedServer.Context

  static func speakerPage(_ secret: String) -> String { "/speaker/\(secret)" }
  static func speakerStream(_ secret: String) -> String { "/speaker/\(secret)/stream" }
  static func speakerDrive(_ secret: String) -> String { "/speaker/\(secret)/drive" }

  /// Where a player follows the terminal of the wall.
  static let cast = "/cast"

  let classroom: ClassServer
  let secret: String

  /// The methods of each path; others get 405.
  var methods: [String: [String]] {
    var methods = ["/": ["GET", "HEAD"], "/class": ["GET", "HEAD"]]
    for path in ["/join", "/answer", "/mood", "/back", "/desk", "/leave", "/sit", "/result"] {
      methods[path] = ["POST"]
    }
    if classroom.configuration.cast != nil { methods[Self.cast] = ["GET"] }
    methods[Self.speakerPage(secret)] = ["GET", "HEAD"]
    methods[Self.speakerDrive(secret)] = ["POST"]
    return methods
  }

  func router() -> Router<Context> {
    let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
    let html = ClassPage.html(isLight: classroom.configuration.isLight)
    router.get("/") { _, _ in Self.page(html) }
    router.get("/class") { _, _ in about() }
    router.post("/join") { request, _ in
      let post = try await Self.read(request)
      let name = try Self.answer { () throws(ClassProblem) in try classroom.join(post) }
      return Self.json(JSONText.object([("name", JSONText.quoted(name))] + here(post)), request)
    }
    router.post("/answer") { request, _ in
      let post = try await Self.read(request)
      let kept = try Self.answer { () throws(ClassProblem) in try classroom.answer(post) }
      return Self.json(JSONText.object([("kept", JSONText.quoted(kept))]))
    }
    router.post("/mood") { request, _ in
      let post = try await Self.read(request)
      try Self.answer { () throws(ClassProblem) in try classroom.mood(post) }
      return Self.json("{}")
    }
    router.post("/back") { request, _ in
      let post = try await Self.read(request)
      try Self.answer { () throws(ClassProblem) in try classroom.back(post) }
      return Self.json("{}")
    }
    addDesks(to: router)
    if let cast = classroom.configuration.cast {
      router.get(RouterPath(Self.cast)) { request, context in
        follow(cast(), request, context)
      }
    }
    router.get(RouterPath(Self.speakerPage(secret))) { _, _ in Self.page(SpeakerPage.html) }
    router.post(RouterPath(Self.speakerDrive(secret))) { request, _ in
      let post = try await Self.read(request)
      guard let word = post.word.flatMap(SpeakerWord.init(rawValue:)) else {
        let words = SpeakerWord.allCases.map(\.rawValue).joined(separator: ", ")
        throw Refusal(.badRequest, "'word' is one of \(words)")
      }
      classroom.configuration.drive?(word)
      return Self.json("{}")
    }
    return router
  }

  /// What learners' programs ask; each answer is the one event of a stream to those who want one.
  private func addDesks(to router: Router<Context>) {
    router.post("/desk") { request, _ in
      let post = try await Self.read(request)
      let quiz = try Self.answer { () throws(ClassProblem) in try classroom.report(post) }
      let open = quiz.map {
        JSONText.object([
          ("id", JSONText.quoted($0.id)), ("round", JSONText.quoted($0.round)),
          ("minutes", $0.minutes.map(String.init) ?? "null"),
        ])
      }
      return Self.json(JSONText.object([("quiz", open ?? "null")]), request)
    }
    router.post("/leave") { request, _ in
      let post = try await Self.read(request)
      try Self.answer { () throws(ClassProblem) in try classroom.leave(post) }
      return Self.json("{}", request)
    }
    router.post("/sit") { request, _ in
      let post = try await Self.read(request)
      let seat = try Self.answer { () throws(ClassProblem) in try classroom.sit(post) }
      return Self.json(
        JSONText.object([
          ("round", JSONText.quoted(seat.quiz.round)), ("quiz", JSONText.quoted(seat.quiz.id)),
          ("fingerprint", JSONText.quoted(seat.quiz.fingerprint)),
          ("id", JSONText.quoted(seat.sitting.id)), ("seed", String(seat.sitting.seed)),
          ("seconds", seat.seconds.map(String.init) ?? "null"),
        ]), request)
    }
    router.post("/result") { request, _ in
      let post = try await Self.read(request, upTo: ClassLimits.resultBodySize)
      let isNew = try Self.answer { () throws(ClassProblem) in try classroom.take(post) }
      return Self.json(JSONText.object([("new", String(isNew))]), request)
    }
  }

  /// What a machine is told of the class that it joins.
  private func here(_ post: ClassPost) -> [(String, String)] {
    post.isDesk == true ? [("class", JSONText.quoted(classroom.configuration.name))] : []
  }

  /// The terminal of the wall, for a player.
  private func follow(
    _ events: AsyncStream<[UInt8]>, _ request: Request, _ context: Context
  ) -> Response {
    var headers = Self.streamHeaders
    let origins = classroom.configuration.castOrigins
    if let origin = request.headers[.origin], origins.contains(origin) || origins.contains("*") {
      headers[.accessControlAllowOrigin] = origin
    }
    headers[.vary] = "origin"
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        for await bytes in events {
          // A viewer who has left is noticed here, or by the write.
          try context.requireClient()
          try await writer.write(ByteBuffer(bytes: bytes))
        }
        try await writer.finish(nil)
      })
  }

  /// What a page must know before it follows; the newest id tells it whether all has come.
  private func about() -> Response {
    let newest = classroom.newestID.map { JSONText.quoted($0) } ?? "null"
    return Self.json(
      JSONText.object([
        ("name", JSONText.quoted(classroom.configuration.name)),
        ("code", String(classroom.configuration.code != nil)),
        ("locked", String(classroom.isLocked)), ("newest", newest),
        ("keeps", String(classroom.configuration.folder != nil)),
      ]))
  }

  // MARK: In and out

  private static func read(
    _ request: Request, upTo limit: Int = ClassLimits.bodySize
  ) async throws -> ClassPost {
    let body: ByteBuffer
    do { body = try await request.body.collect(upTo: limit) } catch {
      throw refusal(
        error is NIOTooManyBytesError ? .tooLarge(limit: limit) : .badBody("it ended too early"))
    }
    return try answer { () throws(ClassProblem) in
      try ClassPost(Array(buffer: body), contentType: request.headers[.contentType])
    }
  }

  private static func answer<Value>(
    _ work: () throws(ClassProblem) -> Value
  ) throws(Refusal) -> Value {
    do throws(ClassProblem) { return try work() } catch { throw refusal(error) }
  }

  private static func refusal(_ problem: ClassProblem) -> Refusal {
    Refusal(.init(code: problem.status), problem.description)
  }

  /// An answer: JSON, or for a client that reads event streams one with this as its only event.
  private static func json(_ text: String, _ request: Request? = nil) -> Response {
    guard request?.headers[.accept] == "text/event-stream" else {
      return Response(
        status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
    // JSON of ours is one line.
    let event = ServerSentEvent(data: text)
    let bytes = (try? event.encoded()) ?? []
    return Response(
      status: .ok, headers: streamHeaders,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  private static var streamHeaders: HTTPFields {
    var headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
    // What tells nginx to pass on each event.
    if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
    return headers
  }

  private static func page(_ html: String) -> Response {
    var headers: HTTPFields = [
      .contentType: "text/html; charset=utf-8", .cacheControl: "no-cache",
      .contentSecurityPolicy: policy, .xContentTypeOptions: "nosniff",
    ]
    // The address of the speaker's page is its key.
    if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
    return Response(
      status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
  }

  /// Nothing from anywhere else, and nobody else's frame around it.
  static let policy =
    "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; "
    + "script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    + "frame-ancestors 'none'"
}
