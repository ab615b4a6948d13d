import HTTPTypes
import NIOCore
import NIOHTTP1

/// The request for a stream, and what becomes of it when the server sends it elsewhere.
struct StreamRequest: Sendable {
  private(set) var url: StreamURL
  private(set) var method: String
  private(set) var body: [UInt8]?
  private var ownHeaders: HTTPFields
  private let userAgent: String
  private let lastEventID: String
  /// The cookies of the source's own origin, as the header has them.
  var cookies: String?
  /// Whether a redirect has led to another origin: cookies are for the first one (Fetch, credentials
  /// mode "same-origin").
  private(set) var hasLeftOrigin = false
  /// The names of the own headers that the last redirect left behind.
  private(set) var leftBehind: [HTTPField.Name] = []

  init(to url: StreamURL, configuration: EventSource.Configuration, lastEventID: String) {
    self.url = url
    self.method = configuration.method
    self.body = configuration.body
    self.ownHeaders = configuration.headers
    self.userAgent = configuration.userAgent
    self.lastEventID = lastEventID
  }

  /// The headers in the order in which they are sent.
  ///
  /// The names and the values of the standard: the cache mode "no-store" becomes
  /// `Cache-Control: no-cache` on the wire. Without `Accept-Encoding` any compression would be
  /// welcome (RFC 9110 12.5.3).
  var headers: [(String, String)] {
    var headers = [
      ("Host", url.authority), ("Accept", "text/event-stream"), ("Accept-Encoding", "identity"),
      ("Cache-Control", "no-cache"),
    ]
    if !userAgent.isEmpty { headers.append(("User-Agent", userAgent)) }
    if let cookies { headers.append(("Cookie", cookies)) }
    if !lastEventID.isEmpty { headers.append(("Last-Event-ID", lastEventID)) }
    if body != nil, ownHeaders[.contentType] == nil {
      headers.append(("Content-Type", "text/plain"))
    }
    headers.removeAll { header in
      header.0 != "Last-Event-ID" && ownHeaders.contains { $0.name.isSame(as: header.0) }
    }
    headers += ownHeaders.filter { lastEventID.isEmpty || $0.name != .lastEventID }
      .map { ($0.name.rawName, $0.value) }
    if let body { headers.append(("Content-Length", String(body.count))) }
    return headers
  }

  /// The head, as the server reads it or, with the whole URL, a proxy (RFC 9112 3.2).
  func head(through proxy: ProxyServer?) -> HTTPRequestHead {
    var headers = headers
    if let authorization = proxy?.authorization {
      headers.append(("Proxy-Authorization", authorization))
    }
    return HTTPRequestHead(
      version: .http1_1, method: HTTPMethod(rawValue: method),
      uri: proxy == nil ? url.target : url.description, headers: HTTPHeaders(headers))
  }

  /// The request after a redirect (Fetch, HTTP-redirect fetch).
  ///
  /// 303 always, and 301 and 302 after a POST, make it a GET without a body. Own headers, of
  /// which `Authorization` is one, stay behind when it goes to another origin, except for those
  /// that are for any origin and those that are to be kept.
  func redirected(to url: StreamURL, status: Int, keeping kept: [HTTPField.Name])
    -> StreamRequest
  {
    var next = self
    next.url = url
    next.cookies = nil
    next.leftBehind = []
    if status == 303 && method != "GET" || (status == 301 || status == 302) && method == "POST" {
      next.method = "GET"
      next.body = nil
      next.ownHeaders.removeAll { $0.name.canonicalName.hasPrefix("content-") }
    }
    if url.origin != self.url.origin {
      next.hasLeftOrigin = true
      let follows = Set(EventSource.Configuration.headersForAnyOrigin + kept)
      next.leftBehind = next.ownHeaders.map(\.name).filter { !follows.contains($0) }
      next.ownHeaders.removeAll { !follows.contains($0.name) }
    }
    return next
  }
}

extension EventSource.Configuration {
  /// The methods that ask and change nothing (RFC 9110 9.2.1, and the registry's others).
  private static let questions = [
    "GET", "OPTIONS", "PROPFIND", "QUERY", "REPORT", "SEARCH",
  ]

  /// Whether the request may do something that is not to be done twice.
  public var isAction: Bool { !Self.questions.contains(method.uppercased()) }

  /// Finds what could not be sent, or would be taken for something else.
  func check() throws(EventSourceError) {
    guard method.isToken, !["CONNECT", "TRACE", "TRACK", "HEAD"].contains(method.uppercased())
    else { throw .badMethod(method) }
    let reserved = ["content-length", "transfer-encoding", "connection", "upgrade"]
    for header in headers where reserved.contains(header.name.canonicalName) {
      throw .badHeader(header.name.rawName, reason: "the client sets it itself")
    }
    try check(lastEventID, of: "Last-Event-ID")
    try check(userAgent, of: "User-Agent")
  }

  /// Adds a header of your own as a person typed it.
  ///
  /// - Throws: ``EventSourceError/Code/badHeader`` when the name is none, or when the value would
  ///   end the line.
  public mutating func addHeader(_ name: String, _ value: String) throws(EventSourceError) {
    guard name.isToken, let field = HTTPField.Name(name) else {
      throw .badHeader(name, reason: "a name has letters, digits and hyphens")
    }
    try check(value, of: name)
    headers.append(HTTPField(name: field, lenientValue: value.utf8))
  }

  private func check(_ value: String, of name: String) throws(EventSourceError) {
    guard !value.utf8.contains(where: { [0, 10, 13].contains($0) }) else {
      throw .badHeader(name, reason: "its value contains a line end or a NUL")
    }
  }
}

extension HTTPField.Name {
  static let lastEventID = HTTPField.Name("Last-Event-ID") ?? .accept
  /// Of the Model Context Protocol, whose clients read event streams.
  static let mcpProtocolVersion = HTTPField.Name("MCP-Protocol-Version") ?? .accept

  func isSame(as name: String) -> Bool { canonicalName == name.lowercased() }
}

extension String {
  /// Whether this is a token of RFC 9110, as names of headers and methods are.
  var isToken: Bool {
    !isEmpty
      && utf8.allSatisfy { byte in
        (48...57).contains(byte) || (97...122).contains(byte | 0x20)
          || "!#$%&'*+-.^_`|~".utf8.contains(byte)
      }
  }
}
