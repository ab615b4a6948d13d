/// What the standard makes of a response (HTML 9.2.3, Fetch for the redirects).
enum ResponseJudgement {
  /// Status 200 and the type `text/event-stream`, in whatever capitals and with any parameters.
  case stream
  case redirect(StreamRequest)
  /// Anything else: the connection has failed for good.
  case refusal(ConnectionProblem)

  private static let redirects = [301, 302, 303, 307, 308]

  init(_ head: ResponseHead, of request: StreamRequest) {
    if Self.redirects.contains(head.status) {
      self = Self.redirect(head, of: request)
    } else if head.status != 200 {
      self = .refusal(.status(head.status, head.reason))
    } else if !Self.isEventStream(head) {
      self = .refusal(.contentType(head.value(of: "content-type")))
    } else if let coding = head.value(of: "content-encoding"), !coding.isSame(as: "identity") {
      self = .refusal(.compressed(coding))
    } else {
      self = .stream
    }
  }

  private static func redirect(_ head: ResponseHead, of request: StreamRequest) -> Self {
    let location = head.value(of: "location").flatMap { $0.isEmpty ? nil : $0 }
    guard let url = location.flatMap(request.url.resolving) else {
      return .refusal(.badLocation(status: head.status, location))
    }
    return .redirect(request.redirected(to: url, status: head.status))
  }

  /// Whether the essence of the type is `text/event-stream`.
  private static func isEventStream(_ head: ResponseHead) -> Bool {
    let type = head.value(of: "content-type") ?? ""
    let essence = type.prefix { $0 != ";" }.split(whereSeparator: { $0 == " " || $0 == "\t" })
    return essence.count == 1 && essence[0].lowercased() == "text/event-stream"
  }
}
