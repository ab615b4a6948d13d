import NIOCore
import NIOHTTP1

/// The request for a stream, and what becomes of it when the server sends it elsewhere.
struct StreamRequest: Sendable {
  private(set) var url: StreamURL
  private(set) var method: String
  private(set) var body: [UInt8]?
  private var ownHeaders: [(String, String)]
  private let lastEventID: String

  init(to url: StreamURL, configuration: EventSource.Configuration, lastEventID: String) {
    self.url = url
    self.method = configuration.method
    self.body = configuration.body
    self.ownHeaders = configuration.headers
    self.lastEventID = lastEventID
  }

  /// The headers in the order in which they are sent.
  ///
  /// The names and the values of the standard: the cache mode "no-store" becomes
  /// `Cache-Control: no-cache` on the wire. Compression is never asked for.
  var headers: [(String, String)] {
    var headers = [
      ("Host", url.authority), ("Accept", "text/event-stream"), ("Cache-Control", "no-cache"),
      ("User-Agent", "sse-workbook"),
    ]
    if !lastEventID.isEmpty { headers.append(("Last-Event-ID", lastEventID)) }
    if body != nil, !owns("Content-Type") { headers.append(("Content-Type", "text/plain")) }
    headers.removeAll { owns($0.0) && $0.0 != "Last-Event-ID" }
    headers += ownHeaders.filter { lastEventID.isEmpty || !$0.0.isSame(as: "Last-Event-ID") }
    if let body { headers.append(("Content-Length", String(body.count))) }
    return headers
  }

  var head: HTTPRequestHead {
    HTTPRequestHead(
      version: .http1_1, method: HTTPMethod(rawValue: method), uri: url.target,
      headers: HTTPHeaders(headers))
  }

  private func owns(_ name: String) -> Bool { ownHeaders.contains { $0.0.isSame(as: name) } }

  /// The request after a redirect (Fetch, HTTP-redirect fetch).
  ///
  /// 303 always, and 301 and 302 after a POST, make it a GET without a body. Own headers, of
  /// which `Authorization` is one, stay behind when it goes to another origin.
  func redirected(to url: StreamURL, status: Int) -> StreamRequest {
    var next = self
    next.url = url
    if status == 303 && method != "GET" || (status == 301 || status == 302) && method == "POST" {
      next.method = "GET"
      next.body = nil
      next.ownHeaders.removeAll { $0.0.lowercased().hasPrefix("content-") }
    }
    if url.origin != self.url.origin { next.ownHeaders = [] }
    return next
  }
}

extension EventSource.Configuration {
  /// Finds what could not be sent, or would be taken for something else.
  func check() throws(EventSourceError) {
    guard method.isToken, !["CONNECT", "TRACE", "TRACK", "HEAD"].contains(method.uppercased())
    else { throw .badMethod(method) }
    for (name, value) in headers {
      guard name.isToken else {
        throw .badHeader(name, reason: "a name has letters, digits and hyphens")
      }
      try check(value, of: name)
      let reserved = ["content-length", "transfer-encoding", "connection", "upgrade"]
      guard !reserved.contains(name.lowercased()) else {
        throw .badHeader(name, reason: "the client sets it itself")
      }
    }
    try check(lastEventID, of: "Last-Event-ID")
  }

  private func check(_ value: String, of name: String) throws(EventSourceError) {
    guard !value.utf8.contains(where: { [0, 10, 13].contains($0) }) else {
      throw .badHeader(name, reason: "its value contains a line end or a NUL")
    }
  }
}

extension String {
  func isSame(as name: String) -> Bool { lowercased() == name.lowercased() }

  /// Whether this is a token of RFC 9110, as names of headers and methods are.
  fileprivate var isToken: Bool {
    !isEmpty
      && utf8.allSatisfy { byte in
        (48...57).contains(byte) || (97...122).contains(byte | 0x20)
          || "!#$%&'*+-.^_`|~".utf8.contains(byte)
      }
  }
}
