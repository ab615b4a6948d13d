import EventServer
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

  let classroom: ClassServer
  let secret: String

  /// The methods of each path; others get 405.
  var methods: [String: [String]] {
    var methods = ["/": ["GET", "HEAD"], "/class": ["GET", "HEAD"]]
    for path in ["/join", "/answer", "/mood", "/back"] { methods[path] = ["POST"] }
    methods[Self.speakerPage(secret)] = ["GET", "HEAD"]
    methods[Self.speakerDrive(secret)] = ["POST"]
    return methods
  }

  func router() -> Router<Context> {
    let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
    router.get("/") { _, _ in Self.page(ClassPage.html) }
    router.get("/class") { _, _ in about() }
    router.post("/join") { request, _ in
      let post = try await Self.read(request)
      let name = try Self.answer { () throws(ClassProblem) in try classroom.join(post) }
      return Self.json(JSONText.object([("name", JSONText.quoted(name))]))
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

  private static func read(_ request: Request) async throws -> ClassPost {
    let body: ByteBuffer
    do { body = try await request.body.collect(upTo: ClassLimits.bodySize) } catch {
      throw refusal(
        error is NIOTooManyBytesError
          ? .tooLarge(limit: ClassLimits.bodySize) : .badBody("it ended too early"))
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

  private static func json(_ text: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
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
