import HTTPTypes
import Platform

/// The requests that the gate turns away, and in what words.
extension StreamGate {
  /// A router would overlook an empty part of a path, and find there what is elsewhere.
  static func isPath(_ path: String) -> Bool {
    let slash = UInt8(ascii: "/")
    let bytes = path.utf8
    return bytes.first == slash && (bytes.count == 1 || bytes.last != slash)
      && !zip(bytes, bytes.dropFirst()).contains { $0 == slash && $1 == slash }
  }

  static func nothing(at path: String) -> Refusal {
    Refusal(.notFound, "there is nothing at \(path)")
  }

  /// What a client waits for and this server will not do is not left unsaid.
  static func expectationRefusal(_ head: RequestHead) -> Refusal? {
    // To a client of HTTP/1.0 it means nothing (RFC 9110, 10.1.1).
    guard head.minorVersion == 1, let expected = head["expect"] else { return nil }
    let known = expected.split(separator: ",").allSatisfy {
      $0.trimmingSpaces.isEqualIgnoringCase(to: continueExpectation)
    }
    return known
      ? nil
      : Refusal(
        .expectationFailed,
        "this server cannot do what the request expects: \(expected); it knows 100-continue",
        // Whether a body follows is known to the client alone.
        headers: [.connection: "close"])
  }

  /// A stream begins with the next event, or with the earliest that is kept.
  static func beginningRefusal(_ head: RequestHead) -> Refusal? {
    guard let word = head.parameter("from"), word != "earliest" else { return nil }
    return Refusal(
      .badRequest,
      "'from' takes the word earliest, not '\(word)'; without it a stream begins with the next event"
    )
  }

  /// A body that is announced as one that no route will take is not waited for.
  static func bodyRefusal(_ head: RequestHead) -> Refusal? {
    if let coding = head["transfer-encoding"], !coding.isEqualIgnoringCase(to: "chunked") {
      return Refusal(
        .notImplemented, "the body comes as \(coding); send it chunked, or with its length",
        headers: [.connection: "close"])
    }
    guard let length = head["content-length"], isTooLarge(length) else { return nil }
    return tooLarge
  }

  /// Whether a `Content-Length` is above ``RoutedServer/bodyLimit``.
  static func isTooLarge(_ length: String) -> Bool {
    (UInt64(length) ?? 0) > UInt64(RoutedServer.bodyLimit)
  }

  static var tooLarge: Refusal {
    Refusal(
      .contentTooLarge,
      "the body is larger than the limit of \(RoutedServer.bodyLimit) bytes; send less at a time")
  }

  static func notAcceptable(_ path: String) -> Refusal {
    Refusal(
      .notAcceptable,
      "\(path) is an event stream; ask with 'Accept: text/event-stream', or without Accept")
  }

  static var full: Refusal {
    Refusal(
      .serviceUnavailable,
      "as many streams are open as this process has descriptors for; try again later",
      // Kept alive, the connection would keep one of the last descriptors.
      headers: [.retryAfter: String(retryAfter), .connection: "close"])
  }

  /// A page whose name was made to point here could otherwise read what the machine shows
  /// only to itself.
  static func hostRefusal(_ head: RequestHead, _ context: ServingContext) -> Refusal? {
    let hosts = head.headers.filter { $0.name.isEqualIgnoringCase(to: "host") }
    guard hosts.count <= 1 else {
      return Refusal(.badRequest, "the request has several Host headers; send one")
    }
    guard let host = hosts.first?.value else {
      return head.minorVersion == 0
        ? nil : Refusal(.badRequest, "the request has no Host header; HTTP/1.1 requires one")
    }
    guard context.checksHost else { return nil }
    guard let name = hostName(of: host) else {
      return Refusal(.badRequest, "'\(host)' is no Host; send one like localhost or localhost:8080")
    }
    guard !Loopback.holds(name), !context.allowedHosts.contains(Loopback.canonical(name)) else {
      return nil
    }
    return Refusal(
      .forbidden, "this server answers to localhost only, not to \(host); see --allow-host")
  }

  /// A form on a page of another origin can post anywhere without asking; `Origin` gives it away.
  static func originRefusal(_ head: RequestHead, _ context: ServingContext) -> Refusal? {
    guard let origin = head["origin"], !context.corsOrigins.contains("*"),
      !context.corsOrigins.contains(origin)
    else { return nil }
    let own = head["host"] ?? ""
    if origin == "http://" + own || origin == "https://" + own { return nil }
    let deed =
      switch head.method {
      case "POST": "post"
      case "DELETE": "delete anything"
      default: "change anything"
      }
    return Refusal(.forbidden, "pages of \(origin) may not \(deed) here; see --cors")
  }

  static func preflight(_ head: RequestHead, _ path: String, _ context: ServingContext) -> Decision?
  {
    guard !context.corsOrigins.isEmpty, head["origin"] != nil,
      head["access-control-request-method"] != nil, let methods = context.methods[path]
    else { return nil }
    return .answered(
      status: 204,
      headers: cors(head, context) + [
        HeaderLine("access-control-allow-methods", methods.joined(separator: ", ")),
        HeaderLine(
          "access-control-allow-headers",
          "last-event-id, content-type, cache-control, authorization, idempotency-key"),
        HeaderLine("access-control-max-age", "600"),
      ])
  }

  /// The name without the port and the brackets of an IPv6 address; nil if it is not so built.
  private static func hostName(of host: String) -> String? {
    let isBracketed = host.hasPrefix("[")
    let name = isBracketed ? host.dropFirst().prefix { $0 != "]" } : host.prefix { $0 != ":" }
    var rest = host[name.endIndex...]
    if isBracketed, rest.popFirst() != "]" { return nil }
    guard !name.isEmpty, rest.isEmpty || rest.popFirst() == ":",
      rest.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return String(name)
  }
}
