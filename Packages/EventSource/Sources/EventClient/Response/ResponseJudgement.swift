import HTTPTypes

/// What the standard makes of a response (HTML 9.2.3, Fetch for the redirects).
enum ResponseJudgement {
  /// Status 200 and the type `text/event-stream`, in whatever capitals and with any parameters.
  case stream
  case redirect(StreamRequest)
  /// Anything else: the connection has failed for good.
  case refusal(ConnectionCause)

  private static let redirects = [301, 302, 303, 307, 308]

  init(_ head: ResponseHead, of request: StreamRequest, _ configuration: EventSource.Configuration)
  {
    if Self.redirects.contains(head.status) {
      self = Self.redirect(head, of: request, configuration.keptHeaders)
    } else if head.status != 200 {
      self = .refusal(.status(head.status, head.reason, says: nil))
    } else if MediaType.essence(of: head.headers[values: .contentType]) != "text/event-stream" {
      self = .refusal(.contentType(head.headers[.contentType], says: nil))
    } else if let problem = Self.problem(of: head, configuration) {
      self = .refusal(problem)
    } else {
      self = .stream
    }
  }

  /// What stands between the bytes that come and those of the stream.
  private static func problem(
    of head: ResponseHead, _ configuration: EventSource.Configuration
  ) -> ConnectionCause? {
    let transfer = head.headers[values: .transferEncoding]
    if !TransferCodings(transfer).unreadable.isEmpty {
      return .transferCoding(transfer.joined(separator: ", "))
    }
    let content = ContentCodings(
      head.headers[values: .contentEncoding], taught: configuration.contentCodings.map(\.name))
    guard case .unreadable(let codings) = content else { return nil }
    return .compressed(codings)
  }

  private static func redirect(
    _ head: ResponseHead, of request: StreamRequest, _ keptHeaders: [HTTPField.Name]
  ) -> Self {
    let location = head.headers[values: .location].last.flatMap { $0.isEmpty ? nil : $0 }
    guard let url = location.flatMap(request.url.resolving) else {
      return .refusal(.badLocation(status: head.status, location))
    }
    return .redirect(request.redirected(to: url, status: head.status, keeping: keptHeaders))
  }
}
