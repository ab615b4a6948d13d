import EventServer
import HTTPTypes
import Hummingbird
import NIOCore

/// The requests of the stand-in.
struct ModelRoutes: Sendable {
  typealias Context = RoutedServer.Context

  /// The paths and what they take; other methods get 405, also an EventSource's GET.
  static let methods =
    Dictionary(uniqueKeysWithValues: AnswerStyle.allCases.map { ($0.path, ["POST"]) })
    .merging([ModelServer.usagePath: ["GET", "HEAD"]]) { $1 }

  private static let lastEventID = HTTPField.Name("Last-Event-ID")
  private static let idempotencyKey = HTTPField.Name("Idempotency-Key")
  /// What tells nginx to pass on each event, and others where to resume.
  private static let accelBuffering = HTTPField.Name("X-Accel-Buffering")

  let configuration: ModelServer.Configuration
  let answers: Answers

  func router() -> Router<Context> {
    let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
    for style in AnswerStyle.allCases {
      router.post(.init(style.path)) { request, context in
        try await ask(request, context, style)
      }
    }
    router.get(.init(ModelServer.answersPath + "/:id")) { request, context in
      try resume(request, context)
    }
    router.get(.init(ModelServer.usagePath)) { _, _ in usage() }
    return router
  }

  private func ask(
    _ request: Request, _ context: Context, _ style: AnswerStyle
  ) async throws -> Response {
    let key = Self.idempotencyKey.flatMap { request.headers[$0] }
    guard key.map({ $0.utf8.count <= Answers.keyLimit }) ?? true else {
      throw Refusal(.badRequest, "an Idempotency-Key has at most \(Answers.keyLimit) bytes")
    }
    let body = try await request.body.collect(upTo: RoutedServer.bodyLimit)
    let question = try Question.read(
      Array(body.readableBytesView), type: request.headers[.contentType])
    try context.requireClient()
    let answer = try answers.begin(question, style, key: key)
    return stream(answer, after: 0, context, isCut: configuration.fault == .cut)
  }

  /// What is left of an answer.
  ///
  /// A reader who has all of it gets 204, at which an EventSource stops.
  private func resume(_ request: Request, _ context: Context) throws -> Response {
    let id = context.parameters.get("id") ?? ""
    guard let answer = answers.answer(id) else {
      throw Refusal(
        .notFound, "there is no answer \(id): it was never made, or is no longer kept")
    }
    let last = Self.lastEventID.flatMap { request.headers[$0] }.flatMap { number(in: $0, of: id) }
    let standing = answer.standing
    if let last, last >= standing.events, standing.end != nil {
      return Response(status: .noContent)
    }
    return stream(answer, after: last ?? 0, context, isCut: false)
  }

  /// The number in an event id of this answer; nil for whatever else it is.
  private func number(in eventID: String, of id: String) -> Int? {
    guard eventID.hasPrefix(id + "-") else { return nil }
    let digits = eventID.dropFirst(id.count + 1)
    guard !digits.isEmpty, digits.utf8.count < 10,
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int(digits)
  }

  /// The events as they come.
  ///
  /// `isCut`: only half of them, and then an end like any other.
  private func stream(
    _ answer: LiveAnswer, after number: Int, _ context: Context, isCut: Bool
  ) -> Response {
    var headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
    if let name = Self.accelBuffering { headers[name] = "no" }
    headers[.location] = "\(ModelServer.answersPath)/\(answer.id)"
    let pieces = configuration.isRagged ? ModelServer.Configuration.raggedSize : Int.max
    let limit = isCut ? answer.length / 2 : Int.max
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        var count = 0
        for await bytes in answer.events(after: number) {
          guard count < limit else { break }
          count += 1
          var rest = bytes[...]
          while !rest.isEmpty {
            // A reader who has left is noticed here, or by the write.
            try context.requireClient()
            try await writer.write(ByteBuffer(bytes: rest.prefix(pieces)))
            rest = rest.dropFirst(pieces)
          }
        }
        try await writer.finish(nil)
      })
  }

  private func usage() -> Response {
    let usage = answers.usage
    return Response(
      status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(
        byteBuffer: ByteBuffer(
          string: #"{"answers":\#(usage.answers),"tokens":\#(usage.tokens)}"# + "\n")))
  }
}
