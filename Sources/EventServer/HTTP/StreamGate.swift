/// Decides what becomes of a request, from its head alone.
///
/// One pure function with two entrances: the first request of a connection, read by the
/// ``Connection`` itself, and every later one, which comes through Hummingbird.
enum StreamGate {
  enum Decision: Sendable, Hashable {
    case stream(StreamPlan)
    case refused(Refusal)
    /// A fault answers in context of the stream.
    case faulted(status: Int, headers: [HeaderLine])
    /// A preflight: no body, these headers.
    case answered(status: Int, headers: [HeaderLine])
    /// An ordinary request: the router's.
    case request
  }

  /// How long a refused client had better wait, in seconds.
  static let retryAfter = 5
  /// The one thing that a request may expect (RFC 9110, 10.1.1).
  static let continueExpectation = "100-continue"
  /// The methods that change nothing (RFC 9110, 9.2.1): any page may ask with them.
  static let safeMethods: Set = ["GET", "HEAD", "OPTIONS"]

  /// What becomes of the request.
  static func decide(_ head: RequestHead, in context: ServingContext) -> Decision {
    if let refusal = hostRefusal(head, context) { return .refused(refusal) }
    if let refusal = expectationRefusal(head) { return .refused(refusal) }
    if let refusal = bodyRefusal(head) { return .refused(refusal) }
    let path = String(head.path)
    guard isPath(path) else { return .refused(nothing(at: path)) }
    if head.method == "OPTIONS", let preflight = preflight(head, path, context) { return preflight }
    if let methods = context.methods[path], !methods.contains(head.method) {
      return .refused(.notAllowed(head.method, path, methods))
    }
    if !safeMethods.contains(head.method), let refusal = originRefusal(head, context) {
      return .refused(refusal)
    }
    guard head.method == "GET" || head.method == "HEAD", context.streams.contains(path)
    else { return .request }
    let accept = Accept(head["accept"])
    if context.pages.contains(path), accept.names("text/html") { return .request }
    guard accept.allows("text/event-stream") else { return .refused(notAcceptable(path)) }
    if let refusal = beginningRefusal(head) { return .refused(refusal) }
    if let fault = context.fault, case .status(let status) = fault.kind.effect {
      return .faulted(status: status(fault.argument), headers: cors(head, context))
    }
    guard !context.isFull || head.method == "HEAD" else { return .refused(full) }
    return .stream(plan(head, path, context))
  }

  /// The CORS headers that an answer to this request carries; none unless asked for.
  static func cors(_ head: RequestHead, _ context: ServingContext) -> [HeaderLine] {
    guard !context.corsOrigins.isEmpty else { return [] }
    if context.corsOrigins.contains("*") { return [HeaderLine("access-control-allow-origin", "*")] }
    guard let origin = head["origin"], context.corsOrigins.contains(origin) else {
      return [HeaderLine("vary", "origin")]
    }
    let credentials =
      context.corsCredentials ? [HeaderLine("access-control-allow-credentials", "true")] : []
    return [HeaderLine("access-control-allow-origin", origin)] + credentials
      + [HeaderLine("vary", "origin")]
  }

  private static func plan(_ head: RequestHead, _ path: String, _ context: ServingContext)
    -> StreamPlan
  {
    // A page that has made a new EventSource can say in the address alone what it has heard.
    let header = head["last-event-id"] ?? ""
    let id = header.isEmpty ? head.parameter("after").map(\.percentDecoded) ?? "" : header
    let resume: StreamPlan.Resume =
      if !id.isEmpty { .after(id) } else if head.parameter("from") != nil { .earliest } else {
        .live
      }
    var plan = StreamPlan(
      feed: context.personal.contains(path)
        ? .personal(path: path, after: id.isEmpty ? nil : id) : .channel(path: path, resume))
    plan.isHeadOnly = head.method == "HEAD"
    plan.isChunked = head.minorVersion == 1
    plan.closes = head.connection(says: "close")
    plan.extraHeaders = cors(head, context)
    plan.echoes = head.parameter("echo") == "request"
    plan.lastEventID = head["last-event-id"]
    if let fault = context.fault, case .head(let change) = fault.kind.effect {
      change(fault.argument, &plan)
    }
    return plan
  }
}
